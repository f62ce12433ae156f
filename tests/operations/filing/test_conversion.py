"""Permits take the place of filings: who began before goes on as before, who is filed converts, who comes after applies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import DISTRICT, NOW
from tests.operations.filing.conftest import PermitsBegin
from tests.operations.filing.world import PAPERS, TODAY, Scene, answers, draft, fresh, scene, staff, submitted
from tests.registers.institutions.world import system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.vault.statements import read, tokens_in
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    AddMaterial,
    Flag,
    NewFile,
    OpenCase,
    RejectCase,
    RemindConversions,
    ReturnCase,
    RevokeReceipt,
    SaveCase,
    SeenItem,
    SubmitCase,
    VerifyCase,
    WithdrawCase,
)
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase, Material, Receipt
from tuoyu.operations.filing.queries import conversion_clock_of, materials_of, matters_for
from tuoyu.operations.filing.queries.proving import prove
from tuoyu.operations.filing.queries.trust import edition_number, revocation_list
from tuoyu.operations.filing.words import CONVERSION_CLOCK, CaseKind, ReceiptState, Worth
from tuoyu.registers.institutions.commands import MarkInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import mark_institution, refresh_institutions

pytestmark = pytest.mark.django_db
# Filed on 15 June, permits from 1 July, converted on 20 July; filings hold to 1 July of the next year.
DAY, LATER, LAST = date(2021, 7, 1), date(2021, 7, 20), date(2022, 7, 1)


def on(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


def house_of(stage: Scene) -> Institution:
    return Institution.objects.unscoped("tests").get(pk=stage.institution.pk)


def receipts() -> list[Receipt]:
    return list(Receipt.objects.unscoped("tests").select_related("case").order_by("pk"))


def clocks() -> list[Clock]:
    return list(Clock.objects.unscoped("tests").filter(kind=CONVERSION_CLOCK).order_by("pk"))


def refused(act: Callable[..., Any], *args: Any) -> set[str]:
    with pytest.raises(Refused) as found:
        act(*args)
    return {reason.code for reason in found.value.verdict.failures}


def offered(stage: Scene, day: date) -> dict[CaseKind, str]:
    return dict(matters_for(stage.head(on(day)), house_of(stage)))


def filed(**changes: Any) -> tuple[Scene, FilingCase]:
    """Filed and open."""
    stage = scene()
    case = submitted(stage, opens_on=TODAY.isoformat(), **changes)
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    return stage, fresh(case)


def converting(stage: Scene, day: date = LATER) -> FilingCase:
    return fresh(services.open_case(stage.head(on(day)), OpenCase(stage.institution.pk, "conversion")))


def converted(stage: Scene, day: date = LATER) -> FilingCase:
    """Everything was carried over, so it is handed in as it was opened."""
    case = converting(stage, day)
    services.submit_case(stage.head(on(day)), SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(on(day)), AcceptCase(case.pk))
    return fresh(case)


# ---- what is offered, what a conversion begins with ---------------------------------------------------------------------


def test_open_case_of_a_conversion_waits_for_permits(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    eve = DAY - timedelta(days=1)
    assert CaseKind.CONVERSION not in offered(stage, eve)
    ask = OpenCase(stage.institution.pk, "conversion")
    assert refused(services.open_case, stage.head(on(eve)), ask) == {"filing.kind"}
    assert list(offered(stage, DAY)) == ["conversion", "change", "suspension", "closure"]
    case = fresh(services.open_case(stage.head(on(DAY)), ask))
    assert (case.kind, case.regime, case.state) == ("conversion", "permit", CaseState.DRAFT)
    assert str(case) == "青禾社区托育园 备案换许可"


def test_a_conversion_is_filled_from_the_registers_and_the_last_form(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    case = converting(stage)
    told = answers(opens_on=TODAY.isoformat())
    assert {key: case.answers[key] for key in told} == told
    assert case.answers["people_digest"] == case.baseline["people_digest"]


def test_a_conversion_asks_anew_for_papers_that_ended(permits_begin: PermitsBegin) -> None:
    stage, first = filed()
    rows = Material.objects.unscoped("tests").filter(case=first)
    rows.filter(code="fire").update(expires_on=LATER - timedelta(days=1))
    rows.filter(code="food").update(expires_on=LATER)
    # How long it holds is counted from a day that nobody wrote down.
    rows.filter(code="staff").update(issued_on=None)
    permits_begin(DAY)
    case = converting(stage)
    carried = {row.code: row for row in materials_of(case)}
    assert set(carried) == {"licence", "premises", "sanitation", "food", "plan"}
    handed = rows.get(code="food")
    assert (carried["food"].file_id, carried["food"].expires_on) == (handed.file_id, LATER)
    assert refused(services.submit_case, stage.head(on(LATER)), SubmitCase(case.pk, has_promised=True)) == {
        "filing.paper_fire",
        "filing.paper_staff",
    }
    assert rows.count() == len(carried) + 2


def test_every_section_of_a_conversion_may_be_changed(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    case = converting(stage)
    save = SaveCase(case.pk, {"address": "鹿城区新田园8号1层", "monthly_fee": "2100"}, staff()[:-1])
    services.save_case(stage.head(on(LATER)), save)
    services.submit_case(stage.head(on(LATER)), SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(on(LATER)), AcceptCase(case.pk, "已核"))
    assert house_of(stage).address == "鹿城区新田园8号1层"


# ---- the permit --------------------------------------------------------------------------------------------------------------


def test_accept_case_of_a_conversion_gives_the_permit_in_place_of_the_filing(
    permits_begin: PermitsBegin,
) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    before = house_of(stage)
    converted(stage)
    old, new = receipts()
    assert (old.number, new.number, new.edition) == ("33030220210001", "XK33030220210001", 1)
    assert (old.state, old.ended_on, old.end_reason) == ("replaced", LATER, "换领托育服务许可证")
    assert (new.state, new.case.regime) == (ReceiptState.VALID, "permit")
    after = house_of(stage)
    assert (after.filing_number, after.standing, after.opened_on) == (
        new.number,
        before.standing,
        before.opened_on,
    )
    statement = read(new.statement)
    assert (statement.kind, statement.content["state"]) == ("filing.permit", "已许可")
    assert new.paper is not None
    with open_file(stage.officer(on(LATER)), new.paper) as paper:
        assert tokens_in("permit.pdf", paper.read()) == [new.statement]
    assert new.paper.name == "托育服务许可证 XK33030220210001.pdf"


def test_a_permit_is_changed_as_a_permit_and_not_converted_again(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    converted(stage)
    assert offered(stage, LATER)[CaseKind.CHANGE] == "变更许可"
    assert CaseKind.CONVERSION not in offered(stage, LATER)
    ctx = stage.head(on(LATER))
    case = services.open_case(ctx, OpenCase(stage.institution.pk, "change"))
    services.save_case(ctx, SaveCase(case.pk, {"public_phone": "0577-88000001"}, None))
    services.submit_case(ctx, SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(on(LATER)), AcceptCase(case.pk))
    assert fresh(case).regime == "permit"
    assert [(row.number, row.edition) for row in receipts()[1:]] == [
        ("XK33030220210001", 1),
        ("XK33030220210001", 2),
    ]
    assert receipts()[1].end_reason == "变更许可，换发新许可证"


def test_a_filing_is_changed_as_a_filing_while_it_holds(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    ctx = stage.head(on(LATER))
    case = services.open_case(ctx, OpenCase(stage.institution.pk, "change"))
    assert (case.regime, case.matter) == ("filing", "变更备案")
    services.save_case(ctx, SaveCase(case.pk, {"public_phone": "0577-88000001"}, None))
    services.submit_case(ctx, SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(on(LATER)), AcceptCase(case.pk))
    assert [(row.number, row.edition) for row in receipts()] == [("33030220210001", 1), ("33030220210001", 2)]
    assert CaseKind.CONVERSION in offered(stage, LATER)


def test_open_case_of_a_newcomer_under_permits_is_an_application(permits_begin: PermitsBegin) -> None:
    permits_begin(TODAY)
    stage = scene()
    assert offered(stage, TODAY) == {CaseKind.FILING: "许可申请"}
    case = submitted(stage)
    assert (case.kind, case.regime, case.matter, case.form_label) == (
        "filing",
        "permit",
        "许可申请",
        "托育机构许可申请书",
    )
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    (permit,) = receipts()
    assert permit.number == "XK33030220210001"
    assert house_of(stage).filing_number == permit.number


def test_after_a_revocation_it_is_applied_anew(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    services.revoke_receipt(stage.officer(on(LATER)), RevokeReceipt(receipts()[0].pk, "消防不合格"))
    assert offered(stage, LATER) == {CaseKind.FILING: "许可申请", CaseKind.CLOSURE: "终止服务"}
    case = services.open_case(stage.head(on(LATER)), OpenCase(stage.institution.pk, "filing"))
    assert fresh(case).regime == "permit"


# ---- who began before the day -----------------------------------------------------------------------------------------------


def _return(stage: Scene, case: FilingCase, day: date) -> None:
    services.return_case(stage.officer(on(day)), ReturnCase(case.pk, (Flag("lease_to_on", "请核对"),)))


def _submit(stage: Scene, case: FilingCase, day: date) -> None:
    services.submit_case(stage.head(on(day)), SubmitCase(case.pk, has_promised=True))


def _accept(stage: Scene, case: FilingCase, day: date) -> None:
    services.accept_case(stage.officer(on(day)), AcceptCase(case.pk, "已核"))


def _reject(stage: Scene, case: FilingCase, day: date) -> None:
    services.reject_case(stage.officer(on(day)), RejectCase(case.pk, ("没有观察室",), day, "陈经办、王同事"))


def _verify(stage: Scene, case: FilingCase, day: date) -> None:
    seen = (SeenItem("s01", "采光", is_ok=True),)
    services.verify_case(stage.officer(on(day)), VerifyCase(case.pk, day, "陈经办、王同事", seen))


LIFE = (_submit, _return, _submit, _accept, _reject, _submit, _accept, _verify)


@pytest.mark.parametrize("before", range(len(LIFE) + 1))
def test_a_case_keeps_the_regime_it_was_opened_under(before: int, permits_begin: PermitsBegin) -> None:
    """Permits begin after so many steps of a life that meets every state; the case is told of it by no step."""
    permits_begin(DAY)
    stage = scene()
    case = draft(stage)
    kept = {fresh(case).regime}
    for number, act in enumerate(LIFE):
        act(stage, case, TODAY if number < before else LATER)
        kept.add(fresh(case).regime)
    assert (kept, fresh(case).state) == ({"filing"}, CaseState.VERIFIED)
    assert {row.number for row in receipts()} == {"33030220210001"}
    assert {row.case.terms.paper for row in receipts()} == {"备案回执"}
    # What was filed after the day converts like the others.
    assert CaseKind.CONVERSION in offered(stage, LATER)


def test_submit_case_of_a_filing_that_a_permit_overtook_is_refused(permits_begin: PermitsBegin) -> None:
    stage, case = filed()
    permits_begin(DAY)
    _reject(stage, case, DAY)
    # The form that was rejected is not taken over: everything is told again.
    other, ctx = converting(stage), stage.head(on(LATER))
    services.save_case(ctx, SaveCase(other.pk, answers(), staff()))
    for code in PAPERS:
        services.add_material(
            ctx, AddMaterial(other.pk, code, NewFile(f"{code}.txt", b"paper"), issued_on=DAY)
        )
    _submit(stage, other, LATER)
    _accept(stage, other, LATER)
    assert refused(services.submit_case, ctx, SubmitCase(case.pk, has_promised=True)) == {"filing.overtaken"}
    services.withdraw_case(ctx, WithdrawCase(case.pk, "已有许可证"))
    assert [row.case.regime for row in receipts() if row.state == ReceiptState.VALID] == ["permit"]


# ---- the clock of the transition ----------------------------------------------------------------------------------------------


def remind(day: date, *ids: int) -> int:
    return services.remind_conversions(system(on(day)), RemindConversions(ids))


def test_remind_conversions_starts_one_clock_of_everybody_filed(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    scene(name="橘子托育园", uscc="91330302MA2HXY1392")  # registered, not filed
    permits_begin(DAY)
    assert remind(DAY - timedelta(days=1)) == 0
    assert (remind(DAY), remind(DAY), remind(LATER)) == (1, 0, 0)
    (clock,) = clocks()
    assert (clock.subject_id, clock.unit_id, clock.role) == (
        stage.institution.pk,
        stage.unit.pk,
        "institution_head",
    )
    assert (clock.started_on, clock.due_on, clock.is_unverified) == (DAY, LAST, True)
    assert conversion_clock_of(house_of(stage)) == clock


def test_remind_conversions_made_up_later_counts_from_the_first_day(permits_begin: PermitsBegin) -> None:
    filed()
    permits_begin(DAY)
    assert remind(LATER) == 1
    assert [(clock.started_on, clock.due_on) for clock in clocks()] == [(DAY, LAST)]


def test_accept_case_of_a_conversion_meets_the_clock(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    remind(DAY)
    case = converting(stage)
    _submit(stage, case, LATER)
    assert [clock.met_on for clock in clocks()] == [None]
    _accept(stage, case, LATER)
    assert [(clock.met_on, clock.cancelled_on) for clock in clocks()] == [(LATER, None)]
    assert remind(LATER) == 0


def test_remind_conversions_lets_go_of_who_ended(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    remind(DAY)
    mark_institution(system(on(LATER)), MarkInstitution(stage.institution.pk, "closed", LATER, "测试", {}))
    refresh_institutions(system(on(LATER)))
    assert remind(LATER) == 0
    assert [(clock.met_on, clock.cancelled_on) for clock in clocks()] == [(None, LATER)]


def test_remind_conversions_follows_a_transition_that_moved(permits_begin: PermitsBegin) -> None:
    filed()
    permits_begin(DAY)
    remind(DAY)
    permits_begin(DAY, months=18)
    assert (remind(LATER), remind(LATER)) == (1, 0)
    permits_begin(None)
    assert remind(LATER) == 0
    assert [(clock.due_on, clock.cancelled_on) for clock in clocks()] == [
        (LAST, LATER),
        (date(2023, 1, 1), LATER),
    ]


def test_remind_conversions_of_one_leaves_the_others_alone(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    other = scene(name="橘子托育园", uscc="91330302MA2HXY1392")
    permits_begin(DAY)
    assert remind(DAY, other.institution.pk) == 0
    assert remind(DAY, stage.institution.pk) == 1


# ---- what a receipt is worth ---------------------------------------------------------------------------------------------------


def test_a_filing_holds_through_the_transition_and_says_until_when(permits_begin: PermitsBegin) -> None:
    filed()
    permits_begin(DAY)
    (receipt,) = receipts()
    eve = prove(receipt.statement, DAY - timedelta(days=1), DISTRICT)
    assert (eve.worth, eve.said.next_step) == (Worth.VALID, "")
    for day in (DAY, LAST):
        proven = prove(receipt.statement, day, DISTRICT)
        assert proven.worth is Worth.VALID
        assert "到2022年7月1日为止有效" in proven.said.next_step


def test_a_filing_after_the_transition_is_worth_nothing_and_stands_in_the_list(
    permits_begin: PermitsBegin,
) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    (receipt,) = receipts()
    after = LAST + timedelta(days=1)
    proven = prove(receipt.statement, after, DISTRICT)
    assert (proven.worth, proven.title, proven.said.light) == (Worth.LAPSED, "备案已过过渡期", "bad")
    assert "过渡期到2022年7月1日结束" in proven.said.sentence
    assert [(line.then, line.now) for line in proven.lines if line.is_changed] == [
        ("已备案", "备案已过过渡期，没有许可证")
    ]
    number = edition_number(receipt.number, receipt.edition)
    assert number not in read(revocation_list(LAST, DISTRICT)).content["revoked"]
    entry = read(revocation_list(after, DISTRICT)).content["revoked"][number]
    assert (entry["on"], "没有换领许可证" in entry["reason"]) == (after.isoformat(), True)
    # Its filing is gone; there is nothing to change, and still a way to the permit.
    assert set(offered(stage, after)) == {CaseKind.CONVERSION, CaseKind.SUSPENSION, CaseKind.CLOSURE}


def test_the_old_filing_names_the_permit_and_the_permit_is_proven(permits_begin: PermitsBegin) -> None:
    stage, _ = filed()
    permits_begin(DAY)
    converted(stage)
    old, new = receipts()
    for day in (LATER, LAST + timedelta(days=100)):
        proven = prove(old.statement, day, DISTRICT)
        assert proven.worth is Worth.REPLACED
        assert "换发了托育服务许可证，编号 XK33030220210001" in proven.said.sentence
        permit = prove(new.statement, day, DISTRICT)
        assert (permit.worth, permit.about) == (Worth.VALID, "青禾社区托育园")
        assert "许可证编号" in {line.label for line in permit.lines}
        assert "备案" not in permit.said.sentence + permit.said.next_step
    assert new.number not in read(revocation_list(LAST + timedelta(days=100), DISTRICT)).content["revoked"]
