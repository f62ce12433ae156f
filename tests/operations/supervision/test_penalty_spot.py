"""A penalty on the spot: what may be decided there, what it leaves behind, and its way to the files."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.penalty_world import OFFENCE, another_place, opening, staffed
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.penalties import (
    ClosePenalty,
    ImposePenalty,
    PayPenalty,
    ReportPenalty,
)
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.policy.penalties import penalty_law_at
from tuoyu.operations.supervision.queries.penalties import account_of, past_of, published_penalties
from tuoyu.operations.supervision.rules.spread import Spread, digest_of
from tuoyu.operations.supervision.services.penalties import reveal_penalty
from tuoyu.operations.supervision.services.penalty_aftermath import close_penalty, pay_penalty
from tuoyu.operations.supervision.services.penalty_spot import impose_penalty, report_penalty
from tuoyu.operations.supervision.web.penalty_spread import spread_sentence

pytestmark = pytest.mark.django_db
NEW_ACT = datetime(2021, 7, 15, 9, 30, tzinfo=CHINA)
YUAN = 100


@pytest.fixture
def stage() -> Stage:
    return staffed(a_stage())


def imposing(stage: Stage, **changes: Any) -> ImposePenalty:
    facts: dict[str, Any] = {
        "opening": opening(stage, **changes.pop("opening", {})),
        "kinds": ("warning", "fine"),
        "place": "园内一楼",
        "fine_fen": 1000 * YUAN,
        "has_shown_card": True,
        "has_told_rights": True,
        "signed_by": "head君",
        "seen_digest": past_of(OFFENCE, date(2100, 1, 1), is_simple=True).digest,
    }
    return ImposePenalty(**(facts | changes))


def imposed(stage: Stage, now: datetime = NOW, **changes: Any) -> Penalty:
    return impose_penalty(stage.ctx("cai", now), imposing(stage, **changes))


def refused(stage: Stage, now: datetime = NOW, **changes: Any) -> Refused:
    with pytest.raises(Refused) as found:
        imposed(stage, now, **changes)
    assert not Penalty.objects.unscoped("tests").exists()
    return found.value


def codes(found: Refused) -> set[str]:
    return {reason.code.rpartition(".")[2] for reason in found.verdict.failures}


def clocks(case: Penalty) -> dict[str, date]:
    rows = Clock.objects.unscoped("tests").filter(subject_type="supervision.penalty", subject_id=case.pk)
    return {each.kind: each.due_on for each in rows}


def test_impose_penalty_is_number_paper_service_and_credit_at_once(stage: Stage) -> None:
    case = imposed(stage)
    assert (case.state, case.number, case.is_simple) == ("served", "市监当罚〔2021〕1号", True)
    assert (case.served_on, case.served_how, case.receiver) == (NOW.date(), "announced", "head君")
    assert case.paper is not None
    assert open_file(house_of(stage.ctx("lead")), case.paper).read(5) == b"%PDF-"
    assert case.fact is not None
    assert (case.fact.severity, case.fact.is_public) == ("minor", False)
    assert clocks(case) == {"penalty_report": date(2021, 6, 24), "penalty_pay": date(2021, 6, 30)}
    assert (
        Notice.objects.unscoped("tests")
        .filter(unit=stage.units["place"], title="收到当场处罚决定书")
        .exists()
    )
    assert not published_penalties(NOW.date()).exists()


@pytest.mark.parametrize(
    ("now", "most"), [(NEW_ACT - timedelta(days=1), 1000 * YUAN), (NEW_ACT, 3000 * YUAN)]
)
def test_impose_penalty_up_to_the_sum_of_the_act_of_the_day(stage: Stage, now: datetime, most: int) -> None:
    found = refused(stage, now, fine_fen=most + 1)
    assert codes(found) == {"simple_sum"}
    article = "第三十三条" if now < NEW_ACT else "第五十一条"
    assert article in found.verdict.failures[0].basis
    assert imposed(stage, now, fine_fen=most).decided_fine_fen == most


def test_impose_penalty_on_a_sole_trader_like_on_a_person(stage: Stage) -> None:
    operator = stage.place.operator
    operator.uscc = f"92{operator.uscc[2:]}"
    operator.save(update_fields=["uscc"])
    assert codes(refused(stage, NEW_ACT, fine_fen=200 * YUAN + 1)) == {"simple_sum"}
    assert imposed(stage, NEW_ACT, fine_fen=200 * YUAN).state == "served"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"opening": {"offence": "PRT-003"}, "kinds": ("fine",)}, {"not_simple", "range"}),
        ({"kinds": ("suspend",), "fine_fen": 0}, {"simple_kind", "kind"}),
        ({"opening": {"officer_ids": ()}}, {"officers", "absent"}),
        ({"has_shown_card": False, "has_told_rights": False}, {"card", "rights"}),
        ({"said": "昨天已经补查。"}, {"unanswered"}),
        ({"signed_by": " "}, {"signed"}),
        ({"is_refused": True}, {"signed"}),
        ({"place": " "}, {"where"}),
        ({"collected_fen": 5 * YUAN, "receipt_no": "浙票1"}, {"collected", }),
        ({"fine_fen": 20 * YUAN, "collected_fen": 20 * YUAN}, {"receipt"}),
        ({"fine_fen": 21 * YUAN, "collected_fen": 21 * YUAN, "receipt_no": "浙票1"}, {"collect"}),
        ({"kinds": ("warning",)}, {"money"}),
    ],
)  # fmt: skip
def test_impose_penalty_refuses_what_is_not_for_the_spot(
    stage: Stage, changes: dict[str, Any], code: set[str]
) -> None:
    assert codes(refused(stage, **changes)) == code


def test_impose_penalty_is_signed_with_the_past_cases_seen(stage: Stage) -> None:
    assert codes(refused(stage, seen_digest="")) == {"stale_cases"}
    case = imposed(stage)
    assert (case.seen_digest, case.seen_spread["count"]) == (digest_of([]), 0)
    elsewhere = another_place(7, "91330302MA2HX00070")
    again = imposing(stage, opening={"institution_id": elsewhere.pk}, seen_digest=digest_of([]))
    with pytest.raises(Refused) as found:
        impose_penalty(stage.ctx("cai"), again)
    assert codes(found.value) == {"stale_cases"}
    assert "已有变化" in found.value.verdict.failures[0].sentence


def test_impose_penalty_explains_a_sum_unlike_the_others(stage: Stage) -> None:
    least = penalty_law_at(NOW.date(), stage.ctx("cai").area).least_cases
    for number in range(least):
        place = another_place(number, f"91330302MA2HX{number:04}0")
        imposed(stage, opening={"institution_id": place.pk}, fine_fen=900 * YUAN)
    with pytest.raises(Refused) as found:
        imposed(stage)
    assert codes(found.value) == {"deviation"}
    assert imposed(stage, fine_fen=900 * YUAN).deviation == ""
    explained = imposed(stage, opening={"occurred_on": date(2021, 6, 12)}, deviation="有两人没有查。")
    assert (explained.deviation, explained.seen_spread["count"]) == ("有两人没有查。", least + 1)


def test_past_cases_are_those_of_one_procedure(stage: Stage) -> None:
    imposed(stage)
    assert past_of(OFFENCE, NOW.date()).spread.count == 0
    assert past_of(OFFENCE, NOW.date(), is_simple=True).spread.count == 1


def test_one_sum_is_told_once() -> None:
    assert spread_sentence(Spread(1, 9, 9, 9, 9, 9)) == "同类以往案例 1 件，罚 0.09 元。"
    assert spread_sentence(Spread(2, 9, 9, 9, 9, 9)) == "同类以往案例 2 件，都罚 0.09 元。"


def test_impose_penalty_is_the_act_of_who_stands_there(stage: Stage) -> None:
    with pytest.raises(Refused) as found:
        impose_penalty(stage.ctx("market_lead"), imposing(stage))
    assert found.value.status == 403


def test_impose_penalty_keeps_what_the_party_said_sealed(stage: Stage) -> None:
    case = imposed(
        stage, said="家里有事耽误了。", answer="不采纳，入职前就应当查询。", signed_by="", is_refused=True
    )
    case.refresh_from_db()
    assert "家里有事" not in str(case.plea)
    assert case.receiver == "拒绝签收"
    assert reveal_penalty(stage.ctx("market_lead").for_purpose("核对"), case.pk) == "家里有事耽误了。"


def test_the_same_wrong_is_not_fined_again_on_the_spot(stage: Stage) -> None:
    imposed(stage)
    with pytest.raises(Refused) as found:
        imposed(stage)
    assert codes(found.value) == {"twice"}
    assert Penalty.objects.unscoped("tests").count() == 1
    assert imposed(stage, kinds=("warning",), fine_fen=0).number == "市监当罚〔2021〕2号"


def test_money_collected_on_the_spot_is_handed_in_and_booked(stage: Stage) -> None:
    case = imposed(stage, NEW_ACT, fine_fen=100 * YUAN, collected_fen=100 * YUAN, receipt_no="浙票7")
    assert set(clocks(case)) == {"penalty_report", "penalty_hand_in"}
    assert clocks(case)["penalty_hand_in"] == date(2021, 7, 19)
    account = account_of(case)
    assert account is not None
    assert (account.paid_fen, account.owed_fine_fen) == (100 * YUAN, 0)
    case = pay_penalty(
        stage.ctx("market_lead", NEW_ACT), PayPenalty(case.pk, NEW_ACT.date(), 0, "已缴入国库")
    )
    assert (case.state, case.paid_fen) == ("paid", 100 * YUAN)
    met = Clock.objects.unscoped("tests").get(subject_id=case.pk, kind="penalty_hand_in")
    assert met.met_on == NEW_ACT.date()


def test_report_penalty_once_before_the_case_is_closed(stage: Stage) -> None:
    case = imposed(stage, kinds=("warning",), fine_fen=0)
    lead = stage.ctx("market_lead")
    pay_penalty(lead, PayPenalty(case.pk, NOW.date()))
    with pytest.raises(Refused) as found:
        close_penalty(lead, ClosePenalty(case.pk))
    assert codes(found.value) == {"unreported"}
    case = report_penalty(stage.ctx("dong"), ReportPenalty(case.pk))
    assert case.reported_at == NOW
    met = Clock.objects.unscoped("tests").get(subject_id=case.pk, kind="penalty_report")
    assert met.met_on == NOW.date()
    assert Entry.objects.unscoped("tests").filter(verb="supervision.penalty.report", result="ok").count() == 1
    with pytest.raises(Refused) as found:
        report_penalty(stage.ctx("dong"), ReportPenalty(case.pk))
    assert codes(found.value) == {"reported"}
    assert close_penalty(lead, ClosePenalty(case.pk)).state == "closed"


def test_impose_penalty_wants_an_offence_that_the_organ_punishes(stage: Stage) -> None:
    strange = replace(
        imposing(stage), opening=opening(stage, offence="SAN-001"), kinds=("warning",), fine_fen=0
    )
    with pytest.raises(Refused) as found:
        impose_penalty(stage.ctx("cai"), strange)
    assert codes(found.value) == {"organ"}


def test_the_page_of_the_spot_from_the_phone_to_the_case(stage: Stage) -> None:
    with time_machine.travel(NEW_ACT, tick=False):
        officer = client_of(stage.users["cai"])
        url = f"/supervision/penalties/impose/?institution={stage.place.pk}"
        form = officer.get(url).content.decode()
        assert "《中华人民共和国行政处罚法（2021年修订）》第五十一条、第五十二条（待核实）" in form
        assert f'value="{stage.place.name}"' in form
        assert 'value="PRT-001"' in form
        assert 'value="PRT-003"' not in form
        assert "选好违法行为" in form
        chosen = officer.get(f"{url}&offence=PRT-001").content.decode()
        assert "没有同类的以往案例" in chosen
        assert re.search(r'<option value="PRT-001" selected', chosen)
        again = re.search(r'hx-get="([^"]*)"[^>]*hx-include="\[name=offence\]"', chosen)
        assert again is not None
        assert again[1] == url
        assert "选好违法行为" in officer.get(f"{url}&offence=PRT-003").content.decode()
        filled = {
            "place": stage.place.name, "offence": "PRT-001", "facts": "一名保育人员没有入职查询记录。", "occurred_on": "2021-07-14", "where": "园内一楼",
            "colleague": stage.inspectors["dong"].pk, "has_shown_card": "on", "has_told_rights": "on", "kinds": ["warning", "fine"],
            "fine_fen": "3001", "signed_by": "head君",
        }  # fmt: skip
        high = officer.post(url, filled)
        assert high.status_code == 422
        assert "最多 3,000 元" in high.content.decode()
        unseen = officer.post(url, filled | {"fine_fen": "3000"}).content.decode()
        assert "还没有看过以往案例" in unseen
        seen = re.search(r'name="seen" value="(\w{64})"', unseen)
        assert seen is not None
        done = officer.post(url, filled | {"fine_fen": "3000", "seen": seen[1]})
        assert done.status_code == 302
        case = officer.get(done.headers["Location"]).content.decode()
        assert "当场处罚（简易程序），园内一楼" in case
        assert "report/" in case
        report = f"{done.headers['Location']}report/"
        assert officer.post(report, {}).status_code == 302
        party = client_of(stage.users["head"]).get(done.headers["Location"]).content.decode()
        assert "申请行政复议" in party
