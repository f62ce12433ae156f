"""A penalty up to the decision, through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import NOW
from tests.operations.supervision.penalty_world import (
    LATER,
    OCCURRED,
    WAN,
    concluded,
    decided,
    deciding,
    opened,
    opening,
    staffed,
    told,
    waived,
)
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.commands.penalties import (
    CallPenalty,
    ConcludePenalty,
    ContestPenalty,
    HearPenalty,
    PleadPenalty,
    SparePenalty,
    TellPenalty,
    WithdrawPenalty,
)
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.queries.penalties import officers_of, past_of
from tuoyu.operations.supervision.services import penalties as services
from tuoyu.operations.supervision.services import penalty_decisions as decisions
from tuoyu.operations.supervision.services.findings import open_finding
from tuoyu.registers.credit.queries import fact_from

pytestmark = pytest.mark.django_db
# The morning on which the act of 2021 comes into force.
NEW_ACT = datetime(2021, 7, 15, 9, 30, tzinfo=CHINA)


@pytest.fixture
def stage() -> Stage:
    return staffed(a_stage())


def codes(refused: Refused) -> set[str]:
    return {reason.code.rpartition(".")[2] for reason in refused.verdict.failures}


def clock(case: Penalty, kind: str) -> Clock:
    return Clock.objects.unscoped("tests").get(
        subject_type="supervision.penalty", subject_id=case.pk, kind=kind
    )


def test_open_penalty_starts_the_ninety_days(stage: Stage) -> None:
    case = opened(stage)
    assert (case.state, case.operator_uscc, case.offence_label[:6]) == ("opened", "91330302MA2HXY1210", "没有按规定查")  # fmt: skip
    assert clock(case, "penalty_decide").due_on == NOW.date() + timedelta(days=90)
    assert len(officers_of(case)) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"occurred_on": date(2021, 6, 16)}, "ahead"),
        ({"offence": "SAN-001"}, "organ"),
        ({"facts": " "}, "facts"),
        ({"offence": "XXX"}, "unknown_offence"),
        ({"officer_ids": ()}, "officers"),
        ({"occurred_on": date(2021, 5, 31)}, "before_law"),
    ],
)
def test_open_penalty_refuses_what_the_law_refuses(
    stage: Stage, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        services.open_penalty(stage.ctx("market_lead"), opening(stage, **changes))
    assert code in codes(refused.value)


def test_open_penalty_takes_officers_of_its_own_unit_alone(stage: Stage) -> None:
    borrowed = (stage.inspectors["ann"].pk, stage.inspectors["cai"].pk)
    with pytest.raises(Refused) as refused:
        services.open_penalty(stage.ctx("market_lead"), opening(stage, officer_ids=borrowed))
    assert codes(refused.value) == {"officers"}


def test_open_penalty_is_not_done_in_the_name_of_another_unit(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        services.open_penalty(stage.ctx("market_lead"), opening(stage, unit_id=stage.units["health"].pk))
    assert refused.value.status == 403


def test_conclude_penalty_wants_evidence(stage: Stage) -> None:
    case = opened(stage)
    with pytest.raises(Refused) as refused:
        services.conclude_penalty(stage.ctx("market_lead"), ConcludePenalty(case.pk, "事实", (" ",)))
    assert codes(refused.value) == {"evidence"}
    case = services.conclude_penalty(stage.ctx("market_lead"), ConcludePenalty(case.pk, "事实", ("笔录",)))
    assert (case.state, case.evidence, case.concluded_by_user) == (
        "investigated",
        ["笔录"],
        stage.users["market_lead"],
    )


def test_tell_penalty_numbers_a_paper_and_gives_the_party_its_days(stage: Stage) -> None:
    case = told(stage)
    assert case.told_number == "市监罚告〔2021〕1号"
    assert case.told_paper is not None
    assert open_file(house_of(stage.ctx("lead")), case.told_paper).read(5) == b"%PDF-"
    assert case.plea_until_on == date(2021, 6, 18)
    assert case.hearing_until_on is None
    notice = Notice.objects.unscoped("tests").get(title="收到行政处罚事先告知书")
    assert notice.unit == stage.units["place"]


def test_tell_penalty_offers_a_hearing_from_the_sum_of_policy_on(stage: Stage) -> None:
    assert told(stage, 5 * WAN).hearing_until_on == date(2021, 6, 18)


@pytest.mark.parametrize(
    ("kinds", "fine", "code"),
    [
        (("fine",), 6 * WAN, "range"),
        (("revoke",), 0, "kind"),
        ((), 0, "no_kind"),
        (("fine",), 0, "money"),
        (("warning",), WAN, "money"),
    ],
)
def test_tell_penalty_stays_within_the_article(
    stage: Stage, kinds: tuple[str, ...], fine: int, code: str
) -> None:
    case = concluded(stage)
    with pytest.raises(Refused) as refused:
        services.tell_penalty(stage.ctx("market_lead"), TellPenalty(case.pk, kinds, fine))
    assert codes(refused.value) == {code}


def test_tell_penalty_again_does_not_raise_it_once_the_party_spoke(stage: Stage) -> None:
    case = told(stage)
    services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "已经补查。"))
    with pytest.raises(Refused) as refused:
        services.tell_penalty(stage.ctx("market_lead"), TellPenalty(case.pk, ("fine",), 3 * WAN))
    assert codes(refused.value) == {"raised"}


def test_plead_penalty_is_sealed_and_read_for_a_purpose(stage: Stage) -> None:
    case = told(stage)
    services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "已经补查，家里困难。"))
    services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "另附证明。"))
    case.refresh_from_db()
    assert "家里困难" not in str(case.plea)
    with pytest.raises(Refused):
        services.reveal_penalty(stage.ctx("market_chief"), case.pk)
    seen = services.reveal_penalty(stage.ctx("market_chief").for_purpose("听取意见"), case.pk)
    assert seen == "已经补查，家里困难。\n另附证明。"
    assert Entry.objects.unscoped("tests").filter(verb="supervision.penalty.reveal", result="ok").count() == 1


def test_plead_penalty_is_the_party_s_alone_and_ends_with_the_decision(stage: Stage) -> None:
    case = decided(stage)
    with pytest.raises(Refused) as refused:
        services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "不服"))
    assert codes(refused.value) == {"plea_over"}
    with pytest.raises(Refused) as refused:
        services.plead_penalty(stage.ctx("market_lead"), PleadPenalty(case.pk, "不服"))
    assert refused.value.status == 403


def test_the_party_sees_nothing_before_it_is_told(stage: Stage) -> None:
    case = concluded(stage)
    with pytest.raises(Refused) as refused:
        services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "不服"))
    assert refused.value.status == 404


def heard(stage: Stage) -> Penalty:
    case = told(stage, 5 * WAN)
    services.contest_penalty(stage.ctx("head"), ContestPenalty(case.pk))
    day = NOW.date() + timedelta(days=7)
    services.call_penalty(stage.ctx("market_lead"), CallPenalty(case.pk, day, "三楼会议室", "法规科王科长"))
    command = HearPenalty(case.pk, "当事人认为已经补查，建议减轻。")
    return services.hear_penalty(stage.ctx("market_lead", NOW + timedelta(days=7)), command)


def test_contest_penalty_is_refused_where_no_hearing_is_offered_or_it_is_too_late(stage: Stage) -> None:
    small, large = told(stage), told(stage, 5 * WAN, occurred_on=date(2021, 6, 9))
    for case, now, code in ((small, NOW, "no_hearing"), (large, NOW + timedelta(days=8), "hearing_over")):
        with pytest.raises(Refused) as refused:
            services.contest_penalty(stage.ctx("head", now), ContestPenalty(case.pk))
        assert codes(refused.value) == {code}


def test_call_penalty_leaves_seven_days_and_takes_no_investigator(stage: Stage) -> None:
    case = told(stage, 5 * WAN)
    services.contest_penalty(stage.ctx("head"), ContestPenalty(case.pk))
    command = CallPenalty(case.pk, NOW.date() + timedelta(days=6), "三楼", "cai君")
    with pytest.raises(Refused) as refused:
        services.call_penalty(stage.ctx("market_lead"), command)
    assert codes(refused.value) == {"hearing_day", "chair"}


def test_hear_penalty_waits_for_the_day(stage: Stage) -> None:
    case = told(stage, 5 * WAN)
    services.contest_penalty(stage.ctx("head"), ContestPenalty(case.pk))
    day = NOW.date() + timedelta(days=7)
    services.call_penalty(stage.ctx("market_lead"), CallPenalty(case.pk, day, "三楼", "王科长"))
    with pytest.raises(Refused) as refused:
        services.hear_penalty(stage.ctx("market_lead"), HearPenalty(case.pk, "意见"))
    assert codes(refused.value) == {"not_yet"}


def test_decide_penalty_after_a_hearing_answers_it_and_was_reviewed(stage: Stage) -> None:
    case = heard(stage)
    ctx = stage.ctx("market_chief", NOW + timedelta(days=8))
    bare = deciding(case, 5 * WAN, ctx.today, reviewer="", review="")
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, bare)
    assert codes(refused.value) == {"unanswered", "review"}
    case = decisions.decide_penalty(ctx, deciding(case, 4 * WAN, ctx.today, plea_answer="采纳，减轻。"))
    assert (case.state, case.decided_fine_fen) == ("decided", 4 * WAN)


def test_decide_penalty_is_number_paper_credit_event_and_clocks(stage: Stage) -> None:
    case = decided(stage)
    assert (case.state, case.number, case.decided_by) == ("decided", "市监罚〔2021〕1号", "market_chief君")
    assert case.paper is not None
    assert open_file(house_of(stage.ctx("lead")), case.paper).read(5) == b"%PDF-"
    fact = fact_from(f"supervision.penalty:{case.pk}")
    assert fact is not None
    assert (fact.pk, fact.severity, fact.is_public, fact.source_number) == (
        case.fact_id,
        "general",
        True,
        case.number,
    )
    assert clock(case, "penalty_decide").met_on == LATER.date()
    assert clock(case, "penalty_serve").due_on == LATER.date() + timedelta(days=7)
    assert clock(case, "penalty_publish").due_on > LATER.date() + timedelta(days=7)
    assert case.policy_fingerprint


def test_decide_penalty_waits_until_the_party_could_speak(stage: Stage) -> None:
    case = told(stage)
    ctx = stage.ctx("market_chief")
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, deciding(case, 2 * WAN, ctx.today))
    assert codes(refused.value) == {"too_early"}
    waived(stage, case)
    assert decisions.decide_penalty(ctx, deciding(case, 2 * WAN, ctx.today)).state == "decided"


def test_decide_penalty_with_a_stale_view_of_past_cases_is_refused_and_takes_no_number(stage: Stage) -> None:
    case = told(stage, occurred_on=date(2021, 6, 9))
    ctx = stage.ctx("market_chief", LATER)
    command = deciding(case, 2 * WAN, ctx.today)
    assert decided(stage, WAN).number == "市监罚〔2021〕1号"
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, command)
    assert "看到的以往案例已有变化" in str(refused.value)
    assert decisions.decide_penalty(ctx, deciding(case, 2 * WAN, ctx.today)).number == "市监罚〔2021〕2号"


def test_decide_penalty_outside_of_the_middle_half_is_explained(stage: Stage) -> None:
    for number, fine in enumerate((1, 1, 2, 2, 2)):
        decided(stage, fine * WAN, occurred_on=date(2021, 6, 1 + number))
    case = told(stage, 5 * WAN - 1)
    ctx = stage.ctx("market_chief", LATER)
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, deciding(case, 5 * WAN - 1, ctx.today, deviation=" "))
    assert codes(refused.value) == {"deviation"}
    case = decisions.decide_penalty(ctx, deciding(case, 5 * WAN - 1, ctx.today, deviation="瞒报两次"))
    assert case.seen_spread == {"count": 5, "low": WAN, "q1": WAN, "median": 2 * WAN, "q3": 2 * WAN, "high": 2 * WAN}  # fmt: skip
    assert case.deviation == "瞒报两次"


def test_decide_penalty_is_never_done_by_an_investigator(stage: Stage) -> None:
    case = told(stage)
    stage.inspectors["cai"].user = stage.users["market_chief"]
    stage.inspectors["cai"].save()
    ctx = stage.ctx("market_chief", LATER)
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, deciding(case, 2 * WAN, ctx.today))
    assert codes(refused.value) == {"decider"}


def test_decide_penalty_is_not_heavier_than_told(stage: Stage) -> None:
    case = told(stage)
    ctx = stage.ctx("market_chief", LATER)
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, deciding(case, 3 * WAN, ctx.today))
    assert codes(refused.value) == {"not_told"}
    services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "不服"))
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(ctx, deciding(case, 3 * WAN, ctx.today, plea_answer="不采纳"))
    assert codes(refused.value) == {"raised"}


def test_the_same_wrong_is_fined_once(stage: Stage) -> None:
    finding = open_finding(
        house_of(stage.ctx("cai")),
        OpenFinding(stage.place.pk, stage.units["market"].pk, "grave", "没有查询", NOW, "cai君"),
    )
    decided(stage, finding_ids=(finding.pk,))
    case = concluded(stage, finding_ids=(finding.pk,), occurred_on=date(2021, 6, 8), offence="PRT-002")
    for kinds, fine, code in ((("fine",), WAN, {"twice"}), (("warning",), 0, set())):
        if code:
            with pytest.raises(Refused) as refused:
                services.tell_penalty(stage.ctx("market_lead"), TellPenalty(case.pk, kinds, fine))
            assert codes(refused.value) == code
        else:
            assert (
                services.tell_penalty(stage.ctx("market_lead"), TellPenalty(case.pk, kinds, fine)).state
                == "told"
            )


def test_spare_penalty_by_a_first_and_mended_wrong(stage: Stage) -> None:
    case = concluded(stage)
    ctx = stage.ctx("market_chief", NEW_ACT)
    with pytest.raises(Refused) as refused:
        decisions.spare_penalty(ctx, SparePenalty(case.pk, "first", "初次"))
    assert codes(refused.value) == {"not_mended"}
    case = decisions.spare_penalty(ctx, SparePenalty(case.pk, "first", "初次，已补查", is_mended=True))
    assert (case.state, case.number, clock(case, "penalty_decide").met_on) == ("spared", "", ctx.today)


def test_spare_penalty_by_a_first_wrong_only_since_the_act_of_2021(stage: Stage) -> None:
    case = concluded(stage)
    eve = stage.ctx("market_chief", NEW_ACT - timedelta(days=1))
    command = SparePenalty(case.pk, "first", "初次，已补查", is_mended=True)
    with pytest.raises(Refused) as refused:
        decisions.spare_penalty(eve, command)
    assert codes(refused.value) == {"ground"}
    assert decisions.spare_penalty(stage.ctx("market_chief", NEW_ACT), command).state == "spared"


@pytest.mark.parametrize(
    ("now", "plea", "hearing", "printed"),
    [
        (NEW_ACT - timedelta(days=1), date(2021, 7, 17), date(2021, 7, 17), "2017年修正"),
        (NEW_ACT, date(2021, 7, 22), date(2021, 7, 22), "2021年修订"),
    ],
)
def test_tell_penalty_by_the_act_of_the_day(
    stage: Stage, now: datetime, plea: date, hearing: date, printed: str
) -> None:
    """Three days until 14 July 2021, five working days from the next morning on; the refusal names the act as well."""
    case = told(stage, 5 * WAN, now)
    assert (case.plea_until_on, case.hearing_until_on) == (plea, hearing)
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(stage.ctx("market_chief", now), deciding(case, 5 * WAN, now.date()))
    assert {printed in reason.basis for reason in refused.value.verdict.failures} == {True}


def test_decide_penalty_is_always_reviewed_before_the_act_of_2021(stage: Stage) -> None:
    case = told(stage, WAN, NEW_ACT - timedelta(days=9))
    waived(stage, case, NEW_ACT - timedelta(days=9))
    eve, morning = (stage.ctx("market_chief", at) for at in (NEW_ACT - timedelta(days=1), NEW_ACT))
    with pytest.raises(Refused) as refused:
        decisions.decide_penalty(eve, deciding(case, WAN, eve.today, reviewer="", review=""))
    assert codes(refused.value) == {"review"}
    command = deciding(case, WAN, morning.today, reviewer="", review="")
    assert decisions.decide_penalty(morning, command).state == "decided"


@pytest.mark.parametrize(("occurred", "is_open"), [(date(2021, 7, 14), False), (date(2021, 7, 15), True)])
def test_open_penalty_by_the_bar_of_the_day_of_the_deed(stage: Stage, occurred: date, is_open: bool) -> None:
    """Five years for harm hold for deeds since the act of 2021; an older deed keeps its two years."""
    command = opening(stage, occurred_on=occurred, has_harm=True)
    ctx = stage.ctx("market_lead", datetime(2024, 3, 1, 9, tzinfo=CHINA))
    if is_open:
        assert services.open_penalty(ctx, command).state == "opened"
        return
    with pytest.raises(Refused) as refused:
        services.open_penalty(ctx, command)
    assert codes(refused.value) == {"time_bar"}
    assert "2017年修正" in refused.value.verdict.failures[0].basis


def test_withdraw_penalty_stops_its_clocks(stage: Stage) -> None:
    case = decisions.withdraw_penalty(
        stage.ctx("market_chief"), WithdrawPenalty(opened(stage).pk, "不归本局管")
    )
    assert (case.state, clock(case, "penalty_decide").cancelled_on) == ("withdrawn", NOW.date())


def test_past_cases_are_the_most_alike_first_and_know_no_name(stage: Stage) -> None:
    case = decided(stage)
    past = past_of(case.offence, LATER.date(), form="community", places=0)
    assert [(each.number, each.fine_fen) for each in past.cases] == [(case.number, 2 * WAN)]
    assert past_of(case.offence, OCCURRED).spread.count == 0
    assert past_of(case.offence, LATER.date(), without=case.pk).spread.count == 0


def test_the_database_itself_knows_no_decision_without_number_and_paper(stage: Stage) -> None:
    case = decided(stage)
    rows = Penalty.objects.unscoped("tests").filter(pk=case.pk)
    for wrong in ({"number": ""}, {"paper": None}, {"decided_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
