"""Named reads of the journal, for its viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min, Model, QuerySet

from tuoyu.foundation.access.services import require_any, visible
from tuoyu.foundation.audit.models import Entry, Head
from tuoyu.foundation.audit.permissions import VERIFY_HEAD, VIEW_ENTRY
from tuoyu.kernel.context import CHINA, Ctx


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What the viewer asks for; empty parts do not narrow. Days are civil days in China, both included."""

    object_label: str = ""
    object_id: str = ""
    user_id: int | None = None
    actor_name: str = ""
    verb: str = ""
    result: str = ""
    request_id: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class JournalState:
    """How far the journal is sealed and kept outside. ``gap_seconds``: age of the oldest entry not yet outside."""

    sealed: int
    unsealed: int
    last_head: Head | None
    last_anchored: Head | None
    gap_seconds: int


def entries(ctx: Ctx, wanted: EntryFilter = EntryFilter()) -> QuerySet[Entry]:
    """Entries that the actor may view, newest first (page by ``pk``)."""
    rows: QuerySet[Entry] = visible(ctx, VIEW_ENTRY, Entry.objects.all())
    exact = {
        "object_label": wanted.object_label,
        "object_id": wanted.object_id,
        "user_id": wanted.user_id,
        "verb": wanted.verb,
        "result": wanted.result,
        "request_id": wanted.request_id,
    }
    rows = rows.filter(**{column: value for column, value in exact.items() if value not in ("", None)})
    if wanted.actor_name:
        rows = rows.filter(actor_name__contains=wanted.actor_name)
    if wanted.from_on:
        rows = rows.filter(at__gte=_midnight(wanted.from_on))
    if wanted.to_on:
        rows = rows.filter(at__lt=_midnight(wanted.to_on + timedelta(days=1)))
    return rows.order_by("-pk")


def entries_of(ctx: Ctx, obj: Model) -> QuerySet[Entry]:
    """The history of one object, newest first."""
    return entries(ctx, EntryFilter(object_label=obj._meta.label_lower, object_id=str(obj.pk)))


def journal_state(ctx: Ctx) -> JournalState:
    """Where the chain ends, where its last copy outside ends, and how long the gap is at ``ctx.now``."""
    require_any(ctx, VERIFY_HEAD)
    heads = Head.objects.unscoped("state of the chain").order_by("-number")
    last, anchored = heads.first(), heads.filter(anchored_at__isnull=False).first()
    rows = Entry.objects.unscoped("state of the chain")
    unsealed = rows.filter(position__isnull=True).aggregate(count=Count("pk"), oldest=Min("at"))
    oldest = unsealed["oldest"]
    if last and (anchored is None or anchored.number < last.number):
        first_open = anchored.last_position + 1 if anchored else 1
        oldest = rows.filter(position=first_open).values_list("at", flat=True).first() or oldest
    gap = max(0, int((ctx.now - oldest).total_seconds())) if oldest else 0
    return JournalState(last.last_position if last else 0, unsealed["count"], last, anchored, gap)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)
