"""Signed messages: genuine or refused, once, in any order; kept as they came and answered with a signed receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.operations.filing.push_world import (
    MONDAY,
    SCOPE,
    Doors,
    System,
    at,
    body_of,
    code,
    doors,
    item,
    only,
    pushing_system,
    rows,
)
from tests.registers.institutions.world import system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.vault.statements import judge, published_keys
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing.commands import CloseSender, JudgeRegistration, RegisterSender
from tuoyu.operations.filing.models import Push, Registration
from tuoyu.operations.filing.queries import judgements_of
from tuoyu.operations.filing.rules import envelopes
from tuoyu.operations.filing.services import (
    close_sender,
    judge_registration,
    push_registrations,
    register_sender,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> tuple[Doors, System]:
    found = doors()
    return found, pushing_system(found)


def push(scene: tuple[Doors, System], message: str, *items: dict[str, Any], now: Any = NOW) -> Push:
    doors, source = scene
    return push_registrations(doors.registrar(now), source.command(message, body_of(*items), now))


def test_push_registration_is_kept_answered_and_met(scene: tuple[Doors, System]) -> None:
    answer = push(scene, "m1", item())
    row = only()
    assert (row.source_system, row.source_id, row.channel) == ("sjj-zhongtai", "S1", "api")
    assert (row.relevance, row.progress, row.area_code) == ("yes", "unfiled", "330302006")
    assert (row.days_taken, row.is_late) == (5, False)
    assert row.phone.reveal() == "13800138000"
    assert answer.body.reveal().encode() == body_of(item())
    assert answer.headers["X-Tuoyu-Message"] == "m1"
    assert "Authorization" not in answer.headers
    judged = judge(answer.receipt, published_keys("区卫生健康局", ["push"]), None, NOW.date())
    assert judged.statement is not None
    assert judged.is_valid
    assert (judged.statement.kind, judged.statement.content["digest_sm3"]) == ("push", answer.digest)
    assert (answer.accepted, answer.passed_over) == (1, 0)
    clock = Clock.objects.unscoped("tests").get(kind="registration_push")
    assert (clock.started_on, clock.met_on, clock.unit) == (MONDAY, NOW.date(), scene[0].market)
    assert list(answer.registrations.unscoped("tests").values_list("pk", flat=True)) == [row.pk]


@pytest.mark.parametrize(
    ("received", "days", "is_late"), [(date(2021, 6, 15), 5, False), (date(2021, 6, 16), 6, True)]
)
def test_the_fifth_working_day_is_the_last(
    scene: tuple[Doors, System], received: date, days: int, is_late: bool
) -> None:
    push(scene, "m1", item(), now=at(received))
    assert (only().days_taken, only().is_late) == (days, is_late)


def test_push_registration_twice_gets_the_same_receipt(scene: tuple[Doors, System]) -> None:
    """However late it is repeated, and with a journal entry each time."""
    first = push(scene, "m1", item())
    doors, source = scene
    again = push_registrations(
        doors.registrar(NOW + timedelta(days=9)), source.command("m1", body_of(item()))
    )
    assert (again.pk, again.receipt) == (first.pk, first.receipt)
    assert Push.objects.unscoped("tests").count() == 1
    assert Entry.objects.unscoped("tests").filter(verb="filing.registration.push").count() == 2


def forged(doors: Doors, source: System) -> dict[str, tuple[Ctx, Any, int, str]]:
    body, other = body_of(item()), body_of(item(2))
    command = source.command
    civil = doors.registrar()
    civil = type(civil)(
        type(civil.actor)(civil.actor.kind, "某", 1, (civil.actor.posts[0].__class__(9, doors.civil.pk, "民政", "registrar", "330302"),)),
        civil.now, civil.request_id, civil.area,
    )  # fmt: skip
    late = NOW - timedelta(minutes=16)
    return {
        "another body": (doors.registrar(), command("m", other, signature=source.headers("m", body)["X-Tuoyu-Signature"]), 403, "filing.push.signature"),
        "another id": (doors.registrar(), command("m", body, message_id="n"), 403, "filing.push.signature"),
        "no signature": (doors.registrar(), command("m", body, signature=""), 403, "filing.push.signature"),
        "odd signature": (doors.registrar(), command("m", body, signature="签名"), 403, "filing.push.signature"),
        "id with a line feed": (doors.registrar(), source.command("m\nx", body), 403, "filing.push.signature"),
        "unknown sender": (doors.registrar(), command("m", body, sender="nobody"), 403, "filing.push.sender"),
        "another unit's token": (civil, command("m", body), 403, "filing.push.sender"),
        "an old message": (doors.registrar(), command("m", body, now=late), 422, "filing.push.stale"),
        "a message of tomorrow": (doors.registrar(), command("m", body, now=NOW + timedelta(days=1)), 422, "filing.push.stale"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "what",
    ["another body", "another id", "no signature", "odd signature", "id with a line feed", "unknown sender", "another unit's token", "an old message", "a message of tomorrow"],
)  # fmt: skip
def test_a_forged_or_replayed_push_writes_nothing(scene: tuple[Doors, System], what: str) -> None:
    ctx, command, status, reason = forged(*scene)[what]
    with pytest.raises(Refused) as refused:
        push_registrations(ctx, command)
    assert refused.value.status == status
    assert refused.value.verdict.failures[0].code == reason
    assert not rows()
    assert not Push.objects.unscoped("tests").exists()


def test_an_id_that_stands_for_other_bytes_is_refused(scene: tuple[Doors, System]) -> None:
    push(scene, "m1", item())
    with pytest.raises(Refused) as refused:
        push(scene, "m1", item(2))
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"uscc": code(1)[:-1] + ("A" if code(1)[-1] != "A" else "B")}, "uscc"),
        ({"uscc": code(1, "52")}, "uscc"),
        ({"name": ""}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"registered_on": "2021/6/7"}, "registered_on"),
        ({"registered_on": "2021-06-16"}, "registered_on"),
        ({"event_at": "2021-06-07T10:00:00"}, "event_at"),
        ({"event_at": "2021-07-07T10:00:00+08:00"}, "event_at"),
        ({"change": "cancelled"}, "cancelled_on"),
        ({"change": "moved"}, "change"),
        ({"cancelled_on": "2021-06-01"}, "cancelled_on"),
        ({"scope": "托育\x00"}, "scope"),
        ({"phone": 13800138000}, "phone"),
        ({"地址": "x"}, "地址"),
    ],
)  # fmt: skip
def test_content_that_is_wrong_is_named_and_nothing_of_it_is_kept(
    scene: tuple[Doors, System], change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        push(scene, "m1", item(2), item(1, **change))
    assert refused.value.status == 422
    reason = refused.value.verdict.failures[0]
    assert reason.field == f"registrations.1.{field}"
    assert reason.sentence.startswith("第2条：")
    assert not rows()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"registrations": []}', b'{"registrations": {}}', b'{"registrations": [1], "x": 1}', "登记".encode("gb18030"),
     b"[" * 100_000, b'{"registrations": [null]}'],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(scene: tuple[Doors, System], body: bytes) -> None:
    doors, source = scene
    with pytest.raises(Refused) as refused:
        push_registrations(doors.registrar(), source.command("m1", body))
    assert refused.value.status == 422


def test_a_code_that_begins_with_a_letter_is_valid(scene: tuple[Doors, System]) -> None:
    push(scene, "m1", item(uscc=code(1, "A1")))
    assert only().uscc.startswith("A1")


# ---- order and repetition -------------------------------------------------------------------------------------------

STORY = (
    item(event_at="2021-06-07T10:00:00+08:00"),
    item(event_at="2021-06-09T10:00:00+08:00", change="changed", name="改名后的托育园", scope="食品销售"),
    item(event_at="2021-06-10T10:00:00+08:00", change="changed", name="又改名的亲子中心", address="鹿城区松台街道水心路9号", scope="亲子活动"),
    # Two events of one moment: the greater digest speaks.
    item(event_at="2021-06-10T10:00:00+08:00", change="changed", name="同时的另一份", scope="早教"),
    item(event_at="2021-06-11T10:00:00+08:00", change="cancelled", cancelled_on="2021-06-11", name="又改名的亲子中心", scope="亲子活动"),
)  # fmt: skip
SAID = ("name", "change", "uscc", "address", "scope", "event_at", "event_digest", "area_code", "registered_on", "cancelled_on",
        "relevance", "relevance_note", "progress", "days_taken", "is_late")  # fmt: skip


CLOCK = (
    "kind",
    "title",
    "unit_id",
    "started_on",
    "due_on",
    "met_on",
    "cancelled_on",
    "gaps",
    "policy_fingerprint",
    "is_provisional",
)


def clocks() -> list[tuple[Any, ...]]:
    """What the clocks of all registrations say."""
    return [
        tuple(getattr(clock, name) for name in CLOCK)
        for clock in Clock.objects.unscoped("tests").filter(kind="registration_push").order_by("pk")
    ]


def told(scene: tuple[Doors, System], messages: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    """What row and clocks say after the messages came in this order, one a day; undone afterwards."""
    with transaction.atomic():
        for number, message in enumerate(messages):
            push(scene, f"m{number}", message, now=NOW + timedelta(days=number))
        row = only()
        found = (*(getattr(row, name) for name in SAID), *clocks())
        transaction.set_rollback(True)
    return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extra=st.lists(st.sampled_from(STORY), max_size=4), order=st.randoms(use_true_random=False))
def test_any_order_with_duplicates_comes_to_the_same_state(
    scene: tuple[Doors, System], extra: list[dict[str, Any]], order: Any
) -> None:
    mixed = [*STORY, *extra]
    order.shuffle(mixed)
    assert told(scene, mixed) == told(scene, STORY)


# Childcare by its scope, by its name alone, or not at all; registered under the term, or before there was one.
NAMES = st.sampled_from([("小太阳托育", SCOPE), ("小太阳托育", "食品销售"), ("鹿城某超市", "食品销售")])
DAYS = st.sampled_from(["2021-06-07", "2021-06-04", "2019-03-01"])


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events of one provider, each of a moment of its own."""
    told = draw(st.lists(st.tuples(NAMES, DAYS), min_size=2, max_size=4))
    return [
        item(name=name, scope=scope, registered_on=day, change="changed", event_at=f"2021-06-08T1{hour}:00:00+08:00")
        for hour, ((name, scope), day) in enumerate(told)
    ]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories(), order=st.randoms(use_true_random=False))
