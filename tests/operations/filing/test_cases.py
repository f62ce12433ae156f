"""A case from both sides: filled in, handed in, sent back, receipted, verified, refused, changed, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.operations.filing.world import (
    HEAD,
    PAPERS,
    TODAY,
    answers,
    draft,
    fresh,
    person,
    scene,
    staff,
    submitted,
)
from tests.registers.institutions.world import system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.files.services import open_file
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    AddMaterial,
    FinishCase,
    Flag,
    NewFile,
    OpenCase,
    RecallCase,
    RecordExit,
    RejectCase,
    RemoveMaterial,
    ReturnCase,
    RevealCase,
    RevokeReceipt,
    SaveCase,
    SeenItem,
    SubmitCase,
    VerifyCase,
    WithdrawCase,
)
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase, Material, Receipt, Submission
from tuoyu.operations.filing.queries import cases
from tuoyu.operations.filing.words import ReceiptState
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import refresh_institutions
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.workforce.models import Position, Practitioner

pytestmark = pytest.mark.django_db


def institution_of(case: FilingCase) -> Institution:
    return Institution.objects.unscoped("tests").get(pk=case.institution_id)


def clocks(case: FilingCase) -> dict[str, Clock]:
    rows = Clock.objects.unscoped("tests").filter(subject_type="filing.filingcase", subject_id=case.pk)
    return {clock.kind: clock for clock in rows.order_by("pk")}


def refusal(act: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value


def codes(refused: Refused) -> set[str]:
    return {reason.code for reason in refused.verdict.failures}


def seen() -> tuple[SeenItem, ...]:
    return (SeenItem("s01", "采光", is_ok=True), SeenItem("s09", "观察室", is_ok=True))


def accepted(stage: Any = None) -> tuple[Any, FilingCase]:
    stage = stage or scene()
    case = submitted(stage)
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    return stage, fresh(case)


def test_open_case_is_filled_from_the_registers() -> None:
    stage = scene()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "filing"))
    assert case.answers["name"] == "青禾社区托育园"
    assert (case.form, case.regime, case.state) == ("institution", "filing", CaseState.DRAFT)
    assert case.officer_unit_id == stage.bureau.pk
    assert codes(refusal(services.open_case, stage.head(), OpenCase(stage.institution.pk, "filing"))) == {
        "filing.case_open"
    }


def test_open_case_offers_what_fits_the_standing() -> None:
    stage = scene()
    for kind in ("change", "closure", "resumption", "branch"):
        assert codes(refusal(services.open_case, stage.head(), OpenCase(stage.institution.pk, kind))) == {
            "filing.kind"
        }


def test_open_case_of_a_kindergarten_goes_to_education() -> None:
    stage = scene("kindergarten", "小桥幼儿园托班")
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "filing"))
    assert (case.form, case.officer_unit.code) == ("kindergarten", "jyj")


def test_save_case_keeps_what_was_typed_and_seals_people() -> None:
    stage = scene()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "filing"))
    services.save_case(
        stage.head(), SaveCase(case.pk, {"head_name": "林小青", "unknown": "x"}, (person(1, "head"),))
    )
    kept = fresh(case)
    assert kept.answers["head_name"] == "林小青"
    assert "unknown" not in kept.answers
    assert "员工1" not in str(kept.people)
    assert "员工1" not in str(kept.answers)
    assert kept.people.stored.startswith("v1.")


def test_save_case_follows_the_form_of_supply() -> None:
    stage = scene()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "filing"))
    services.save_case(stage.head(), SaveCase(case.pk, {"form": "home"}))
    assert fresh(case).form == "home"


def test_submit_case_wants_everything_and_the_promise() -> None:
    stage = scene()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "filing"))
    assert codes(refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=False))) == {
        "filing.promise"
    }
    missing = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert {"filing.untold", "filing.paper_fire"} <= codes(missing)
    assert fresh(case).state == CaseState.DRAFT


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"citizen_id": "330302199001019953"}, "filing.person_number"),
        ({"citizen_id": ""}, "filing.person_untold"),
        ({"name": " "}, "filing.person_untold"),
        ({"mobile": "123"}, "filing.person_mobile"),
    ],
)
def test_submit_case_wants_people_who_can_be_registered(changes: dict[str, Any], code: str) -> None:
    """Whoever decides sees no number and could not mend one: a receipt would fail at the register."""
    stage = scene()
    case = draft(stage)
    people = (*staff()[:3], person(3, "carer", **changes), *staff()[4:])
    services.save_case(stage.head(), SaveCase(case.pk, {}, people))
    refused = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert codes(refused) == {code}
    assert "第 4 行" in str(refused)
    assert "19900101" not in str(refused)


def test_submit_case_starts_the_officers_clocks_and_keeps_the_round() -> None:
    stage = scene()
    case = submitted(stage)
    assert (case.state, case.round) == (CaseState.SUBMITTED, 1)
    running = clocks(case)
    # 5 and 15 working days from 15 June 2021; 25 June would be the eighth.
    assert running["filing_receipt"].due_on == date(2021, 6, 22)
    assert running["filing_reasons"].due_on == date(2021, 7, 6)
    assert running["filing_receipt"].unit_id == stage.bureau.pk
    assert Submission.objects.unscoped("tests").get(case=case).answers["head_name"] == "林小青"
    assert case.policy_fingerprint


def test_recall_case_is_the_undo_of_handing_in() -> None:
    stage = scene()
    case = submitted(stage)
    services.recall_case(stage.head(), RecallCase(case.pk))
    assert fresh(case).state == CaseState.DRAFT
    assert all(clock.cancelled_on for clock in clocks(case).values())


def test_return_case_reopens_only_what_was_flagged() -> None:
    stage = scene()
    case = submitted(stage)
    services.return_case(stage.officer(), ReturnCase(case.pk, (Flag("lease_to_on", "合同与填报不一致"),)))
    returned = fresh(case)
    assert (returned.state, returned.open_fields) == (CaseState.RETURNED, ["lease_to_on"])
    assert clocks(case)["filing_receipt"].paused_on == TODAY
    assert clocks(case)["filing_correction"].unit_id == stage.unit.pk
    shut = refusal(services.save_case, stage.head(), SaveCase(case.pk, answers(address="别处1号")))
    assert codes(shut) == {"filing.field_closed"}
    people = refusal(services.save_case, stage.head(), SaveCase(case.pk, {}, staff()[:3]))
    assert codes(people) == {"filing.field_closed"}
    services.save_case(stage.head(), SaveCase(case.pk, answers(lease_to_on="2026-12-31"), staff()))
    later = NOW + timedelta(days=6)
    services.submit_case(stage.head(later), SubmitCase(case.pk, has_promised=True))
    again = fresh(case)
    assert (again.state, again.round) == (CaseState.SUBMITTED, 2)
    # Paused on the first day with 5 working days left, resumed on Monday 21 June: until Monday 28 June.
    assert clocks(case)["filing_receipt"].due_on == date(2021, 6, 28)
    assert clocks(case)["filing_correction"].met_on is not None


def test_return_case_in_a_later_round_wants_a_reason_for_what_is_new() -> None:
    stage = scene()
    case = submitted(stage)
    services.return_case(stage.officer(), ReturnCase(case.pk, (Flag("lease_to_on", "请补合同"),)))
    services.save_case(stage.head(), SaveCase(case.pk, {"lease_to_on": "2027-01-01"}))
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    late = refusal(services.return_case, stage.officer(), ReturnCase(case.pk, (Flag("address", "写清楼层"),)))
    assert codes(late) == {"filing.flag_late"}
    again = ReturnCase(
        case.pk, (Flag("lease_to_on", "还是看不清"), Flag("address", "写清楼层", "首轮材料缺页"))
    )
    services.return_case(stage.officer(), again)
    assert fresh(case).open_fields == ["address", "lease_to_on"]


def test_return_case_wants_comments_on_known_fields() -> None:
    stage = scene()
    case = submitted(stage)
    for flags, code in (
        ((), "filing.no_flag"),
        ((Flag("address", " "),), "filing.flag_comment"),
        ((Flag("nowhere", "x"),), "filing.flag_unknown"),
    ):
        assert codes(refusal(services.return_case, stage.officer(), ReturnCase(case.pk, flags))) == {code}


def test_accept_case_gives_a_receipt_and_writes_the_registers() -> None:
    _, case = accepted()
    assert case.state == CaseState.ACCEPTED
    receipt = Receipt.objects.unscoped("tests").select_related("paper", "notice").get()
    assert (receipt.number, receipt.state) == ("33030220210001", ReceiptState.VALID)
    assert receipt.paper is not None
    assert receipt.notice is not None
    institution = institution_of(case)
    assert (institution.standing, institution.filing_number) == (Standing.FILED, receipt.number)
    assert (institution.places, institution.is_inclusive, institution.monthly_fee_fen) == (44, True, 198000)
    assert Position.objects.unscoped("tests").filter(institution=institution).count() == 12
    assert clocks(case)["filing_receipt"].met_on == TODAY
    assert clocks(case)["filing_reasons"].met_on is None


def test_accept_case_with_something_wrong_wants_a_reason() -> None:
    stage = scene()
    case = submitted(stage, highest_floor=4)
    assert codes(refusal(services.accept_case, stage.officer(), AcceptCase(case.pk))) == {
        "filing.accept_wrong"
    }
    services.accept_case(stage.officer(), AcceptCase(case.pk, "四层仅作办公，现场已核"))
    assert fresh(case).state == CaseState.ACCEPTED


def test_accept_case_is_not_for_the_applicant_nor_for_another_unit() -> None:
    stage = scene()
    case = submitted(stage)
    assert refusal(services.accept_case, stage.head(), AcceptCase(case.pk)).status == 403
    other = scene("kindergarten", "小桥幼儿园托班", "52330302MJ000000XY")
    assert refusal(services.accept_case, other.officer(), AcceptCase(case.pk)).status == 404


def test_verify_case_after_a_visit_of_two() -> None:
    stage, case = accepted()
    alone = VerifyCase(case.pk, TODAY, "陈经办", seen())
    assert codes(refusal(services.verify_case, stage.officer(), alone)) == {"filing.visit_alone"}
    wrong = VerifyCase(case.pk, TODAY, "陈经办、王同事", (SeenItem("s01", "采光", is_ok=False),))
    assert codes(refusal(services.verify_case, stage.officer(), wrong)) == {"filing.visit_failed"}
    services.verify_case(stage.officer(), VerifyCase(case.pk, TODAY, "陈经办、王同事", seen()))
    assert fresh(case).state == CaseState.VERIFIED
    assert clocks(case)["filing_reasons"].met_on == TODAY


def test_reject_case_tells_reasons_and_can_be_mended() -> None:
    stage = scene()
    case = submitted(stage)
    assert codes(refusal(services.reject_case, stage.officer(), RejectCase(case.pk, (" ",)))) == {
        "filing.reasons"
    }
    services.reject_case(stage.officer(), RejectCase(case.pk, ("消防证明不是本场所的",)))
    assert institution_of(case).standing == Standing.NONCONFORMING
    assert fresh(case).reasons == ["消防证明不是本场所的"]
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    assert institution_of(case).standing == Standing.FILED


def test_reject_case_after_the_receipt_wants_a_visit() -> None:
    stage, case = accepted()
    bare = RejectCase(case.pk, ("现场与填报不一致",))
    assert codes(refusal(services.reject_case, stage.officer(), bare)) == {"filing.visit_wanted"}
    visited = RejectCase(
        case.pk, ("没有观察室",), TODAY, "陈经办、王同事", (SeenItem("s09", "观察室", is_ok=False),)
    )
    services.reject_case(stage.officer(), visited)
    assert institution_of(case).standing == Standing.NONCONFORMING


def test_withdraw_case_says_why() -> None:
    stage = scene()
    case = draft(stage)
    assert codes(refusal(services.withdraw_case, stage.head(), WithdrawCase(case.pk, ""))) == {"filing.note"}
    services.withdraw_case(stage.head(), WithdrawCase(case.pk, "改为家庭托育点"))
    assert fresh(case).state == CaseState.WITHDRAWN
    services.open_case(stage.head(), OpenCase(stage.institution.pk, "filing"))


def test_change_keeps_the_number_and_issues_the_next_edition() -> None:
    stage, first = accepted()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "change"))
    unchanged = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert "filing.no_change" in codes(unchanged)
    people = (person(40, "head", name="郑新任"), *staff()[1:])
    services.save_case(stage.head(), SaveCase(case.pk, {"head_name": "郑新任"}, people))
    missing = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert "filing.paper_staff" in codes(missing)
    assert "filing.paper_fire" not in codes(missing)
    add = AddMaterial(case.pk, "staff", NewFile("新任负责人.txt", "证书".encode()), issued_on=TODAY)
    services.add_material(stage.head(), add)
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    old, new = Receipt.objects.unscoped("tests").order_by("edition")
    assert (old.number, old.state) == (new.number, ReceiptState.REPLACED)
    assert (new.edition, new.state) == (2, ReceiptState.VALID)
    assert institution_of(first).head_name == "郑新任"
    gone = Position.objects.unscoped("tests").filter(ends_on__isnull=False)
    assert [position.kind for position in gone] == ["head"]


def test_finish_case_of_a_closure_waits_for_every_child() -> None:
    stage, _ = accepted()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "closure"))
    told = {"from_on": "2021-08-01", "reason": "租约到期", "children": 2, "has_refunded": True}
    services.save_case(stage.head(), SaveCase(case.pk, told))
    waits = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert codes(waits) == {"filing.exits_missing"}
    services.record_exit(stage.head(), RecordExit(case.pk, "林 2019-03", onward="七都托育园", told_on=TODAY))
    second = services.record_exit(stage.head(), RecordExit(case.pk, "周 2019-07"))
    open_ones = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert codes(open_ones) == {"filing.exits_untold", "filing.exits_open"}
    bare = RecordExit(case.pk, "周 2019-07", is_refused=True, told_on=TODAY, exit_id=second.pk)
    assert codes(refusal(services.record_exit, stage.head(), bare)) == {"filing.exit_paper"}
    paper = NewFile("家长说明.txt", "自行照护".encode())
    services.record_exit(
        stage.head(),
        RecordExit(case.pk, "周 2019-07", is_refused=True, refusal=paper, told_on=TODAY, exit_id=second.pk),
    )
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    services.finish_case(stage.officer(), FinishCase(case.pk))
    assert Receipt.objects.unscoped("tests").get().state == ReceiptState.REVOKED
    institution = institution_of(case)
    assert institution.standing == Standing.FILED  # it ends on the day it said
    refresh_institutions(system(datetime(2021, 8, 1, 1, tzinfo=CHINA)))
    assert institution_of(case).standing == Standing.CLOSED
    assert not Position.objects.unscoped("tests").filter(ends_on__isnull=True).exists()


def test_finish_case_of_a_suspension_and_a_resumption() -> None:
    stage, _ = accepted()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "suspension"))
    told = {"from_on": TODAY.isoformat(), "until_on": "2021-09-01", "reason": "装修", "children": 0}
    services.save_case(stage.head(), SaveCase(case.pk, told))
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    services.finish_case(stage.officer(), FinishCase(case.pk))
    assert institution_of(case).standing == Standing.SUSPENDED
    back = services.open_case(stage.head(), OpenCase(stage.institution.pk, "resumption"))
    services.save_case(stage.head(), SaveCase(back.pk, {"from_on": TODAY.isoformat(), "reason": "装修完成"}))
    services.submit_case(stage.head(), SubmitCase(back.pk, has_promised=True))
    services.finish_case(stage.officer(), FinishCase(back.pk))
    assert institution_of(case).standing == Standing.FILED


def test_finish_case_is_not_for_a_filing_nor_accept_case_for_a_suspension() -> None:
    stage = scene()
    case = submitted(stage)
    assert codes(refusal(services.finish_case, stage.officer(), FinishCase(case.pk))) == {
        "filing.wants_receipt"
    }
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    pause = services.open_case(stage.head(), OpenCase(stage.institution.pk, "suspension"))
    told = {"from_on": TODAY.isoformat(), "until_on": "2021-09-01", "reason": "装修", "children": 0}
    services.save_case(stage.head(), SaveCase(pause.pk, told))
    services.submit_case(stage.head(), SubmitCase(pause.pk, has_promised=True))
    assert codes(refusal(services.accept_case, stage.officer(), AcceptCase(pause.pk))) == {
        "filing.no_receipt"
    }


def test_what_is_still_typed_is_the_applicants_alone() -> None:
    stage = scene()
    case = draft(stage)
    assert refusal(services.accept_case, stage.officer(), AcceptCase(case.pk)).status == 404


def test_revoke_receipt_takes_the_filing_back() -> None:
    stage, case = accepted()
    receipt = Receipt.objects.unscoped("tests").get()
    assert codes(refusal(services.revoke_receipt, stage.officer(), RevokeReceipt(receipt.pk, ""))) == {
        "filing.revoke_reason"
    }
    services.revoke_receipt(stage.officer(), RevokeReceipt(receipt.pk, "提供虚假材料"))
    receipt = Receipt.objects.unscoped("tests").get()
    assert (receipt.state, receipt.ended_on) == (ReceiptState.REVOKED, TODAY)
    assert institution_of(case).standing == Standing.NONCONFORMING
    again = refusal(services.revoke_receipt, stage.officer(), RevokeReceipt(receipt.pk, "再撤"))
    assert codes(again) == {"filing.receipt_over"}


def test_a_change_after_the_filing_was_taken_back_files_anew() -> None:
    stage, case = accepted()
    receipt = Receipt.objects.unscoped("tests").get()
    services.revoke_receipt(stage.officer(), RevokeReceipt(receipt.pk, "消防证明不是本场所的"))
    change = services.open_case(stage.head(), OpenCase(case.institution_id, "change"))
    services.save_case(stage.head(), SaveCase(change.pk, {"public_phone": "0577-88009999"}))
    services.submit_case(stage.head(), SubmitCase(change.pk, has_promised=True))
    services.accept_case(stage.officer(), AcceptCase(change.pk, "已核"))
    assert institution_of(case).standing == Standing.FILED
    newest = Receipt.objects.unscoped("tests").order_by("-pk")[0]
    assert (newest.state, newest.case_id) == (ReceiptState.VALID, change.pk)


def test_submit_case_that_did_not_conform_waits_for_the_one_under_way() -> None:
    stage = scene()
    case = submitted(stage)
    services.reject_case(stage.officer(), RejectCase(case.pk, ("没有观察室",), TODAY, "陈经办、王同事"))
    other = services.open_case(stage.head(), OpenCase(case.institution_id, "filing"))
    refused = refusal(services.submit_case, stage.head(), SubmitCase(case.pk, has_promised=True))
    assert codes(refused) == {"filing.case_open"}
    services.withdraw_case(stage.head(), WithdrawCase(other.pk, "不办了"))
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    assert fresh(case).state == CaseState.SUBMITTED


def test_add_material_replaces_the_one_before_and_keeps_its_row() -> None:
    stage = scene()
    case = draft(stage)
    services.add_material(
        stage.head(), AddMaterial(case.pk, "fire", NewFile("新.txt", b"x"), issued_on=TODAY)
    )
    rows = Material.objects.unscoped("tests").filter(case=case, code="fire")
    assert [bool(row.removed_at) for row in rows.order_by("pk")] == [True, False]
    ahead = AddMaterial(case.pk, "fire", NewFile("新.txt", b"x"), issued_on=TODAY + timedelta(days=1))
    assert codes(refusal(services.add_material, stage.head(), ahead)) == {"filing.issued_ahead"}
    unknown = AddMaterial(case.pk, "nothing", NewFile("新.txt", b"x"))
    assert codes(refusal(services.add_material, stage.head(), unknown)) == {"filing.material_unknown"}


def test_remove_material_keeps_row_and_bytes() -> None:
    stage = scene()
    case = draft(stage)
    rows = Material.objects.unscoped("tests").filter(case=case, code="fire")
    services.remove_material(stage.head(), RemoveMaterial(rows.get().pk))
    kept = rows.select_related("file").get()
    assert kept.removed_at == NOW
    with open_file(stage.head(purpose="核对"), kept.file) as stored:
        assert stored.read() == "材料 fire\n".encode()
    left = Material.objects.unscoped("tests").filter(case=case, removed_at__isnull=True)
    assert {row.code for row in left} == set(PAPERS) - {"fire"}


def test_remove_material_of_a_returned_case_wants_a_flag() -> None:
    stage = scene()
    case = submitted(stage)
    papers = {row.code: row.pk for row in Material.objects.unscoped("tests").filter(case=case)}
    shut = refusal(services.remove_material, stage.head(), RemoveMaterial(papers["fire"]))
    assert codes(shut) == {"flow.state"}
    flags = (Flag("material.fire", "不是本场所的"),)
    services.return_case(stage.officer(), ReturnCase(case.pk, flags))
    closed = refusal(services.remove_material, stage.head(), RemoveMaterial(papers["plan"]))
    assert codes(closed) == {"filing.material_closed"}
    services.remove_material(stage.head(), RemoveMaterial(papers["fire"]))
    assert refusal(services.remove_material, stage.officer(), RemoveMaterial(papers["plan"])).status == 403


def test_what_the_journal_says_of_a_paper_has_no_number_of_it() -> None:
    stage = scene()
    case = draft(stage)
    services.add_material(
        stage.head(), AddMaterial(case.pk, "food", NewFile("证.txt", b"x"), number="JY33303020012345")
    )
    entries = Entry.objects.unscoped("tests").filter(verb="filing.material.add")
    assert not [entry for entry in entries if "JY33303020012345" in f"{entry.object_title}{entry.note}"]


def test_recall_case_hides_it_from_the_officer_again() -> None:
    stage = scene()
    case = submitted(stage)
    assert cases(stage.officer()).filter(pk=case.pk).exists()
    services.recall_case(stage.head(), RecallCase(case.pk))
    assert not cases(stage.officer()).filter(pk=case.pk).exists()
    assert refusal(services.return_case, stage.officer(), ReturnCase(case.pk, ())).status == 404
    assert cases(stage.head()).filter(pk=case.pk).exists()


def test_record_exit_is_sealed() -> None:
    stage, _ = accepted()
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "closure"))
    row = services.record_exit(
        stage.head(), RecordExit(case.pk, "林 2019-03", onward="七都托育园", told_on=TODAY)
    )
    assert "2019" not in str(row.label)


def test_reveal_case_wants_a_purpose_and_is_journalled() -> None:
    stage = scene()
    case = submitted(stage)
    assert refusal(services.reveal_case, stage.officer(), RevealCase(case.pk)).status == 422
    rows = services.reveal_case(stage.officer(purpose="核对证书"), RevealCase(case.pk))
    assert rows[0]["name"] == HEAD
    entry = Entry.objects.unscoped("tests").filter(verb="filing.case.reveal", result="ok").get()
    assert entry.purpose == "核对证书"


def test_people_of_an_accepted_case_stand_once_in_the_register() -> None:
    accepted()
    assert Practitioner.objects.unscoped("tests").count() == 12
