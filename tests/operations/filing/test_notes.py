"""Telling the tax bureau the branches of a chain: the paper, its number, who is told, what changed, and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user
from tests.foundation.papers.samples import text_in
from tests.operations.filing.chain_world import Chain, chain, receipt_of
from tests.operations.filing.test_cases import codes, refusal
from tests.operations.filing.test_web_case import statements, text_of
from tests.operations.filing.test_web_receipts import bytes_of
from tests.operations.filing.world import TODAY
from tests.registers.institutions.world import START, system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.notices.models import Notice
from tuoyu.operations.filing import queries, services
from tuoyu.operations.filing.commands import IssueNote, RevokeReceipt
from tuoyu.operations.filing.models import TaxNote
from tuoyu.operations.filing.services import issue_note
from tuoyu.operations.filing.words import Roster
from tuoyu.registers.institutions.commands import AttachInstitution
from tuoyu.registers.institutions.models import ChainAgreement
from tuoyu.registers.institutions.services import attach_institution

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 9


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group() -> Chain:
    return chain()


def issued(group: Chain) -> TaxNote:
    return issue_note(group.officer(), IssueNote(group.institution.pk))


def paper_text(note: TaxNote) -> str:
    assert note.paper is not None
    return text_in(open_file(system(), note.paper).read())


# ---- issuing ---------------------------------------------------------------------------------------------------------


def test_issue_note_states_the_filed_branches(group: Chain) -> None:
    first, _ = group.notified(1)
    group.branch(2)  # joined, not filed: nothing to tell yet
    note = issued(group)
    assert note.to_unit == group.tax
    assert (note.branch_count, note.agreement, note.issued_by) == (1, "约1", "陈经办")
    assert note.rows == [
        {
            "name": "青禾1园",
            "uscc": first.institution.operator.uscc,
            "nature": "企业",
            "address": "鹿城区稻香路12号2层",
            "registered_on": START.isoformat(),
            "filed_on": TODAY.isoformat(),
            "number": "33030220210001",
        }
    ]
    entry = Entry.objects.unscoped("tests").filter(verb="filing.note.issue").get()
    assert entry.fields == "number,rows,paper"


def test_issue_note_makes_the_paper_and_tells_the_tax_officers(group: Chain) -> None:
    first, _ = group.notified(1)
    note = issued(group)
    text = paper_text(note)
    for part in (note.number, "区税务局：", "青禾总部", "约1", "青禾1园", first.institution.operator.uscc, "33030220210001", "企业所得税法"):  # fmt: skip
        assert part.replace(" ", "") in text, part
    notice = Notice.objects.unscoped("tests").get(kind="filing.note")
    assert (notice.unit, notice.role, notice.link) == (group.tax, "unit_officer", f"/filing/notes/{note.pk}/")
    assert client_of(group.taxman).get(notice.link).status_code == 200


def test_issue_note_numbers_follow_those_of_the_other_letters(group: Chain) -> None:
    """The receipt's 告知书 took the first number of the same mark: no two letters bear one number, none is left out."""
    group.notified(1)
    assert issued(group).number.endswith("〔2021〕2号")
    refusal(issue_note, group.officer(), IssueNote(group.institution.pk))
    group.notified(2)
    assert issued(group).number.endswith("〔2021〕4号")


def test_issue_note_again_only_when_the_branches_changed(group: Chain) -> None:
    _, _ = group.notified(1)
    first = issued(group)
    assert codes(refusal(issue_note, group.officer(), IssueNote(group.institution.pk))) == {
        "filing.note.same"
    }
    found, _ = group.notified(2)
    state = queries.chain_note(group.officer(), group.institution)
    assert (state.roster, state.changes) == (Roster.CHANGED, ("新增青禾2园",))
    second = issued(group)
    assert f"本单替代{first.number}".replace(" ", "") in paper_text(second)
    services.revoke_receipt(group.officer(), RevokeReceipt(receipt_of(found.institution).pk, "虚假材料"))
    assert queries.chain_note(group.officer(), group.institution).changes == ("减少青禾2园",)
    assert issued(group).branch_count == 1


def test_issue_note_tells_of_the_last_branch_that_left(group: Chain) -> None:
    found, _ = group.notified(1)
    issued(group)
    attach_institution(system(), AttachInstitution(found.institution.pk, "", TODAY, "转让"))
    note = issued(group)
    assert (note.branch_count, note.rows) == (0, [])
    assert "现没有持有效备案回执的分支" in paper_text(note)


def test_issue_note_wants_branch_agreement_and_tax_bureau(group: Chain) -> None:
    command = IssueNote(group.institution.pk)
    assert codes(refusal(issue_note, group.officer(), command)) == {"filing.note.no_branch"}
    group.notified(1)
    ChainAgreement.objects.unscoped("tests").update(valid_to_on=START)
    assert codes(refusal(issue_note, group.officer(), command)) == {"filing.note.no_agreement"}
    ChainAgreement.objects.unscoped("tests").update(valid_to_on=None)
    type(group.tax).objects.unscoped("tests").filter(pk=group.tax.pk).update(code="elsewhere")
    assert codes(refusal(issue_note, group.officer(), command)) == {"filing.note.nobody"}
    assert not TaxNote.objects.unscoped("tests").exists()


