"""By sheet and by hand; whole lists; visits; the night; invitations."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.operations.filing.push_world import (
    ADDRESS,
    MONDAY,
    SCOPE,
    Doors,
    at,
    body_of,
    code,
    doors,
    item,
    only,
    pushing_system,
    rows,
    sheet,
)
from tests.registers.institutions.world import system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.exchange.error_files import error_file
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.queries import actor_of
from tuoyu.kernel.context import VISITOR, Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import queries
from tuoyu.operations.filing.commands import (
    AcceptInvitation,
    ImportRegistrations,
    InviteRegistration,
    JudgeRegistration,
    LoadList,
    NewFile,
    OpenCase,
    RecordFollowUp,
    RecordRegistration,
    RegistrationFacts,
)
from tuoyu.operations.filing.exchange import check_registrations, import_registrations
from tuoyu.operations.filing.figures import registration_push_days, registrations_on_time
from tuoyu.operations.filing.models import FullList, Invitation, Registration
from tuoyu.operations.filing.queries import open_invitation
from tuoyu.operations.filing.services import (
    accept_invitation,
    follow_institutions,
    invite_registration,
    judge_registration,
    load_list,
    open_case,
    push_registrations,
    record_followup,
    record_registration,
)
from tuoyu.operations.filing.sheets import REGISTRATIONS
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db
HEADS = ("企业名称", "统一社会信用代码", "成立日期", "经营范围", "住所（经营场所）")


def line(number: int, **changes: Any) -> list[Any]:
    told = {
        "name": f"温州星芽{number}号托育有限公司",
        "uscc": code(number),
        "day": "2021-06-07",
        "scope": SCOPE,
        "address": ADDRESS,
    }
    return list((told | changes).values())  # fmt: skip


@pytest.fixture
def door() -> Doors:
    return doors()


def upload(door: Doors, content: bytes, name: str = "登记.xlsx", now: Any = NOW) -> Any:
    return import_registrations(
        door.registrar(now), ImportRegistrations(door.market.pk, NewFile(name, content))
    )


# ---- sheets ---------------------------------------------------------------------------------------------------------


def test_import_registrations_as_the_department_exports_them(door: Doors) -> None:
    received = upload(door, sheet(HEADS, [line(1), line(2, day=44354)]))
    assert (received.accepted, received.passed_over) == (2, 0)
    first, second = rows()
    assert (first.source_system, first.source_id, first.channel) == ("sjj", code(1), "file")
    assert first.registered_on == second.registered_on == MONDAY
    again = upload(door, sheet(HEADS, [line(1), line(2, day=44354)]))
    assert (again.accepted, again.passed_over) == (0, 2)


def test_import_registrations_reads_gb18030_and_full_width(door: Doors) -> None:
    wide = code(1).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHJKLMNPQRTUWXY"})
    text = f"鹿城区登记信息汇总表,,\n单位名称,信用代码,登记日期\n温州䶮托育园,{wide}, 2021年6月7日\n"
    upload(door, text.encode("gb18030"), "导出.csv")
    assert (only().name, only().uscc) == ("温州䶮托育园", code(1))


def test_import_registrations_checks_first_and_writes_nothing(door: Doors) -> None:
    command = ImportRegistrations(door.market.pk, NewFile("a.xlsx", sheet(HEADS, [line(1)])))
    assert check_registrations(door.registrar(), command) == 1
    assert not rows()


def test_import_registrations_corrected_for_the_same_day_speaks(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1, name="写错的名字托育")]))
    upload(door, sheet(HEADS, [line(1, name="改对的名字托育")]))
    assert only().name == "改对的名字托育"
    upload(door, sheet(HEADS, [line(1, name="写错的名字托育")]))
    assert only().name == "写错的名字托育"


def test_the_error_file_comes_back_corrected(door: Doors) -> None:
    content = sheet(
        HEADS, [line(1), line(2, uscc="1234"), line(3, day="六月七日"), line(4, uscc=code(4, "52"))]
    )
    with pytest.raises(RowsRefused) as refused:
        upload(door, content)
    errors = {(error.line, error.column) for error in refused.value.errors}
    assert errors == {(3, "统一社会信用代码"), (4, "登记日期"), (5, "统一社会信用代码")}
    assert not rows()
    back = error_file(REGISTRATIONS, refused.value.rows, refused.value.errors, "csv").decode("utf-8-sig")
    lines = back.splitlines()
    assert lines[0].endswith("问题")
    assert len(lines) == 5
    assert "1234" in lines[1]
    mended = back.replace("1234", code(2)).replace("六月七日", "2021-06-07").replace(code(4, "52"), code(4))
    assert upload(door, mended.encode(), "改好.csv").accepted == 4


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to far more than it says."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    return stream.getvalue()


def _million() -> bytes:
    return ("名称,统一社会信用代码,登记日期\n" + "温州托育,x,2021-06-07\n" * 1_000_000).encode()


BAD = {
    "nothing": ("a.xlsx", lambda: b""),
    "no rows": ("a.xlsx", lambda: sheet(HEADS, [])),
    "broken": ("a.xlsx", lambda: sheet(HEADS, [line(1)])[:300]),
    "encrypted": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096),
    "disguised": ("a.xlsx", lambda: b"MZ\x90\x00" + b"\0" * 4096),
    "picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "unknown format": ("a.pdf", lambda: b"%PDF-1.7\n"),
    "bomb": ("a.xlsx", bomb),
    "a million rows": ("a.csv", _million),
    "unknown column": ("a.xlsx", lambda: sheet((*HEADS, "星座"), [[*line(1), "处女座"]])),
    "no code column": ("a.xlsx", lambda: sheet(("名称", "登记日期"), [["温州托育", "2021-06-07"]])),
    "one code, two rows": ("a.xlsx", lambda: sheet(HEADS, [line(1), line(1, name="另一个托育名字")])),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_told_and_nothing_is_written(door: Doors, what: str) -> None:
    name, make = BAD[what]
    with pytest.raises(Refused) as refused:
        upload(door, make(), name)
    assert refused.value.status == 422
    reason = refused.value.verdict.failures[0]
    assert reason.sentence
    assert reason.next_step
    assert not rows()


def test_the_template_reads_back(door: Doors) -> None:
    with pytest.raises(Refused):
        upload(door, template_of(REGISTRATIONS))


# ---- by hand --------------------------------------------------------------------------------------------------------


def facts(number: int = 1, **changes: Any) -> RegistrationFacts:
    told: dict[str, Any] = {
        "source_id": code(number), "event_at": NOW, "change": "registered", "uscc": code(number), "name": "温州托育园",
        "registered_on": MONDAY, "scope": SCOPE, "address": ADDRESS,
    }  # fmt: skip
    return RegistrationFacts(**(told | changes))


def test_record_registration_by_hand_and_again_as_a_correction(door: Doors) -> None:
    record_registration(door.registrar(), RecordRegistration(door.market.pk, facts()))
    later = NOW + timedelta(minutes=1)
    record_registration(
        door.registrar(later), RecordRegistration(door.market.pk, facts(event_at=later, name="更正的名字"))
    )
    assert (only().name, only().channel) == ("更正的名字", "hand")


def test_record_registration_for_another_door_is_refused(door: Doors) -> None:
    with pytest.raises(Refused) as refused:
        record_registration(door.registrar(), RecordRegistration(door.civil.pk, facts(uscc=code(1, "52"))))
    assert refused.value.status == 403


def test_a_push_takes_over_what_came_by_sheet(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    source = pushing_system(door)
    push_registrations(door.registrar(), source.command("m1", body_of(item(1))))
    row = only()
    assert (row.source_system, row.source_id, row.name) == ("sjj-zhongtai", "S1", item(1)["name"])


# ---- whole lists ----------------------------------------------------------------------------------------------------


def load(door: Doors, *lines: list[Any], heads: Any = HEADS) -> Any:
    file = NewFile("全量.xlsx", sheet(heads, lines))
    return load_list(door.registrar(), LoadList(door.market.pk, date(2021, 6, 14), file))


def test_load_list_finds_what_was_never_pushed(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    loaded = load(door, line(1), line(2), line(3, scope="五金零售", name="某五金店"))
    counted = loaded.full_list
    assert (counted.row_count, counted.relevant_count, counted.found_count) == (3, 2, 1)
    missing = Registration.objects.unscoped("tests").get(received_at__isnull=True)
    assert (missing.uscc, missing.channel, missing.days_taken) == (code(2), "list", None)
    clock = Clock.objects.unscoped("tests").get(subject_id=missing.pk, kind="registration_push")
    assert (clock.started_on, clock.met_on) == (MONDAY, None)
    # Loaded once more: no second row, and it still counts as never pushed.
    assert (len(load(door, line(2)).missing), len(rows())) == (0, 2)
    assert FullList.objects.unscoped("tests").order_by("-pk")[0].found_count == 1


def test_load_list_then_a_later_push_fills_the_row(door: Doors) -> None:
    load(door, line(2))
    source = pushing_system(door)
    push_registrations(door.registrar(), source.command("m1", body_of(item(2))))
    row = only()
    assert (row.received_at, row.channel, row.days_taken, row.is_late) == (NOW, "api", 5, False)
    assert Clock.objects.unscoped("tests").get(kind="registration_push").met_on == NOW.date()


def list_clock() -> Clock:
    found: Clock = Clock.objects.unscoped("tests").get(kind="registration_push")
    return found


def test_a_mistaken_no_stops_the_clock_and_a_yes_brings_it_back(door: Doors) -> None:
    """With the day it was due all along; what lies between is kept."""
    load(door, line(2))
    before = list_clock()
    judge_registration(door.filing(), JudgeRegistration(only().pk, "no", "看错"))
    assert (list_clock().met_on, list_clock().cancelled_on) == (None, NOW.date())
    later = NOW + timedelta(days=9)
    judge_registration(door.filing(later), JudgeRegistration(only().pk, "yes", "确是托育"))
    clock = list_clock()
    assert (clock.pk, clock.started_on, clock.due_on) == (before.pk, before.started_on, before.due_on)
    assert (clock.met_on, clock.cancelled_on) == (None, None)
    assert clock.gaps == [{"from": "2021-06-15", "to": "2021-06-24"}]
    # Judged "yes" once more, nothing happens to it.
    judge_registration(door.filing(later), JudgeRegistration(only().pk, "likely", "再看"))
    assert list_clock().gaps == clock.gaps


def test_a_push_that_came_while_the_no_stood_meets_the_clock_that_comes_back(door: Doors) -> None:
    load(door, line(2))
    judge_registration(door.filing(), JudgeRegistration(only().pk, "no", "看错"))
    source, pushed, later = pushing_system(door), NOW + timedelta(days=1), NOW + timedelta(days=3)
    same = item(2, name=line(2)[0])
    push_registrations(door.registrar(pushed), source.command("m1", body_of(same), pushed))
    assert (only().relevance, list_clock().cancelled_on) == ("no", NOW.date())
    judge_registration(door.filing(later), JudgeRegistration(only().pk, "yes", "确是托育"))
    assert (list_clock().met_on, list_clock().cancelled_on) == (pushed.date(), None)


def test_load_list_without_codes_matches_by_name_and_address(door: Doors) -> None:
    heads = ("企业名称", "成立日期", "经营范围", "住所（经营场所）")
    name, address = item(2)["name"], item(2)["address"]
    load(door, [name, "2021-06-07", SCOPE, address], heads=heads)
    assert only().uscc == ""
    source = pushing_system(door)
    push_registrations(door.registrar(), source.command("m1", body_of(item(2))))
    assert (only().uscc, only().received_at) == (code(2), NOW)
    loaded = load(door, [f"{name} ", "2021-06-07", SCOPE, address], heads=heads)
    assert not loaded.missing
    assert "名称和地址相同" in loaded.explained[0].why


def test_load_list_passes_over_rubbish_in_rows_that_do_not_matter(door: Doors) -> None:
    loaded = load(door, line(1), line(9, uscc="没有", day="不详", scope="五金零售", name="某五金店"))
    assert loaded.full_list.relevant_count == 1
    with pytest.raises(RowsRefused) as refused:
        load(door, line(1), line(9, uscc="没有", day="不详"))
    assert {error.column for error in refused.value.errors} >= {"登记日期"}


# ---- board and figures ----------------------------------------------------------------------------------------------


def test_the_board_counts_what_a_plain_count_says(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1), line(2)]), now=at(date(2021, 6, 9)))
    upload(door, sheet(HEADS, [line(3, day="2021-05-06")]), now=at(date(2021, 6, 10)))
    load(door, line(4))
    market = next(row for row in queries.departments(door.filing()) if row.unit == door.market)
    year = market.year
    assert (year.pushed, year.on_time, year.never_pushed, market.never, market.list_age) == (3, 2, 1, 1, 1)
    late = max(row.days_taken or 0 for row in rows())
    assert (year.longest, year.median, year.share) == (late, 2.0, 0.5)
    assert [row.unit for row in queries.departments(door.registrar())] == [door.market]
    ctx = door.filing()
    assert registration_push_days(ctx, NOW.date(), None).value == late
    assert registration_push_days(ctx, date(2021, 4, 30), None).value is None
    on_time = registrations_on_time(ctx, NOW.date(), None)
    assert (on_time.numerator, on_time.denominator) == (2, 4)
    assert registrations_on_time(ctx, NOW.date(), "330302006").denominator == 4
    assert registrations_on_time(ctx, NOW.date(), "330302007").denominator == 0


# ---- visits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "progress"),
    [("will_file", "unfiled"), ("refuses", "unfiled"), ("not_open", "unfiled"), ("not_care", "not_care"), ("not_found", "gone")],
)  # fmt: skip
def test_record_followup_moves_the_living_list(door: Doors, outcome: str, progress: str) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    record_followup(door.street(), RecordFollowUp(only().pk, NOW.date(), outcome, "见到负责人"))
    assert only().progress == progress
    assert queries.followups_of(only()).get().unit == door.street_unit
    follow_institutions(system())
    assert only().progress == progress


def test_record_followup_stays_on_ones_own_ground(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1, address="浙江省温州市鹿城区松台街道水心路9号")]))
    with pytest.raises(Refused) as refused:
        record_followup(door.street(), RecordFollowUp(only().pk, NOW.date(), "refuses"))
    assert refused.value.status == 404


@pytest.mark.parametrize("day", [NOW.date() + timedelta(days=1), MONDAY - timedelta(days=1)])
def test_record_followup_of_an_impossible_day_is_refused(door: Doors, day: date) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    with pytest.raises(Refused):
        record_followup(door.street(), RecordFollowUp(only().pk, day, "refuses"))


# ---- invitations ----------------------------------------------------------------------------------------------------


def visitor(now: Any = NOW) -> Ctx:
    return Ctx(VISITOR, now, "test-join", "330302")


def joining(token: str, **changes: str) -> AcceptInvitation:
    told = {
        "name": "林小青",
        "mobile": "13800138000",
        "username": "linxiaoqing",
        "password": "orbit-tulip-4711-x",
    }
    return AcceptInvitation(token, **(told | changes))


def test_invite_registration_and_accept_invitation_end_in_a_filing(door: Doors) -> None:
    """From the link to the form: unit, institution, account, clock; and the case can be opened at once."""
    upload(door, sheet(HEADS, [line(1)]))
    invited = invite_registration(door.registrar(), InviteRegistration(only().pk))
    assert invited.token not in str(vars(invited.invitation))
    user = accept_invitation(visitor(), joining(invited.token))
    institution = Institution.objects.unscoped("tests").select_related("operator", "unit", "supervisor").get()
    post = Post.objects.unscoped("tests").get(user=user)
    assert (post.role, post.unit) == ("institution_head", institution.unit)
    assert (institution.operator.uscc, institution.standing, institution.supervisor.code) == (
        code(1),
        "registered",
        "wjj",
    )
    assert not user.has_temporary_password
    assert only().institution == institution
    clock = Clock.objects.unscoped("tests").get(kind="filing_first")
    assert (clock.unit, clock.started_on, clock.met_on) == (institution.unit, NOW.date(), None)
    head = Ctx(actor_of(user, NOW.date()), NOW, "test", "330302")
    assert open_case(head, OpenCase(institution.pk, "filing")).state == "draft"
    follow_institutions(system())
    assert only().progress == "filing"


def test_accept_invitation_once(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    token = invite_registration(door.registrar(), InviteRegistration(only().pk)).token
    accept_invitation(visitor(), joining(token))
    with pytest.raises(Refused) as refused:
        accept_invitation(visitor(), joining(token, username="another"))
    assert refused.value.status == 404


def test_a_new_link_ends_the_old_and_time_ends_both(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    old = invite_registration(door.registrar(), InviteRegistration(only().pk)).token
    new = invite_registration(door.registrar(), InviteRegistration(only().pk)).token
    with pytest.raises(Refused):
        open_invitation(visitor(), old)
    last = Invitation.objects.unscoped("tests").order_by("-pk")[0].expires_on
    assert open_invitation(visitor(at(last)), new).registration == only()
    for token, now in ((new, at(last + timedelta(days=1))), ("", NOW), ("\ud800", NOW)):
        with pytest.raises(Refused):
            open_invitation(visitor(now), token)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"mobile": ""}, "mobile"), ({"mobile": "123"}, "mobile"), ({"username": "x"}, "username"), ({"password": "12345678"}, "password")],
)  # fmt: skip
def test_accept_invitation_refuses_what_is_not_sound_and_keeps_the_link(
    door: Doors, change: dict[str, str], field: str
) -> None:
    upload(door, sheet(HEADS, [line(1)]))
    token = invite_registration(door.registrar(), InviteRegistration(only().pk)).token
    with pytest.raises(Refused) as refused:
        accept_invitation(visitor(), joining(token, **change))
    assert refused.value.verdict.failures[0].field == field
    assert not Institution.objects.unscoped("tests").exists()
    assert open_invitation(visitor(), token)


def test_two_providers_of_one_name_get_a_unit_each(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1, name="小太阳托育"), line(2, name="小太阳托育")]))
    for number, row in enumerate(rows()):
        token = invite_registration(door.registrar(), InviteRegistration(row.pk)).token
        accept_invitation(visitor(), joining(token, username=f"head-{number}"))
    names = sorted(
        row.unit.name for row in Institution.objects.unscoped("tests").select_related("unit") if row.unit
    )
    assert names == sorted(["小太阳托育", f"小太阳托育（{code(2)[-4:]}）"])


def test_invite_registration_refuses_what_is_no_childcare(door: Doors) -> None:
    upload(door, sheet(HEADS, [line(1, scope="五金零售", name="某五金店")]))
    with pytest.raises(Refused):
        invite_registration(door.registrar(), InviteRegistration(only().pk))
    with pytest.raises(Refused) as refused:
        invite_registration(door.street(), InviteRegistration(only().pk))
    assert refused.value.status == 403
