"""After the decision: service, money and lateness, what everybody sees and until when, challenges; and transfers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.operations.supervision.penalty_world import LATER, WAN, decided, served, staffed, told
from tests.operations.supervision.test_penalties import clock, codes
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.penalties import (
    ClosePenalty,
    FileChallenge,
    PayPenalty,
    PublishPenalty,
    RevokePenalty,
    ServePenalty,
    SettleChallenge,
)
from tuoyu.operations.supervision.commands.transfers import (
    AcceptTransfer,
    AnswerTransfer,
    PaperOfTransfer,
    ReturnTransfer,
    SendTransfer,
)
from tuoyu.operations.supervision.models import Penalty, Transfer
from tuoyu.operations.supervision.queries.penalties import publication_of, published_penalties
from tuoyu.operations.supervision.queries.transfers import clocks_of_transfer, papers_of
from tuoyu.operations.supervision.services import penalty_aftermath as aftermath
from tuoyu.operations.supervision.services import transfers as services
from tuoyu.operations.supervision.services.penalty_decisions import revoke_penalty
from tuoyu.registers.credit.commands import EndFact
from tuoyu.registers.credit.queries import fact_from
from tuoyu.registers.credit.services import end_fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def stage() -> Stage:
    return staffed(a_stage())


def again(case: Penalty) -> Penalty:
    return Penalty.objects.unscoped("tests").select_related("fact", "served_paper").get(pk=case.pk)


def published(stage: Stage, case: Penalty) -> None:
    aftermath.publish_penalty(
        stage.ctx("market_lead", LATER), PublishPenalty(case.pk, "没有查询工作人员的违法犯罪记录")
    )


def test_serve_penalty_starts_the_days_to_pay(stage: Stage) -> None:
    case = decided(stage)
    early = ServePenalty(case.pk, LATER.date() - DAY, "direct", " ")
    with pytest.raises(Refused) as refused:
        aftermath.serve_penalty(stage.ctx("market_lead", LATER), early)
    assert codes(refused.value) == {"served_day", "receiver"}
    command = ServePenalty(case.pk, LATER.date(), "left", "社区王主任")
    case = aftermath.serve_penalty(stage.ctx("market_lead", LATER), command)
    assert case.pay_until_on == LATER.date() + timedelta(days=15)
    assert clock(case, "penalty_pay").unit == stage.units["place"]
    assert case.served_paper is not None
    assert open_file(system(), case.served_paper).read(5) == b"%PDF-"


def test_pay_penalty_in_parts_and_in_time(stage: Stage) -> None:
    case = served(stage)
    later = LATER + 15 * DAY
    ctx = stage.ctx("market_lead", later)
    assert aftermath.pay_penalty(ctx, PayPenalty(case.pk, later.date(), WAN)).state == "served"
    case = aftermath.pay_penalty(ctx, PayPenalty(case.pk, later.date(), WAN, "凭证 12"))
    assert (case.state, case.paid_fen, case.late_fen) == ("paid", 2 * WAN, 0)
    assert clock(case, "penalty_pay").met_on == later.date()


def test_pay_penalty_late_costs_three_percent_a_day_and_never_more_than_the_fine(stage: Stage) -> None:
    case = served(stage)
    due = LATER + 15 * DAY
    ten_late, ctx = due + 10 * DAY, stage.ctx("market_lead", due + 10 * DAY)
    with pytest.raises(Refused) as refused:
        aftermath.pay_penalty(ctx, PayPenalty(case.pk, ten_late.date(), 3 * WAN))
    assert codes(refused.value) == {"paid_sum"}
    part = aftermath.pay_penalty(ctx, PayPenalty(case.pk, ten_late.date(), WAN))
    assert (part.state, part.late_fen) == ("served", 600_000)
    year = due + 365 * DAY
    case = aftermath.pay_penalty(
        stage.ctx("market_lead", year), PayPenalty(case.pk, year.date(), WAN + 1_600_000)
    )
    assert (case.state, case.late_fen) == ("paid", 1_600_000)


def test_close_penalty_waits_for_an_challenge(stage: Stage) -> None:
    case = served(stage)
    ctx = stage.ctx("market_lead", LATER)
    aftermath.pay_penalty(ctx, PayPenalty(case.pk, LATER.date(), 2 * WAN))
    challenge = aftermath.file_challenge(ctx, FileChallenge(case.pk, "review", "区人民政府", LATER.date()))
    with pytest.raises(Refused):
        aftermath.close_penalty(ctx, ClosePenalty(case.pk))
    aftermath.settle_challenge(
        stage.ctx("market_chief", LATER), SettleChallenge(challenge.pk, "upheld", LATER.date(), "维持")
    )
    assert aftermath.close_penalty(ctx, ClosePenalty(case.pk)).state == "closed"


def test_publish_penalty_is_shown_to_its_last_day_and_gone_the_day_after(stage: Stage) -> None:
    case = decided(stage)
    published(stage, case)
    publication = publication_of(case)
    assert publication is not None
    last = publication.display_until_on
    assert last > LATER.date()
    assert [row.penalty_id for row in published_penalties(last)] == [case.pk]
    assert list(published_penalties(last + DAY)) == []
    assert clock(case, "penalty_publish").met_on == LATER.date()
    with pytest.raises(Refused) as refused:
        published(stage, case)
    assert codes(refused.value) == {"published"}


def test_publish_penalty_shows_no_person_and_nothing_undecided(stage: Stage) -> None:
    case = decided(stage)
    for fact, code in (("cai君检查发现", "names"), (" ", "fact")):
        with pytest.raises(Refused) as refused:
            aftermath.publish_penalty(stage.ctx("market_lead", LATER), PublishPenalty(case.pk, fact))
        assert codes(refused.value) == {code}
    with pytest.raises(Refused) as refused:
        published(stage, told(stage, occurred_on=NOW.date() - DAY))
    assert codes(refused.value) == {"not_decided"}


def test_what_was_repaired_in_credit_is_gone_the_same_day(stage: Stage) -> None:
    case = decided(stage)
    published(stage, case)
    fact = fact_from(f"supervision.penalty:{case.pk}")
    assert fact is not None
    end_fact(system(LATER), EndFact(fact.pk, "mistaken"))
    assert list(published_penalties(LATER.date())) == []


def test_revoke_penalty_takes_back_what_hung_on_it(stage: Stage) -> None:
    case = served(stage)
    published(stage, case)
    revoke_penalty(stage.ctx("market_chief", LATER), RevokePenalty(case.pk, "事实认定有误"))
    case = again(case)
    assert (case.state, case.fact.ended_on, case.fact.end_reason) == ("revoked", LATER.date(), "overturned")
    assert list(published_penalties(LATER.date())) == []
    assert clock(case, "penalty_pay").cancelled_on == LATER.date()


def test_file_challenge_within_its_days_and_once(stage: Stage) -> None:
    case = served(stage)
    late = LATER + 61 * DAY
    with pytest.raises(Refused) as refused:
        aftermath.file_challenge(
            stage.ctx("market_lead", late), FileChallenge(case.pk, "review", "区人民政府", late.date())
        )
    assert codes(refused.value) == {"day"}
    ctx = stage.ctx("market_lead", late)
    aftermath.file_challenge(ctx, FileChallenge(case.pk, "lawsuit", "区人民法院", late.date()))
    with pytest.raises(Refused) as refused:
        aftermath.file_challenge(ctx, FileChallenge(case.pk, "lawsuit", "区人民法院", late.date()))
    assert codes(refused.value) == {"open"}


def test_settle_challenge_that_annuls_revokes_the_penalty(stage: Stage) -> None:
    case = served(stage)
    published(stage, case)
    ctx = stage.ctx("market_chief", LATER)
    challenge = aftermath.file_challenge(
        stage.ctx("market_lead", LATER), FileChallenge(case.pk, "review", "区人民政府", LATER.date())
    )
    aftermath.settle_challenge(
        ctx, SettleChallenge(challenge.pk, "annulled", LATER.date(), "鹿政复〔2021〕3号")
    )
    case = again(case)
    assert case.state == "revoked"
    assert case.fact is not None
    assert case.fact.ended_on == LATER.date()
    publication = publication_of(case)
    assert publication is not None
    assert publication.withdrawn_at == LATER
    with pytest.raises(Refused) as refused:
        aftermath.settle_challenge(ctx, SettleChallenge(challenge.pk, "upheld", LATER.date(), "再登"))
    assert codes(refused.value) == {"settled"}


def test_settle_challenge_that_changes_the_sum_never_raises_it(stage: Stage) -> None:
    case = served(stage)
    ctx = stage.ctx("market_chief", LATER)
    challenge = aftermath.file_challenge(
        stage.ctx("market_lead", LATER), FileChallenge(case.pk, "review", "区人民政府", LATER.date())
    )
    with pytest.raises(Refused) as refused:
        aftermath.settle_challenge(
            ctx, SettleChallenge(challenge.pk, "changed", LATER.date(), "变更", 3 * WAN)
        )
    assert codes(refused.value) == {"sum"}
    aftermath.settle_challenge(ctx, SettleChallenge(challenge.pk, "changed", LATER.date(), "变更", WAN))
    assert again(case).decided_fine_fen == WAN


# ---- transfers -------------------------------------------------------------------------------------------------------


def sent(stage: Stage, **changes: object) -> Transfer:
    facts: dict[str, object] = {
        "institution_id": stage.place.pk,
        "unit_id": stage.units["health"].pk,
        "ground": "未成年人保护法第一百二十六条",
        "facts": "两名保育人员没有查询记录",
        "to_unit_id": stage.units["market"].pk,
        "papers": (PaperOfTransfer("笔录.txt", "现场笔录".encode()),),
    }
    return services.send_transfer(stage.ctx("lead"), SendTransfer(**(facts | changes)))  # type: ignore[arg-type]


def test_send_transfer_tells_the_receiver_and_starts_its_clock(stage: Stage) -> None:
    transfer = sent(stage)
    assert [paper.file.name for paper in papers_of(transfer)] == ["笔录.txt"]
    assert clocks_of_transfer(transfer).get().unit == stage.units["market"]
    assert Notice.objects.unscoped("tests").get(title="收到移送").unit == stage.units["market"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_unit_id": None}, "receiver"),
        ({"outside": "市公安局"}, "two"),
        ({"ground": ""}, "ground"),
        ({"facts": " "}, "facts"),
    ],
)
def test_send_transfer_wants_one_receiver_a_ground_and_facts(
    stage: Stage, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        sent(stage, **changes)
    assert codes(refused.value) == {code}


def test_accept_transfer_and_answer_transfer_are_the_receiver_s(stage: Stage) -> None:
    transfer = sent(stage)
    with pytest.raises(Refused):
        services.accept_transfer(stage.ctx("lead"), AcceptTransfer(transfer.pk))
    services.accept_transfer(stage.ctx("market_lead"), AcceptTransfer(transfer.pk))
    with pytest.raises(Refused) as refused:
        services.answer_transfer(stage.ctx("market_lead"), AnswerTransfer(transfer.pk, " "))
    assert codes(refused.value) == {"answer"}
    done = services.answer_transfer(stage.ctx("market_lead"), AnswerTransfer(transfer.pk, "已立案"))
    assert (done.state, clocks_of_transfer(done).get().met_on) == ("answered", NOW.date())


def test_answer_transfer_of_an_outside_organ_is_written_down_by_the_sender(stage: Stage) -> None:
    transfer = sent(stage, to_unit_id=None, outside="市公安局")
    services.accept_transfer(stage.ctx("lead"), AcceptTransfer(transfer.pk))
    done = services.answer_transfer(stage.ctx("lead"), AnswerTransfer(transfer.pk, "已受案"))
    assert (done.state, done.receiver) == ("answered", "市公安局")


def test_return_transfer_says_why(stage: Stage) -> None:
    transfer = sent(stage)
    done = services.return_transfer(stage.ctx("market_lead"), ReturnTransfer(transfer.pk, "归教育局"))
    assert (done.state, done.return_reason) == ("returned", "归教育局")
