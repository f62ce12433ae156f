"""Clocks on the database: started by policy, met, cancelled, paused, taken back, dated anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tuoyu.foundation.deadlines import services
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.queries import clocks_of, inbox, open_clocks, stand
from tuoyu.foundation.deadlines.words import ClockState
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.reader import PolicyMissing
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
CtxFor = Callable[..., Ctx]


@pytest.fixture
def unit() -> Unit:
    return make_unit()


def start(ctx: Ctx, unit: Unit, kind: str = "report_due", **changes: object) -> Clock:
    facts = {"unit_id": unit.pk, "title": "报送进展", "link": "/x/", **changes}
    return services.start_clock(ctx, kind, unit, **facts)  # type: ignore[arg-type]


def later(ctx: Ctx, days: int) -> Ctx:
    from dataclasses import replace

    return replace(ctx, now=ctx.now + timedelta(days=days))


def row(clock: Clock) -> Clock:
    return Clock.objects.unscoped("test").get(pk=clock.pk)


def test_clock_has_its_length_and_basis_from_policy(system_ctx: Ctx, unit: Unit) -> None:
    clock = start(system_ctx, unit)
    assert (clock.started_on, clock.due_on, clock.warn_days, clock.role) == (
        date(2021, 6, 15),
        date(2021, 6, 22),
        2,
        "unit_officer",
    )
    assert clock.basis.startswith("报告期结束后5个工作日内")
    assert clock.is_unverified
    assert len(clock.policy_fingerprint) >= 16


def test_clock_with_a_day_of_its_own_is_due_then(system_ctx: Ctx, unit: Unit) -> None:
    day = date(2021, 12, 31)
    clock = start(system_ctx, unit, "milestone", due_on=day)
    assert (clock.due_on, clock.is_provisional) == (day, False)
    # A day before the start would never have run: it is due at once.
    early = start(system_ctx, unit, "plan_review", due_on=date(2021, 1, 4))
    assert early.due_on == early.started_on


def test_clock_of_an_unknown_kind_is_a_mistake_of_ours(system_ctx: Ctx, unit: Unit) -> None:
    with pytest.raises(PolicyMissing, match="tea_time"):
        start(system_ctx, unit, "tea_time")


def test_second_open_clock_of_a_kind_is_impossible(system_ctx: Ctx, unit: Unit) -> None:
    start(system_ctx, unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        start(system_ctx, unit)
    services.meet_clocks(system_ctx, unit)
    assert start(system_ctx, unit).pk


def test_long_title_is_cut(system_ctx: Ctx, unit: Unit) -> None:
    assert len(start(system_ctx, unit, title="长" * 300).title) == 200


def test_met_and_cancelled_clocks_are_told_apart(system_ctx: Ctx, unit: Unit) -> None:
    met = start(system_ctx, unit)
    assert services.meet_clocks(later(system_ctx, 3), unit, kind="report_due") == 1
    cancelled = start(system_ctx, unit, "plan_review")
    assert services.meet_clocks(system_ctx, unit, kind="report_due") == 0
    assert services.cancel_clocks(system_ctx, unit) == 1
    assert (row(met).met_on, row(met).cancelled_on) == (date(2021, 6, 18), None)
    assert (row(cancelled).met_on, row(cancelled).cancelled_on) == (None, date(2021, 6, 15))
    assert stand(system_ctx, row(cancelled)).state is ClockState.CANCELLED


def test_clocks_are_met_for_one_unit_alone(system_ctx: Ctx, unit: Unit) -> None:
    other = make_unit("mzj", "区民政局")
    start(system_ctx, unit)
    services.start_clock(system_ctx, "report_due", unit, unit_id=other.pk, title="t", link="/")
    assert services.meet_clocks(system_ctx, unit, unit_id=other.pk) == 1
    assert [clock.unit_id for clock in open_clocks(system_ctx)] == [unit.pk]


def test_clock_taken_back_runs_on_from_where_it_was(system_ctx: Ctx, unit: Unit) -> None:
    first = start(system_ctx, unit)
    services.meet_clocks(system_ctx, unit)
    second = start(later(system_ctx, 10), unit)
    services.meet_clocks(later(system_ctx, 10), unit)
    assert services.reopen_clocks(unit, kind="report_due") == 1
    assert (row(first).met_on is None, row(second).met_on is None) == (False, True)
    assert row(second).due_on == second.due_on
    assert services.reopen_clocks(unit, kind="plan_review") == 0


def test_clock_cancelled_by_mistake_comes_back_with_its_day(system_ctx: Ctx, unit: Unit) -> None:
    clock = start(system_ctx, unit)
    services.cancel_clocks(later(system_ctx, 1), unit)
    services.reinstate_clock(later(system_ctx, 20), row(clock))
    found = row(clock)
    assert (found.cancelled_on, found.due_on) == (None, clock.due_on)
    assert found.gaps == [{"from": "2021-06-16", "to": "2021-07-05"}]
    assert stand(later(system_ctx, 20), found).state is ClockState.OVERDUE
    services.reinstate_clock(later(system_ctx, 21), found)
    assert len(row(clock).gaps) == 1


def test_clock_corrected_counts_from_the_other_day_by_its_rule(system_ctx: Ctx, unit: Unit) -> None:
    clock, other = start(system_ctx, unit), date(2021, 6, 1)
    services.correct_clock(system_ctx, row(clock), title="报送进展", started_on=other, met_on=None)
    fresh = start(system_ctx, make_unit("other", "另一单位"), started_on=other)
    found = row(clock)
    assert (found.started_on, found.due_on, found.policy_fingerprint) == (
        other,
        fresh.due_on,
        fresh.policy_fingerprint,
    )
    services.correct_clock(system_ctx, found, title="改名", started_on=other, met_on=date(2021, 6, 3))
    assert (row(clock).title, row(clock).met_on) == ("改名", date(2021, 6, 3))
    assert services.last_clock(unit, kind="report_due") == clock
    assert services.last_clock(unit, kind="plan_review") is None


def test_clocks_of_no_duty_are_taken_out(system_ctx: Ctx, unit: Unit) -> None:
    start(system_ctx, unit)
    kept = start(system_ctx, unit, "plan_review")
    assert services.withdraw_clocks(unit, kind="report_due") == 1
    assert list(Clock.objects.unscoped("test")) == [kept]


def test_open_clocks_lead_to_the_new_page(system_ctx: Ctx, unit: Unit) -> None:
    clock = start(system_ctx, unit)
    assert services.relink_clocks(unit, title="新标题", link="/y/") == 1
    assert (row(clock).title, row(clock).link) == ("新标题", "/y/")


def test_pause_keeps_its_reason_and_gives_the_days_back(system_ctx: Ctx, unit: Unit) -> None:
    clock = start(system_ctx, unit)
    services.pause_clock(later(system_ctx, 1), clock, reason="补正材料", basis="某办法第八条")
    assert stand(later(system_ctx, 30), row(clock)).state is ClockState.PAUSED
    services.resume_clock(later(system_ctx, 13), row(clock))
    found = row(clock)
    # Four working days were left on the 16th; counted from the 28th.
    assert (found.due_on, found.paused_on) == (date(2021, 7, 2), None)
    assert found.pauses == [
        {"from": "2021-06-16", "to": "2021-06-28", "reason": "补正材料", "basis": "某办法第八条"}
    ]


def test_pause_is_refused_twice_and_when_over(system_ctx: Ctx, unit: Unit) -> None:
    clock = start(system_ctx, unit)
    services.pause_clock(system_ctx, clock, reason="补正", basis="条")
    for stale in (clock, row(clock)):
        # The page it was chosen on may be old: the row is asked, not the copy at hand.
        with pytest.raises(Refused, match="已经暂停或办结"):
            services.pause_clock(system_ctx, stale, reason="补正", basis="条")
    services.cancel_clocks(system_ctx, unit)
    with pytest.raises(Refused):
        services.pause_clock(system_ctx, row(clock), reason="补正", basis="条")
    with pytest.raises(Refused, match="没有暂停"):
        services.resume_clock(system_ctx, row(clock))


def provisional_ctx(ctx: Ctx) -> Ctx:
    from dataclasses import replace

    return replace(ctx, now=datetime(work_calendar().last_year, 12, 30, 9, tzinfo=CHINA))


def test_clock_past_the_last_calendar_is_provisional_and_dated_anew(system_ctx: Ctx, unit: Unit) -> None:
    ctx = provisional_ctx(system_ctx)
    clock = start(ctx, unit)
    assert clock.is_provisional
    assert stand(ctx, clock).sentence.endswith("（暂定）")
    # Nothing new was announced: nothing moves.
    assert services.redate_provisional_clocks(ctx) == 0
    Clock.objects.unscoped("test").filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=9))
    assert services.redate_provisional_clocks(ctx) == 1
    assert row(clock).due_on == clock.due_on


def test_dating_anew_remembers_the_pauses(system_ctx: Ctx, unit: Unit) -> None:
    ctx = provisional_ctx(system_ctx)
    clock = start(ctx, unit)
    services.pause_clock(ctx, clock, reason="补正", basis="条")
    services.resume_clock(later(ctx, 60), row(clock))
    moved = row(clock).due_on
    assert moved > clock.due_on + timedelta(days=50)
    assert services.redate_provisional_clocks(later(ctx, 61)) == 0
    assert row(clock).due_on == moved


def test_dating_anew_leaves_a_day_that_was_given(system_ctx: Ctx, unit: Unit) -> None:
    ctx = provisional_ctx(system_ctx)
    day = date(work_calendar().last_year + 1, 3, 1)
    clock = start(ctx, unit, "milestone", due_on=day)
    services.pause_clock(ctx, clock, reason="停工", basis="条")
    services.resume_clock(later(ctx, 5), row(clock))
    moved = row(clock)
    assert moved.is_provisional
    services.redate_provisional_clocks(ctx)
    assert row(clock).due_on == moved.due_on


@pytest.mark.parametrize(
    ("role", "unit_code", "expected"),
    [
        ("unit_officer", "jyj", {"due", "any"}),
        ("unit_head", "jyj", {"any"}),
        ("unit_officer", "mzj", set()),
        ("coordinator", "mzj", set()),
    ],
)
def test_inbox_waits_for_the_role_in_the_unit(
    ctx_for: CtxFor, system_ctx: Ctx, unit: Unit, role: str, unit_code: str, expected: set[str]
) -> None:
    other = make_unit("mzj", "区民政局")
    start(system_ctx, unit, title="due")
    Clock.objects.unscoped("test").filter(pk=start(system_ctx, unit, "plan_review", title="any").pk).update(
        role=""
    )
    ctx = ctx_for(role, {"jyj": unit, "mzj": other}[unit_code])
    assert {clock.title for clock in inbox(ctx)} == expected


def test_clocks_of_others_are_not_seen(ctx_for: CtxFor, system_ctx: Ctx, unit: Unit) -> None:
    other = make_unit("mzj", "区民政局")
    start(system_ctx, unit)
    assert not open_clocks(ctx_for("unit_officer", other)).exists()
    assert not clocks_of(ctx_for("unit_officer", other), unit).exists()
    assert clocks_of(ctx_for("coordinator", other), unit).exists()
    assert system_ctx.now == NOW
    make_post(make_user(), unit)
