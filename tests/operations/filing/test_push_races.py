"""The doors when several come at once: one message makes one row, one code one institution, no word is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import NOW
from tests.operations.filing.push_world import Doors, System, body_of, doors, item, pushing_system, rows
from tests.operations.filing.racing import Processes, answer, at_once
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.kernel.context import VISITOR, Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import AcceptInvitation, InviteRegistration, JudgeRegistration
from tuoyu.operations.filing.models import Push, Sender
from tuoyu.registers.institutions.models import Institution, Operator

TWINS = (item(), item(source_id="S9"))


def two_links() -> list[str]:
    """Links for two registrations of one code."""
    found = doors()
    source = pushing_system(found)
    services.push_registrations(found.registrar(), source.command("m1", body_of(*TWINS)))
    return [services.invite_registration(found.filing(), InviteRegistration(row.pk)).token for row in rows()]


def open_link(token: str, username: str) -> str:
    """``opened``, or the code of the reason why not."""
    ctx = Ctx(VISITOR, NOW, "test-join", "330302")
    command = AcceptInvitation(token, "林小青", "13800138000", username, "orbit-tulip-4711-x")
    try:
        services.accept_invitation(ctx, command)
    except Refused as refused:
        return refused.verdict.failures[0].code
    return "opened"


def made() -> list[int]:
    """How many of each there are: institutions, bodies, units of institutions, heads."""
    counted = (
        Institution.objects.unscoped("tests"),
        Operator.objects.unscoped("tests"),
        Unit.objects.unscoped("tests").filter(kind="served"),
        Post.objects.unscoped("tests").filter(role="institution_head"),
    )
    return [rows.count() for rows in counted]


def at_the_doors() -> tuple[Doors, System]:
    """The scene as it stands in the database, for a process that did not set it."""
    units = {unit.code: unit for unit in Unit.objects.unscoped("tests").order_by("pk")}
    people = {user.username: user for user in User.objects.order_by("pk")}
    sender = Sender.objects.unscoped("tests").select_related("unit").get()
    found = Doors(units["sjj"], units["mzj"], units["wjj"], units["330302006"], people)
    return found, System(sender, sender.secret.reveal())


def send(message: str) -> str:
    """The receipt of a message that everybody sends alike."""
    found, source = at_the_doors()
    return services.push_registrations(found.registrar(), source.command(message, body_of(item()))).receipt


def judge_no() -> str:
    found, _ = at_the_doors()
    row = rows()[0]
    services.judge_registration(found.filing(), JudgeRegistration(row.pk, "no", "现场看过"))
    return "judged"


def send_telephone() -> str:
    found, source = at_the_doors()
    newer = item(event_at="2021-06-09T10:00:00+08:00", phone="13900139000", change="changed")
    services.push_registrations(found.registrar(), source.command("m2", body_of(newer)))
    return "sent"


def only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one connection; see the tests with processes")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_links_of_one_code_opened_at_once_make_one_institution(attempt: int) -> None:
    only_postgresql()
    links = two_links()
    told = at_once([lambda no=no: open_link(links[no % 2], f"head-{no}") for no in range(4)])
    assert sorted(told) == [*["filing.join.over"] * 3, "opened"]
    assert made() == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_one_message_sent_at_once_is_taken_once(attempt: int) -> None:
    only_postgresql()
    pushing_system(doors())
    receipts = at_once([lambda: send("m1")] * 6)
    assert len(set(receipts)) == 1
    assert (len(rows()), Push.objects.unscoped("tests").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(8))
def test_a_judgement_and_a_message_at_once_are_both_kept(attempt: int) -> None:
    only_postgresql()
    pushing_system(doors())
    send("m1")
    assert sorted(at_once([judge_no, send_telephone])) == ["judged", "sent"]
    row = rows()[0]
    assert (row.relevance, row.progress, row.phone.reveal()) == ("no", "not_care", "13900139000")


_IMPORTS = "from tests.operations.filing import push_world, test_push_races as races\n"
_LINKS = "print(json.dumps(races.two_links()))"
_DOORS = "print(push_world.pushing_system(push_world.doors()).sender.pk)"


def test_processes_on_one_file_open_links_of_one_code_once(tmp_path: Path) -> None:
    house = Processes(tmp_path, _IMPORTS)
    links = house.run(_LINKS)
    opening = [
        house.start("print(json.dumps(races.open_link(*sys.argv[1:])))", links[no % 2], f"head-{no}")
        for no in range(4)
    ]
    assert sorted(map(answer, opening)) == [*["filing.join.over"] * 3, "opened"]
    assert house.run("print(json.dumps(races.made()))") == [1, 1, 1, 1]


def test_processes_on_one_file_take_one_message_once(tmp_path: Path) -> None:
    house = Processes(tmp_path, _IMPORTS)
    house.run(_DOORS)
    sending = [house.start('print(json.dumps(races.send("m1")))') for _ in range(4)]
    assert len(set(map(answer, sending))) == 1
    count = 'print(json.dumps([len(races.rows()), races.Push.objects.unscoped("tests").count()]))'
    assert house.run(count) == [1, 1]
