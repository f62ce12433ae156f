from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tuoyu.kernel.context import VISITOR, Actor, ActorKind, Ctx, PostRef

POST = PostRef(1, 7, "区卫健局", "lead", "330302")


def ctx(now: datetime) -> Ctx:
    return Ctx(VISITOR, now, "r1", "330302")


def test_today_is_the_date_in_china() -> None:
    assert ctx(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)).today == date(2026, 11, 23)
    assert ctx(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)).today == date(2026, 11, 24)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        ctx(datetime(2026, 11, 23))  # noqa: DTZ001 - the very thing that is refused


def test_a_purpose_is_added_to_a_copy() -> None:
    plain = ctx(datetime(2026, 11, 23, tzinfo=UTC))
    assert plain.for_purpose("督办").purpose == "督办"
    assert plain.purpose == ""


def test_an_actor_has_the_units_and_roles_of_its_posts() -> None:
    actor = Actor(ActorKind.PERSON, "张三", 3, (POST,))
    assert (actor.unit_ids, actor.roles) == (frozenset({7}), frozenset({"lead"}))
    assert VISITOR.unit_ids == frozenset()
