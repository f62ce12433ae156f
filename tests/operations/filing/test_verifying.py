"""A receipt before anybody: valid, replaced, revoked, ended, altered, forged, a stranger's; and what hostile people send."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.operations.filing.public_world import filed, institution_of, mark, verified
from tests.operations.filing.world import Scene, answers, fresh, staff
from tests.registers.institutions.world import system
from tuoyu.foundation.vault.provider import SM2, SoftwareProvider
from tuoyu.foundation.vault.statements import issue, issue_statement, judge
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    AddMaterial,
    NewFile,
    OpenCase,
    RevokeReceipt,
    SaveCase,
    SubmitCase,
)
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.queries.proving import Proven, prove
from tuoyu.operations.filing.queries.trust import receipt_keys, revocation_list
from tuoyu.operations.filing.rules.proving import Held, worth_of
from tuoyu.operations.filing.words import Worth
from tuoyu.registers.institutions.words import Standing

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
MOST_STATEMENTS = 8


def asked(token: str) -> Proven:
    return prove(token, TODAY, DISTRICT)


def moved(stage: Scene) -> Receipt:
    """A change of address, receipted: the next edition."""
    ctx = stage.head()
    case = services.open_case(ctx, OpenCase(stage.institution.pk, "change"))
    services.save_case(ctx, SaveCase(case.pk, answers(address="鹿城区新田园8号1层"), staff()))
    for code in ("licence", "premises", "fire", "sanitation", "staff", "food", "plan"):
        services.add_material(
            ctx, AddMaterial(case.pk, code, NewFile(f"{code}.txt", b"paper"), issued_on=TODAY)
        )
    services.submit_case(ctx, SubmitCase(case.pk, has_promised=True))
    services.accept_case(stage.officer(), AcceptCase(case.pk, "核对无误"))
    return Receipt.objects.unscoped("tests").get(case_id=fresh(case).pk)


def altered(token: str, at: int = 30) -> str:
    other = "A" if token[at] != "A" else "B"
    return f"{token[:at]}{other}{token[at + 1 :]}"


def stranger(tmp_path: Path, content: dict[str, Any], key_id: str = "") -> str:
    """A token signed with a key that is not ours, under its own name or under the name of one of ours."""
    crypto = SoftwareProvider(tmp_path / "stranger.json")
    own = crypto.active_signing_key("receipt", SM2)
    return issue("filing.receipt", content, key_id or own, lambda message: crypto.sign(own, message))


CLAIM = {"number": "33030220210001", "name": "CNRY冒名托育园", "issued_on": "2021-06-15", "state": "已备案"}


def test_a_receipt_in_force_is_valid_and_nothing_differs() -> None:
    _, _, receipt = filed()
    proven = asked(receipt.statement)
    assert proven.worth is Worth.VALID
    assert proven.changes == 0
    assert {line.label: line.then for line in proven.lines}["机构名称"] == "青禾社区托育园"
    assert proven.as_of == TODAY.isoformat()


def test_what_the_register_says_now_stands_beside_what_was_printed() -> None:
    _, _, receipt = filed()
    institution = institution_of(receipt)
    institution.places = 40
    institution.save(update_fields=["places"])
    proven = asked(receipt.statement)
    changed = [(line.label, line.then, line.now) for line in proven.lines if line.is_changed]
    assert (proven.worth, changed) == (Worth.VALID, [("托位数", "44", "40")])
    assert "1 处" in proven.said.next_step


def test_a_replaced_receipt_names_the_new_one() -> None:
    stage, _, receipt = filed()
    newer = moved(stage)
    proven = asked(receipt.statement)
    assert proven.worth is Worth.REPLACED
    assert f"{newer.number}-2" in proven.said.sentence
    assert {line.label for line in proven.lines if line.is_changed} == {"地址"}
    assert asked(newer.statement).worth is Worth.VALID


def test_a_revoked_receipt_says_when_and_why_and_so_does_the_one_before_it() -> None:
    stage, _, receipt = filed()
    newer = moved(stage)
    services.revoke_receipt(stage.officer(), RevokeReceipt(newer.pk, "消防不合格"))
    for each in (receipt, newer):
        proven = asked(each.statement)
        assert proven.worth is Worth.REVOKED, each
        assert "消防不合格" in proven.said.sentence
        assert "2021年6月15日" in proven.said.sentence


@pytest.mark.parametrize(
    ("kind", "worth"),
    [
        ("suspended", Worth.SUSPENDED),
        ("closed", Worth.CLOSED),
        ("nonconforming", Worth.NONCONFORMING),
    ],
)
def test_the_institution_as_it_stands_now_decides(kind: str, worth: Worth) -> None:
    _, _, receipt = filed()
    mark(receipt, kind)
    proven = asked(receipt.statement)
    assert proven.worth is worth
    assert any(line.label == "出具时状态" and line.is_changed for line in proven.lines)


def test_genuine_but_in_no_register_of_ours() -> None:
    _, _, receipt = filed()
    Receipt.objects.unscoped("tests").filter(pk=receipt.pk).update(number="33030220210009")
    proven = asked(receipt.statement)
    assert (proven.worth, proven.institution) == (Worth.UNRECORDED, None)


def test_the_number_of_a_receipt_on_another_statement_is_not_that_receipt() -> None:
    _, _, receipt = filed()
    other = issue_statement("receipt", "filing.receipt", {**CLAIM, "number": receipt.number})
    assert asked(other).worth is Worth.UNRECORDED


def test_another_kind_of_statement_is_no_receipt() -> None:
    assert asked(revocation_list(TODAY, DISTRICT)).worth is Worth.OTHER_KIND


def test_one_character_altered_anywhere_is_never_valid_and_nothing_is_shown() -> None:
    _, _, receipt = filed()
    token = receipt.statement
    first, last = token.index(".") + 1, len(token)
    for at in range(first, last, 37):
        if token[at] == ".":
            continue
        proven = asked(altered(token, at))
        assert proven.worth in {Worth.ALTERED, Worth.FORGED, Worth.UNKNOWN_KEY, Worth.UNREADABLE}, at
        assert (proven.lines, proven.institution, proven.about) == ((), None, "")
    assert asked(altered(token)).worth is Worth.ALTERED


def test_a_strangers_signature(tmp_path: Path) -> None:
    _, _, receipt = filed()
    ours = receipt.statement.split(".")[3]
    assert asked(stranger(tmp_path, CLAIM)).worth is Worth.UNKNOWN_KEY
    assert asked(stranger(tmp_path, CLAIM, ours)).worth is Worth.FORGED


def test_the_page_never_repeats_what_a_forger_wrote(tmp_path: Path) -> None:
    _, _, receipt = filed()
    ours = receipt.statement.split(".")[3]
    for token in (stranger(tmp_path, CLAIM), stranger(tmp_path, CLAIM, ours), altered(receipt.statement)):
        page = Client().get("/verify/", {"s": token}).content.decode()
        assert "CNRY" not in page
        assert "青禾" not in page
        assert 'class="ty-compare"' not in page


@pytest.mark.parametrize("judged", ["altered", "forged", "unknown_key", "unreadable"])
def test_what_is_not_genuine_is_answered_before_the_registers(judged: str) -> None:
    held = Held("valid", "", "", Standing.OPEN)
    assert worth_of(judged, is_receipt=True, held=held) is Worth(judged)


def test_every_standing_has_an_answer() -> None:
    for standing in Standing:
        assert isinstance(worth_of("valid", is_receipt=True, held=Held("valid", "", "", standing)), Worth)
    assert worth_of("valid", is_receipt=True, held=Held("valid", "", "", "registered")) is Worth.UNFILED
    assert worth_of("expired", is_receipt=True, held=Held("valid", "", "", "open")) is Worth.EXPIRED


# ---- the page --------------------------------------------------------------------------------------------------------


def title_of(answer: Any) -> str:
    found = re.search(r'ty-answer-title">([^<]+)<', answer.content.decode())
    return found[1] if found else ""


def test_the_page_answers_the_scan(django_assert_max_num_queries: Any) -> None:
    _, _, receipt = filed()
    client = Client()
    with django_assert_max_num_queries(MOST_STATEMENTS):
        answer = client.get("/verify/", {"s": receipt.statement})
    assert (answer.status_code, title_of(answer)) == (200, "有效")
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies


def test_pasted_text_is_found_in_whatever_stands_around_it() -> None:
    _, _, receipt = filed()
    token = receipt.statement
    broken = "\n".join(token[at : at + 40] for at in range(0, len(token), 40))
    texts = (f"https://x/verify/?s={token}", f"请看：{token}。", json.dumps({"statement": token}), broken)
    for text in texts:
        assert title_of(Client().post("/verify/", {"s": text})) == "有效", text[:30]


def test_files_are_read_and_none_is_kept() -> None:
    from tuoyu.foundation.files.models import StoredFile

    _, case, receipt = filed()
    held = StoredFile.objects.unscoped("tests").count()
    assert receipt.paper is not None
    from tuoyu.foundation.files.services import open_file

    with open_file(system(), receipt.paper) as stream:
        paper = stream.read()
    for name, content in (
        ("a.pdf", paper),
        ("a.txt", receipt.statement.encode()),
        ("a.json", b'{"x": "%s"}' % receipt.statement.encode()),
    ):
        answer = Client().post("/verify/", {"file": SimpleUploadedFile(name, content)})
        assert title_of(answer) == "有效", name
    assert StoredFile.objects.unscoped("tests").count() == held
    assert case.pk


def test_a_post_needs_no_token_of_the_form() -> None:
    answer = Client(enforce_csrf_checks=True).post("/verify/", {"s": "TY1.x"})
    assert title_of(answer) == Worth.UNREADABLE.label


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({}, 422, "还没有选文件"),
        ({"s": "   "}, 422, "还没有选文件"),
        ({"s": "没有凭证的一段话"}, 200, Worth.UNREADABLE.label),
        ({"s": "TY1." + "A" * 300_000}, 200, Worth.UNREADABLE.label),
        ({"s": "\x00\ud7ff<script>alert(1)</script>"}, 200, Worth.UNREADABLE.label),
        ({"file": ("x.png", b"\x89PNG")}, 422, "这里只看"),
        ({"file": ("x.pdf", b"%PDF-1.4 broken")}, 200, Worth.UNREADABLE.label),
        ({"file": ("x.pdf", b"")}, 422, "文件是空的"),
        ({"file": ("x.txt", b"\xff\xfe\x00TY1")}, 200, Worth.UNREADABLE.label),
    ],
)
def test_whatever_is_sent_is_answered(sent: dict[str, Any], status: int, words: str) -> None:
    if "file" in sent:
        sent = {"file": SimpleUploadedFile(*sent["file"])}
    answer = Client().post("/verify/", sent)
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (status, True), page[-2500:]
    assert "<script>alert" not in page


def test_too_large_a_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from tuoyu.operations.filing.web import verifying

    class Small:
        max_bytes = 10

    monkeypatch.setattr(verifying, "files_policy_at", lambda _day, _area: Small)
    answer = Client().post("/verify/", {"file": SimpleUploadedFile("a.txt", b"0123456789x")})
    assert answer.status_code == 422
    assert "最多 10 B" in answer.content.decode()


def test_a_body_that_says_it_is_huge_is_not_read() -> None:
    body = b"x" * 100
    answer = Client().generic(
        "POST", "/verify/", body, "multipart/form-data; boundary=x", CONTENT_LENGTH="9" * 12
    )
    assert answer.status_code == 422
    assert "文件太大" in answer.content.decode()


def test_two_statements_in_one_text_are_said_to_be_two() -> None:
    stage, _, receipt = filed()
    newer = moved(stage)
    page = Client().post("/verify/", {"s": f"{newer.statement} {receipt.statement}"}).content.decode()
    assert "2 份不同的凭证" in page
    assert f"{newer.number}-2" in page


def test_a_probe_by_head_is_answered() -> None:
    for url in ("/verify/", "/care/", "/precheck/", "/verify/keys/"):
        assert Client().head(url).status_code == 200


def test_few_files_are_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import BoundedSemaphore

    from tuoyu.operations.filing.web import verifying

    busy = BoundedSemaphore(1)
    busy.acquire()
    monkeypatch.setattr(verifying, "_READERS", busy)
    answer = Client().post("/verify/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")})
    assert answer.status_code == 422
    assert "现在核验文件的人多" in answer.content.decode()


# ---- what is published for verifiers ---------------------------------------------------------------------------------


def test_the_published_list_names_each_edition_that_no_longer_stands() -> None:
    stage, _, receipt = filed()
    newer = moved(stage)
    keys, listed = receipt_keys(TODAY, DISTRICT), revocation_list(TODAY, DISTRICT)
    assert judge(receipt.statement, keys, listed, TODAY).state.value == "revoked"
    assert judge(newer.statement, keys, listed, TODAY).state.value == "valid"
    services.revoke_receipt(stage.officer(), RevokeReceipt(newer.pk, "消防不合格"))
    after = judge(newer.statement, keys, revocation_list(TODAY, DISTRICT), TODAY)
    assert (after.state.value, "消防不合格" in after.sentence) == ("revoked", True)


def test_the_offline_page_is_a_download_with_keys_and_list() -> None:
    stage, case, _ = filed()
    verified(stage, case)
    answer = Client().get("/verify/offline/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    page = answer.content.decode()
    assert receipt_keys(TODAY, DISTRICT)["keys"][0]["public"] in page
    assert "TY1." in page
    assert "CNRY" not in page


def test_keys_and_list_answer_conditionally() -> None:
    for url in ("/verify/keys/", "/verify/revocations/"):
        first = Client().get(url)
        assert first["Cache-Control"] == "public, max-age=60"
        assert Client().get(url, headers={"If-None-Match": first["ETag"]}).status_code in {200, 304}
    keys = Client().get("/verify/keys/")
    assert Client().get("/verify/keys/", headers={"If-None-Match": keys["ETag"]}).status_code == 304
    assert keys.json()["keys"][0]["algorithm"] == "SM2-SM3"