def test_any_order_of_any_story_comes_to_the_same_row_and_clock(
    scene: tuple[Doors, System], story: list[dict[str, Any]], order: Any
) -> None:
    mixed = list(story)
    order.shuffle(mixed)
    assert told(scene, mixed) == told(scene, story)


def test_every_order_of_one_moment_comes_to_the_same_state(scene: tuple[Doors, System]) -> None:
    found = {repr(told(scene, order)) for order in permutations(STORY[1:4])}
    assert len(found) == 1


NO = item(event_at="2021-06-07T10:00:00+08:00", name="鹿城某超市", scope="食品销售")
YES = item(event_at="2021-06-09T10:00:00+08:00", change="changed")
NO_LATER = item(event_at="2021-06-10T10:00:00+08:00", change="changed", name="鹿城某超市", scope="食品销售")


@pytest.mark.parametrize("story", [(NO, YES), (YES, NO), (YES, NO_LATER), (NO_LATER, YES)])
def test_what_was_childcare_once_had_to_be_pushed_and_was(
    scene: tuple[Doors, System], story: tuple[dict[str, Any], ...]
) -> None:
    for number, message in enumerate(story):
        push(scene, f"m{number}", message, now=NOW + timedelta(days=number))
    clock = Clock.objects.unscoped("tests").get(kind="registration_push")
    assert (clock.started_on, clock.due_on, clock.met_on, clock.cancelled_on) == (
        MONDAY,
        date(2021, 6, 15),
        NOW.date(),
        None,
    )
    assert clock.title.endswith(only().name)


