"""A branch of a chain, the whole way: invited, joined with its head office, notified, receipted at once, seen by officers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of
from tests.operations.filing.chain_world import HEAD, Chain, chain, receipt_of, reread
from tests.operations.filing.push_world import Doors, code, doors, sheet
from tests.operations.filing.test_cases import clocks, codes, refusal
from tests.operations.filing.test_deliveries import HEADS, line, upload
from tests.operations.filing.test_web_case import text_of
from tests.operations.filing.world import PAPERS, TODAY, answers, draft, fresh, staff
from tests.registers.institutions.world import START, system
from tuoyu.foundation.notices.models import Notice
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.queries import actor_of
from tuoyu.kernel.context import VISITOR, Ctx
from tuoyu.operations.filing import queries, services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    AcceptInvitation,
    AddMaterial,
    InviteRegistration,
    NewFile,
    RejectCase,
    RevokeReceipt,
    SaveCase,
    SeenItem,
    SubmitCase,
    VerifyCase,
)
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase, Invitation, Receipt, Registration
from tuoyu.operations.filing.words import CaseKind, ReceiptState
from tuoyu.registers.institutions.commands import RecordAgreement
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import Concern, concerns_of
from tuoyu.registers.institutions.services import record_agreement
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.sites.models import Area

pytestmark = pytest.mark.django_db
PASSWORD = "orbit-tulip-4711-x"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group() -> Chain:
    return chain()


@pytest.fixture
def door() -> Doors:
    return doors()


def registered(door: Doors, number: int, **changes: Any) -> Registration:
    upload(door, sheet(HEADS, [line(number, **changes)]))
    return Registration.objects.unscoped("tests").get(uscc=code(number))


def invited(door: Doors, number: int = 1, name: str = "青禾鹿城分公司", **changes: Any) -> str:
    """A branch is registered, and its people hold a link: the token."""
    row = registered(door, number, name=name, **changes)
    return services.invite_registration(door.filing(), InviteRegistration(row.pk)).token


def joined(token: str, head_uscc: str = "", username: str = "linxq") -> User:
    ctx = Ctx(VISITOR, NOW, "test-join", DISTRICT)
    command = AcceptInvitation(token, "林小青", "13800138000", username, PASSWORD, head_uscc)
    return services.accept_invitation(ctx, command)


def institution_coded(number: int) -> Institution:
    rows = Institution.objects.unscoped("tests").select_related("operator", "head_office")
    return rows.get(operator__uscc=code(number))


# ---- joining ---------------------------------------------------------------------------------------------------------


def test_accept_invitation_finds_the_head_office_by_its_code(group: Chain, door: Doors) -> None:
    joined(invited(door), code(HEAD).lower())
    branch = institution_coded(1)
    assert branch.head_office_id == group.institution.pk
    assert dict(queries.matters_for(system(), branch)).keys() == {CaseKind.BRANCH}


def test_accept_invitation_without_a_head_office_files_alone(group: Chain, door: Doors) -> None:
    joined(invited(door), "  ")
    branch = institution_coded(1)
    assert branch.head_office_id is None
    assert dict(queries.matters_for(system(), branch)).keys() == {CaseKind.FILING}


@pytest.mark.parametrize(
    ("agreed", "head", "sentence"),
    [
        ({"area_codes": ("330302001",)}, code(HEAD), "所在区域不在约定 约2 的范围内"),
        ({}, code(55), "本区底册里没有代码为"),
        ({}, "123", "总部的信用代码不对"),
    ],
)
def test_accept_invitation_refused_leaves_nothing_behind(
    group: Chain, door: Doors, agreed: dict[str, Any], head: str, sentence: str
) -> None:
    told = {
        "area_codes": (DISTRICT,),
        "forms": ("community",),
        "most_branches": 3,
        "valid_from_on": TODAY,
    } | agreed
    record_agreement(system(), RecordAgreement(group.institution.pk, "约2", **told))
    Area.objects.create(code="330302006", name="五马街道", short_name="五马", kind="street")
    refused = refusal(joined, invited(door), head)
    [reason] = refused.verdict.failures
    assert sentence in reason.sentence
    assert "连锁化" in reason.basis
    assert "独立机构备案" in reason.next_step
    assert reason.field == "head_uscc"
    assert not User.objects.filter(username="linxq").exists()
    assert not Institution.objects.unscoped("tests").filter(operator__uscc=code(1)).exists()
    assert Invitation.objects.unscoped("tests").get().used_at is None


def test_accept_invitation_of_a_filed_institution_moves_it_to_no_chain(group: Chain, door: Doors) -> None:
    found, _ = group.notified(1)
    token = invited(door)
    assert codes(refusal(joined, token, code(HEAD))) == {"filing.join.filed"}
    joined(token)
    assert reread(found.institution).head_office_id == group.institution.pk


def test_the_link_shows_the_question_to_branches_and_folds_it_for_others(door: Doors, client: Client) -> None:
    question = "总部的统一社会信用代码（连锁分支填写）"
    pages = [
        text_of(client.get(reverse("filing:invitation-accept", args=[invited(door, number, name=name)])))
        for number, name in ((1, "青禾鹿城分公司"), (2, "小桥托育园"))
    ]
    assert [question in page for page in pages] == [True, True]
    assert ["是连锁总部的分支？</summary>" in page for page in pages] == [False, True]


# ---- the whole way, in browsers --------------------------------------------------------------------------------------


def test_a_branch_goes_from_its_link_to_its_receipt(group: Chain, door: Doors, client: Client) -> None:
    link = reverse("filing:invitation-accept", args=[invited(door, name="青禾社区分园")])
    told = {"name": "林小青", "mobile": "13800138000", "username": "linxq", "password": PASSWORD}
    wrong = client.post(link, told | {"head_uscc": code(55)})
    assert wrong.status_code == 422
    assert "总部不在本区登记的，总部的代码留空，按独立机构备案。" in text_of(wrong)
    assert client.post(link, told | {"head_uscc": code(HEAD)}).status_code == 302
    head = client_of(User.objects.get(username="linxq"))
    branch = institution_coded(1)
    home = text_of(head.get("/filing/home/"))
    assert "连锁分支告知" in home
    assert "/open/filing/" not in home
    assert head.post(f"/filing/institutions/{branch.pk}/open/branch/").status_code == 302
    case = FilingCase.objects.unscoped("tests").get(institution=branch)
    fill(case)
    done = head.post(f"/filing/cases/{case.pk}/submit/", {"has_promised": "on"}, follow=True)
    assert "回执" in text_of(done)
    assert fresh(case).state == CaseState.ACCEPTED
    assert "33030220210001" in text_of(head.get("/filing/home/"))
    desk = client_of(group.head.officer_user)
    page = text_of(desk.get("/filing/cases/"))
    assert "连锁分支告知" in page
    assert branch.name in page
    detail = text_of(desk.get(f"/filing/cases/{case.pk}/"))
    assert f"/filing/cases/{case.pk}/verify/" in detail
    assert f"/filing/cases/{case.pk}/accept/" not in detail
    receipt = receipt_of(branch)
    assert f"/filing/receipts/{receipt.pk}/revoke/" in text_of(desk.get(f"/filing/receipts/{receipt.pk}/"))


def fill(case: FilingCase) -> None:
    """The steps of the wizard are tested elsewhere; here the form is filled by its service."""
    ctx = Ctx(actor_of(User.objects.get(username="linxq"), TODAY), NOW, "test", DISTRICT)
    services.save_case(ctx, SaveCase(case.pk, answers(name="青禾社区分园"), staff()))
    for paper in PAPERS:
        services.add_material(
            ctx, AddMaterial(case.pk, paper, NewFile(f"{paper}.txt", paper.encode()), issued_on=TODAY)
        )


# ---- notified --------------------------------------------------------------------------------------------------------


def test_submit_case_of_a_branch_has_its_receipt_at_once(group: Chain) -> None:
    found, case = group.notified(1)
    assert (case.kind, case.state) == ("branch", CaseState.ACCEPTED)
    branch = reread(found.institution)
    assert branch.standing == Standing.FILED
    assert branch.filing_number == receipt_of(branch).number == "33030220210001"
    known = clocks(case)
    assert known["filing_receipt"].met_on == TODAY
    assert known["filing_reasons"].met_on is None  # the visit is still owed
    sentences = {notice.role: notice.sentence for notice in Notice.objects.unscoped("tests")}
    assert "请安排现场核实" in sentences["filing_officer"]
    assert "备案回执已出具" in sentences["institution_head"]


def test_submit_case_of_a_branch_is_held_to_what_was_agreed(group: Chain) -> None:
    """What is filed, not what was registered, must lie inside; and the agreement must still be in force."""
    found = group.branch(1)
    case = draft(found, "branch", name="青禾1园", form="standalone")
    refused = refusal(services.submit_case, found.head(), SubmitCase(case.pk, has_promised=True))
    assert codes(refused) == {"institutions.beyond_agreement"}
    assert "经办人改登所属总部" in refused.verdict.failures[0].next_step
    services.save_case(found.head(), SaveCase(case.pk, answers(name="青禾1园")))
    over = RecordAgreement(
        group.institution.pk, "约2", (DISTRICT,), ("community",), 3, START, TODAY.replace(day=1)
    )
    record_agreement(system(), over)
    services.submit_case(found.head(), SubmitCase(case.pk, has_promised=True))  # 约1 goes on
    assert fresh(case).state == CaseState.ACCEPTED


def test_submit_case_again_after_it_did_not_conform_waits_for_the_officer(group: Chain) -> None:
    found, case = group.notified(1)
    reasons = ("没有观察室",)
    services.reject_case(group.officer(), RejectCase(case.pk, reasons, TODAY, "陈经办、王同事"))
    services.submit_case(found.head(), SubmitCase(case.pk, has_promised=True))
    assert fresh(case).state == CaseState.SUBMITTED
    services.accept_case(group.officer(), AcceptCase(case.pk, "已整改"))
    assert fresh(case).state == CaseState.ACCEPTED
    assert receipt_of(found.institution).edition == 2


def test_verify_and_revoke_stay_with_the_officer(group: Chain) -> None:
    found, case = group.notified(1)
    seen = (SeenItem("s01", "采光", is_ok=True),)
    services.verify_case(group.officer(), VerifyCase(case.pk, TODAY, "陈经办、王同事", seen))
    assert fresh(case).state == CaseState.VERIFIED
    services.revoke_receipt(group.officer(), RevokeReceipt(receipt_of(found.institution).pk, "提供虚假材料"))
    assert receipt_of(found.institution).state == ReceiptState.REVOKED
    assert reread(found.institution).standing == Standing.NONCONFORMING


# ---- sisters ---------------------------------------------------------------------------------------------------------


def test_a_revoked_filing_is_a_concern_until_it_is_given_again(group: Chain) -> None:
    found, _ = group.notified(1)
    pk = found.institution.pk
    assert concerns_of(system(), [pk]) == {}
    services.revoke_receipt(group.officer(), RevokeReceipt(receipt_of(found.institution).pk, "提供虚假材料"))
    assert Concern("备案已撤销", TODAY) in concerns_of(system(), [pk])[pk]
    Receipt.objects.unscoped("tests").filter(institution=pk).update(state="valid")
    assert Concern("备案已撤销", TODAY) not in concerns_of(system(), [pk])[pk]


def test_a_branch_that_does_not_conform_is_seen_by_its_sister(group: Chain) -> None:
    bad, case = group.notified(1)
    sister, _ = group.notified(2)
    services.reject_case(group.officer(), RejectCase(case.pk, ("没有观察室",), TODAY, "陈经办、王同事"))
    said = f"（不符合备案条件，{TODAY.year}年{TODAY.month}月{TODAY.day}日）"
    for client, pk in (
        (client_of(sister.head_user), sister.institution.pk),
        (client_of(group.head.head_user), group.institution.pk),
    ):
        page = re.sub(r"<[^>]+>", "", text_of(client.get(f"/institutions/{pk}/")))
        assert f"同一连锁的青禾1园{said}" in page
    assert said not in text_of(client_of(bad.head_user).get(f"/institutions/{bad.institution.pk}/"))
