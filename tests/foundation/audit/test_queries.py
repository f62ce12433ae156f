from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tuoyu.foundation.audit.queries import EntryFilter, entries, entries_of
from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.people.models import User
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(ctx_for: Callable[..., Ctx]) -> Ctx:
    return ctx_for("audit_admin")


def seen(ctx: Ctx, **wanted: object) -> list[str]:
    return [entry.note for entry in entries(ctx, EntryFilter(**wanted))]  # type: ignore[arg-type]


def test_newest_first_and_narrowed_by_each_part(viewer: Ctx, system_ctx: Ctx) -> None:
    user = User(username="x", name="x")
    evening = replace(system_ctx, now=system_ctx.now.replace(hour=23, minute=59), request_id="r-2")
    journal(system_ctx, "a.b.c", user, note="1")
    journal(evening, "a.b.d", note="2", result="refused")
    journal(replace(system_ctx, now=evening.now + timedelta(minutes=1)), "a.b.c", note="3")
    assert seen(viewer) == ["3", "2", "1"]
    assert seen(viewer, verb="a.b.c") == ["3", "1"]
    assert seen(viewer, object_label="people.user", object_id=str(user.pk)) == ["1"]
    assert [entry.note for entry in entries_of(viewer, user)] == ["1"]
    assert seen(viewer, request_id="r-2", result="refused", actor_name="系") == ["2"]
    assert seen(viewer, from_on=date(2021, 6, 15), to_on=date(2021, 6, 15)) == ["2", "1"]
    assert seen(viewer, from_on=date(2021, 6, 16)) == ["3"]
    assert seen(viewer, user_id=5) == []


def test_who_has_no_right_sees_nothing(ctx_for: Callable[..., Ctx], system_ctx: Ctx) -> None:
    journal(system_ctx, "a.b.c")
    assert list(entries(ctx_for("unit_officer"))) == []


def test_the_state_wants_the_right_to_verify(ctx_for: Callable[..., Ctx]) -> None:
    from tuoyu.foundation.audit.queries import journal_state

    with pytest.raises(Refused):
        journal_state(ctx_for("unit_officer"))