def test_what_never_was_childcare_has_no_clock(scene: tuple[Doors, System]) -> None:
    push(scene, "m1", NO)
    push(scene, "m2", NO_LATER)
    assert not clocks()


def test_the_first_receipt_counts_and_an_older_event_changes_nothing(scene: tuple[Doors, System]) -> None:
    push(scene, "m1", STORY[1], now=at(date(2021, 6, 15)))
    answer = push(scene, "m2", STORY[0], now=at(date(2021, 6, 25)))
    assert (answer.accepted, answer.passed_over) == (0, 1)
    assert (only().name, only().days_taken) == ("改名后的托育园", 5)


# ---- senders --------------------------------------------------------------------------------------------------------


def test_register_sender_with_sm2_takes_messages_signed_by_its_key(scene: tuple[Doors, System]) -> None:
    from gmssl import sm2 as gm

    from tuoyu.foundation.vault import sm2

    private = 0x2F9BC5A1D3E47C8812F3A6B4C5D6E7F8091A2B3C4D5E6F708192A3B4C5D6E7F8
    public = sm2.public_of(private).hex()
    doors, _ = scene
    pem_like = f"04{public}"
    sender = register_sender(system(), RegisterSender("sjj-sm2", "国密系统", "market", doors.market.pk, "sm2", pem_like)).sender  # fmt: skip
    assert sender.public_key == public
    body, sent_at = body_of(item()), NOW.isoformat()
    signed = envelopes.canonical("sjj-sm2", "m1", sent_at, envelopes.digest_of(body))
    signer = gm.CryptSM2(private_key=f"{private:064x}", public_key=public)
    signature = signer.sign_with_sm3(signed)
    source = System(sender, "")
    command = source.command("m1", body, signature=signature)
    assert push_registrations(doors.registrar(), command).accepted == 1
    with pytest.raises(Refused):
        push_registrations(doors.registrar(), source.command("m2", body, signature=signature))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "有 空"}, "code"),
        ({"code": "sjj"}, "code"),
        ({"name": " "}, "name"),
        ({"algorithm": "md5"}, "algorithm"),
        ({"door": "civil"}, "door"),
        ({"algorithm": "sm2", "public_key": "04" + "ab" * 64}, "public_key"),
    ],
)
def test_register_sender_refuses_what_is_not_sound(
    scene: tuple[Doors, System], change: dict[str, str], field: str
) -> None:
    given: dict[str, Any] = {
        "code": "x-1",
        "name": "系统",
        "door": "market",
        "algorithm": "hmac-sha256",
    } | change
    with pytest.raises(Refused) as refused:
        register_sender(system(), RegisterSender(unit_id=scene[0].market.pk, **given))
    assert refused.value.verdict.failures[0].field == field


