"""Links by which accounts are opened: whom they may reach, what ends them, and one institution a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.operations.filing.push_world import Doors, System, body_of, doors, item, only, pushing_system, rows
from tests.registers.institutions.world import system
from tuoyu.foundation.people.models import User
from tuoyu.kernel.context import VISITOR, Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import queries, services
from tuoyu.operations.filing.commands import (
    AcceptInvitation,
    InviteRegistration,
    JudgeRegistration,
    RecordFollowUp,
)
from tuoyu.operations.filing.models import Invitation, Registration
from tuoyu.operations.filing.rules.inviting import may_be_invited
from tuoyu.operations.filing.services import accept_invitation, invite_registration
from tuoyu.operations.filing.words import Progress, Relevance
from tuoyu.registers.institutions.commands import MarkInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import mark_institution

pytestmark = pytest.mark.django_db
Scene = tuple[Doors, System]
Act = Callable[[Scene, Registration], Any]


@pytest.fixture
def scene() -> Scene:
    found = doors()
    return found, pushing_system(found)


def push(scene: Scene, message: str, *items: dict[str, Any]) -> None:
    found, source = scene
    services.push_registrations(found.registrar(), source.command(message, body_of(*items)))


def invited(scene: Scene, row: Registration) -> str:
    return invite_registration(scene[0].filing(), InviteRegistration(row.pk)).token


def opened(token: str, username: str = "linxiaoqing") -> User:
    ctx = Ctx(VISITOR, NOW, "test-join", "330302")
    return accept_invitation(
        ctx, AcceptInvitation(token, "林小青", "13800138000", username, "orbit-tulip-4711-x")
    )


def refusal(token: str, username: str = "another") -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        opened(token, username)
    return refused.value.status, refused.value.verdict.failures[0].code


def _judged(relevance: str, progress: str = "") -> Act:
    command = lambda row: JudgeRegistration(row.pk, relevance, "现场看过", progress)  # noqa: E731
    return lambda scene, row: services.judge_registration(scene[0].filing(), command(row))


def _visited(outcome: str) -> Act:
    command = lambda row: RecordFollowUp(row.pk, NOW.date(), outcome)  # noqa: E731
    return lambda scene, row: services.record_followup(scene[0].street(), command(row))


def _cancelled(scene: Scene, row: Registration) -> None:
    push(
        scene,
        "gone",
        item(change="cancelled", cancelled_on="2021-06-11", event_at="2021-06-11T10:00:00+08:00"),
    )


def _no_childcare(scene: Scene, row: Registration) -> None:
    push(
        scene,
        "no",
        item(change="changed", name="某超市", scope="食品销售", event_at="2021-06-11T10:00:00+08:00"),
    )


ENDS = {
    "judged no": _judged("no"),
    "judged not to be found": _judged("yes", "gone"),
    "visited, no childcare": _visited("not_care"),
    "visited, not found": _visited("not_found"),
    "cancelled by its authority": _cancelled,
    "changed to no childcare": _no_childcare,
}


@pytest.mark.parametrize("what", ENDS)
def test_a_link_ends_where_nobody_would_be_invited(scene: Scene, what: str) -> None:
    push(scene, "m1", item(), item(2))
    row, other = rows()
    token, other_token = invited(scene, row), invited(scene, other)
    ENDS[what](scene, row)
    assert Invitation.objects.unscoped("tests").get(registration=row).ended_at == NOW
    assert refusal(token) == (404, "filing.join.over")
    assert not Institution.objects.unscoped("tests").exists()
    with pytest.raises(Refused) as refused:
        invited(scene, row)
    assert refused.value.verdict.failures[0].code == "filing.invite.unwanted"
    # Judged again, a new link may be made; the old one stays over. The neighbour's was never touched.
    assert opened(other_token, "neighbour")


def test_a_link_does_not_end_where_the_visit_promises_a_filing(scene: Scene) -> None:
    push(scene, "m1", item())
    token = invited(scene, only())
    ENDS_NOT = _visited("will_file")
    ENDS_NOT(scene, only())
    assert opened(token)


def test_a_link_ends_when_its_institution_closed(scene: Scene) -> None:
    push(scene, "m1", item())
    opened(invited(scene, only()))
    token = invited(scene, only())
    institution = Institution.objects.unscoped("tests").get()
    mark_institution(system(), MarkInstitution(institution.pk, "closed", NOW.date(), "测试"))
    assert services.follow_institutions(system()) == 1
    assert (only().progress, refusal(token)) == ("gone", (404, "filing.join.over"))


def test_accept_invitation_asks_again_what_the_invitation_asked(scene: Scene) -> None:
    """Even where nobody ended the link."""
    push(scene, "m1", item())
    token = invited(scene, only())
    for changes in ({"relevance": "no"}, {"progress": "gone"}, {"progress": "not_care"}, {"uscc": ""}):
        before = {name: getattr(only(), name) for name in changes}
        Registration.objects.unscoped("tests").update(**changes)
        assert refusal(token) == (409, "filing.invite.unwanted")
        Registration.objects.unscoped("tests").update(**before)
    assert opened(token)


@pytest.mark.parametrize("relevance", list(Relevance))
@pytest.mark.parametrize("progress", list(Progress))
@pytest.mark.parametrize("uscc", ["", "91330302MA2HXY1210"])
def test_may_be_invited_is_childcare_that_is_there_and_has_a_code(
    relevance: str, progress: str, uscc: str
) -> None:
    wanted = bool(uscc) and relevance != "no" and progress in {"unfiled", "filing", "filed"}
    verdict = may_be_invited("小太阳", uscc, relevance, progress)
    assert verdict.is_ok is wanted
    assert all(reason.sentence.startswith("小太阳") and reason.next_step for reason in verdict.failures)


def test_two_links_of_one_code_make_one_institution(scene: Scene) -> None:
    """Two systems know one provider; whoever opens first ends the other link."""
    push(scene, "m1", item(), item(source_id="S9"))
    one, other = rows()
    assert one.uscc == other.uscc
    first, second = invited(scene, one), invited(scene, other)
    opened(second)
    assert refusal(first) == (404, "filing.join.over")
    institution = Institution.objects.unscoped("tests").get()
    assert {row.institution for row in rows()} == {institution}
    # A further person of the same provider gets a link on purpose, and joins the same institution.
    opened(invited(scene, rows()[0]), "deputy")
    assert Institution.objects.unscoped("tests").get() == institution


def test_a_judgement_in_time_leaves_the_account_alone(scene: Scene) -> None:
    push(scene, "m1", item())
    token = invited(scene, only())
    user = opened(token)
    later = scene[0].filing(NOW + timedelta(days=1))
    services.judge_registration(later, JudgeRegistration(only().pk, "no", "其实是超市"))
    used = queries.invitations_of(only()).get()
    assert (used.user, used.ended_at) == (user, None)