# ---- who sees --------------------------------------------------------------------------------------------------------


def test_view_note_is_for_both_ends(group: Chain) -> None:
    group.notified(1)
    note = issued(group)
    other = make_user("other", "他局")
    make_post(other, make_unit("mzj", "区民政局"), "unit_officer")
    address = f"/filing/notes/{note.pk}/"
    for user, status in (
        (group.taxman, 200),
        (group.head.officer_user, 200),
        (other, 404),
        (group.head.head_user, 403),
    ):
        client = client_of(user)
        assert client.get(address).status_code == status
        assert client.get(f"{address}paper/").status_code == status
    assert note.number not in text_of(client_of(other).get("/filing/notes/"))
    issue = f"/filing/institutions/{group.institution.pk}/notes/issue/"
    assert client_of(group.taxman).get(issue).status_code == 403


# ---- pages -----------------------------------------------------------------------------------------------------------


def test_a_note_is_issued_from_the_page_of_the_head_office(group: Chain) -> None:
    client, page = client_of(group.head.officer_user), f"/institutions/{group.institution.pk}/"
    issue = f"/filing/institutions/{group.institution.pk}/notes/issue/"
    assert "还没有已备案的分支" in text_of(client.get(page))
    assert issue not in text_of(client.get(page))
    group.notified(1)
    assert issue in text_of(client.get(page))
    shown = text_of(client.get(issue))
    assert "青禾1园" in shown
    assert "出具并送区税务局" in shown
    answer = client.post(issue, follow=True)
    assert "区税务局的经办人收到消息" in text_of(answer)
    note = TaxNote.objects.unscoped("tests").get()
    assert "与最近一次告知一致" in text_of(client.get(page))
    assert issue not in text_of(client.get(page))
    assert client.post(issue).status_code == 409
    group.notified(2)
    changed = text_of(client.get(page))
    assert "名单有变化" in changed
    assert "新增青禾2园。" in changed
    client.post(issue)
    older = text_of(client.get(f"/filing/notes/{note.pk}/"))
    assert "名单已经变过" in older


def test_the_panel_is_away_where_there_is_no_chain(group: Chain) -> None:
    found, _ = group.notified(1)
    client = client_of(group.head.officer_user)
    assert "合并纳税</h2>" in text_of(client.get(f"/institutions/{group.institution.pk}/"))
    assert "合并纳税</h2>" not in text_of(client.get(f"/institutions/{found.institution.pk}/"))


def test_the_panel_is_for_those_who_may_view_the_notes(group: Chain) -> None:
    """Other bureaus may open the page of every institution; what the tax bureau was told is not theirs to read."""
    group.notified(1)
    page = f"/institutions/{group.institution.pk}/"
    stranger = make_user("other", "他局")
    make_post(stranger, make_unit("mzj", "区民政局"), "unit_officer")
    assert "合并纳税</h2>" not in text_of(client_of(group.taxman).get(page))
    note = issued(group)
    group.notified(2)
    assert note.number in text_of(client_of(group.taxman).get(page))
    shown = text_of(client_of(stranger).get(page))
    assert "合并纳税</h2>" not in shown
    assert note.number not in shown


def test_the_list_finds_filters_and_exports(group: Chain) -> None:
    group.notified(1)
    note = issued(group)
    client = client_of(group.taxman)
    assert note.number in text_of(client.get("/filing/notes/"))
    assert note.number in text_of(client.get("/filing/notes/", {"q": group.institution.operator.uscc}))
    assert note.number not in text_of(client.get("/filing/notes/", {"q": "小桥"}))
    assert note.number in text_of(client.get("/filing/notes/", {"to_unit": str(group.tax.pk)}))
    exported = bytes_of_any(client.get("/filing/notes/", {"export": "csv"})).decode("utf-8-sig")
    assert f"{note.number},青禾总部,1,约1" in exported


def test_the_paper_is_handed_out_as_it_was_issued(group: Chain) -> None:
    group.notified(1)
    note = issued(group)
    answer = client_of(group.taxman).get(f"/filing/notes/{note.pk}/paper/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert bytes_of(answer)[:5] == b"%PDF-"


def test_pages_cost_the_same_for_one_branch_and_for_three(group: Chain) -> None:
    client = client_of(group.head.officer_user)
    group.notified(1)
    note = issued(group)
    addresses = (
        "/filing/notes/",
        f"/filing/notes/{note.pk}/",
        f"/filing/institutions/{group.institution.pk}/notes/issue/",
        f"/institutions/{group.institution.pk}/",
    )
    before = [statements(client, address) for address in addresses]
    group.notified(2)
    group.notified(3)
    issued(group)
    after = [statements(client, address) for address in addresses]
    print(dict(zip(addresses, after, strict=True)))
    assert after == before
    assert max(after[:3]) <= MOST_STATEMENTS


def bytes_of_any(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