def test_close_sender_ends_its_pushes(scene: tuple[Doors, System]) -> None:
    doors, source = scene
    admin = system()
    from tests.operations.filing.world import ctx_of

    sysadmin = ctx_of(doors.people["filing"], doors.health, "system_admin", NOW)
    close_sender(sysadmin, CloseSender(source.sender.pk))
    with pytest.raises(Refused) as refused:
        push(scene, "m1", item())
    assert refused.value.verdict.failures[0].code == "filing.push.sender"
    with pytest.raises(Refused):
        close_sender(sysadmin, CloseSender(source.sender.pk))
    assert admin.area == "330302"


# ---- what a person says ---------------------------------------------------------------------------------------------


def test_judge_registration_stands_until_name_or_scope_change(scene: tuple[Doors, System]) -> None:
    push(scene, "m1", item(scope="早教", name="小太阳"))
    row = only()
    assert row.relevance == "likely"
    judge_registration(scene[0].filing(), JudgeRegistration(row.pk, "no", "现场看只有6岁以上课程"))
    assert (only().relevance, only().progress) == ("no", "not_care")
    assert "filing君 2021-06-15 判定" in only().relevance_note
    push(
        scene,
        "m2",
        item(scope="早教", name="小太阳", phone="13900139000", event_at="2021-06-08T10:00:00+08:00"),
    )
    assert only().relevance == "no"
    push(scene, "m3", item(scope="托育服务", name="小太阳", event_at="2021-06-09T10:00:00+08:00"))
    assert (only().relevance, only().progress) == ("yes", "unfiled")


@pytest.mark.parametrize(("relevance", "note"), [("maybe", "看过"), ("no", " ")])
def test_judge_registration_wants_a_word_and_a_reason(
    scene: tuple[Doors, System], relevance: str, note: str
) -> None:
    push(scene, "m1", item())
    with pytest.raises(Refused) as refused:
        judge_registration(scene[0].filing(), JudgeRegistration(only().pk, relevance, note))
    assert refused.value.status == 422
    assert Registration.objects.unscoped("tests").get().relevance == "yes"


def test_judge_registration_yes_starts_the_clock_that_the_words_did_not(scene: tuple[Doors, System]) -> None:
    push(scene, "m1", NO)
    later = NOW + timedelta(days=3)
    judge_registration(scene[0].filing(later), JudgeRegistration(only().pk, "yes", "现场看在托10人"))
    clock = Clock.objects.unscoped("tests").get(kind="registration_push")
    assert (clock.started_on, clock.met_on) == (MONDAY, NOW.date())


def test_judge_registration_keeps_every_judgement_and_when_the_words_spoke_again(
    scene: tuple[Doors, System],
) -> None:
    push(scene, "m1", item(scope="早教", name="小太阳"))
    doors, _ = scene
    judge_registration(doors.filing(), JudgeRegistration(only().pk, "no", "只有6岁以上课程"))
    judge_registration(
        doors.filing(NOW + timedelta(days=1)), JudgeRegistration(only().pk, "yes", "新开了托班")
    )
    push(scene, "m2", YES, now=NOW + timedelta(days=2))
    told = [
        (each.made_at, each.made_by, each.unit, each.relevance, each.progress, each.note)
        for each in judgements_of(only())
    ]
    assert told == [
        (NOW + timedelta(days=2), "", None, "yes", "unfiled", only().relevance_note),
        (NOW + timedelta(days=1), "filing君", doors.health, "yes", "unfiled", "新开了托班"),
        (NOW, "filing君", doors.health, "no", "not_care", "只有6岁以上课程"),
    ]
    # Content that changed nothing of the judgement is no judgement.
    push(scene, "m3", YES | {"phone": "13900139000", "event_at": "2021-06-11T10:00:00+08:00"})
    assert len(judgements_of(only())) == 3
