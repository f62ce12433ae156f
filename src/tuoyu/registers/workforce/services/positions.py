"""Posts held in institutions, and the record queries that each of them makes due."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.workforce import permissions
from tuoyu.registers.workforce.commands import EndPosition, OpenPosition
from tuoyu.registers.workforce.models import Position, RecordQuery
from tuoyu.registers.workforce.policy import query_months_at
from tuoyu.registers.workforce.words import QueryCause, QueryState


@service(permissions.OPEN_POSITION)
def open_position(ctx: Ctx, command: OpenPosition) -> Position:
    """A post held from a day; the one that is open goes on with the newer hours. A query is due before the first day."""
    rows = Position.objects.unscoped("the open post of a person in an institution")
    position: Position
    position, is_new = rows.update_or_create(
        practitioner_id=command.practitioner_id,
        institution_id=command.institution_id,
        kind=command.kind,
        ends_on=None,
        defaults={"is_full_time": command.is_full_time, "weekly_hours": command.weekly_hours},
        create_defaults={
            "starts_on": command.starts_on,
            "is_full_time": command.is_full_time,
            "weekly_hours": command.weekly_hours,
        },
    )
    if is_new:
        _make_due(position, QueryCause.HIRING, command.starts_on)
    journal(ctx, permissions.OPEN_POSITION, position, fields=("kind", "starts_on"))
    return position


@service(permissions.END_POSITION)
def end_position(ctx: Ctx, command: EndPosition) -> Position:
    """The last day of a post; queries that were still due lapse with it."""
    position = require(ctx, permissions.END_POSITION, Position.objects.all(), command.position_id, lock=True)
    if command.ends_on < position.starts_on:
        raise Refused.because(
            "workforce.ends_first",
            f"离职日期 {command.ends_on.isoformat()} 早于入职日期 {position.starts_on.isoformat()}。",
            status=422,
            next_step="请核对日期。",
            field="ends_on",
        )
    position.ends_on = command.ends_on
    position.save(update_fields=["ends_on"])
    _queries_of(position).filter(state=QueryState.DUE.value).update(state=QueryState.LAPSED.value)
    journal(ctx, permissions.END_POSITION, position, fields=("ends_on",))
    return position


@service(permissions.OPEN_QUERIES)
def open_queries(ctx: Ctx) -> int:
    """Every open post whose last query lies a year back is due again. Returns how many were listed."""
    months = query_months_at(ctx.today, ctx.area)
    opened = 0
    posts = Position.objects.unscoped("yearly record queries").filter(ends_on__isnull=True)
    for position in posts.prefetch_related(None).order_by("pk").iterator(chunk_size=500):
        last = _last_query(position)
        due_on = add_months(last, months)
        if due_on <= ctx.today:
            opened += _make_due(position, QueryCause.YEARLY, due_on)
    journal(ctx, permissions.OPEN_QUERIES, note=f"新列应查 {opened} 人次")
    return opened


def _queries_of(position: Position) -> QuerySet[RecordQuery]:
    """The record queries of a post that a service is at work on."""
    return RecordQuery.objects.unscoped("queries of one post").filter(position=position)


def _last_query(position: Position) -> date:
    newest: date | None = _queries_of(position).order_by("-due_on").values_list("due_on", flat=True).first()
    return newest or position.starts_on


def _make_due(position: Position, cause: QueryCause, due_on: date) -> bool:
    _, is_new = _queries_of(position).get_or_create(position=position, cause=cause.value, due_on=due_on)
    return bool(is_new)
