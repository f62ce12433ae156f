"""Who may be sent, and where not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.people.queries import valid_on
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Inspector, Recusal
from tuoyu.operations.supervision.permissions.inspectors import VIEW_INSPECTOR
from tuoyu.operations.supervision.words.visits import InspectorKind


def holds_on(day: date) -> Q:
    """Begun, and not over: ``until_on`` is the first day on which it no longer holds."""
    return Q(since_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gt=day))


def inspectors(ctx: Ctx) -> QuerySet[Inspector]:
    """The pool as the actor may see it, with the number of recusals that hold today as ``kept_away``."""
    rows = visible(ctx, VIEW_INSPECTOR, Inspector.objects.select_related("unit", "user"))
    held = Q(recusals__since_on__lte=ctx.today) & (
        Q(recusals__until_on__isnull=True) | Q(recusals__until_on__gt=ctx.today)
    )
    return rows.annotate(kept_away=Count("recusals", filter=held))


def active_inspectors(units: Iterable[int], day: date) -> QuerySet[Inspector]:
    """Who may be drawn from these units on a day: officers; experts are drawn for evaluations alone."""
    rows = Inspector.objects.unscoped("the pool of a draw, frozen and published")
    officers = rows.filter(holds_on(day), kind=InspectorKind.OFFICER.value, unit_id__in=list(units))
    return officers.select_related("unit").order_by("pk")


def active_recusals(units: Iterable[int], day: date) -> QuerySet[Recusal]:
    """The recusals of these units' inspectors that hold on a day."""
    rows = Recusal.objects.unscoped("the recusals of a draw, frozen with its pool")
    return rows.filter(holds_on(day), inspector__unit_id__in=list(units))


def recusals_of(inspector: Inspector) -> QuerySet[Recusal]:
    """All recusals of an inspector the caller may see, those that hold first."""
    rows = Recusal.objects.unscoped("recusals of a visible inspector").filter(inspector=inspector)
    return rows.select_related("institution").order_by("until_on", "-since_on", "pk")


def units_with_inspectors(day: date) -> list[tuple[Unit, int]]:
    """Departments that could take part in a draw, with how many they could send."""
    rows = Inspector.objects.unscoped("which departments have inspectors at all").filter(holds_on(day))
    counts: dict[int, int] = dict(
        rows.order_by().values_list("unit").annotate(count=Count("pk")).values_list("unit", "count")
    )
    units = Unit.objects.unscoped("the departments that have inspectors").filter(pk__in=counts)
    return [(unit, counts[unit.pk]) for unit in units.order_by("position", "pk")]


def accounts_of_unit(unit_id: int, day: date) -> QuerySet[User]:
    """Accounts with the post of an inspector in a unit that are not in the pool yet."""
    known = Inspector.objects.unscoped("accounts already in the pool").filter(
        user__isnull=False, until_on__isnull=True
    )
    posts = Post.objects.unscoped("who inspects for the unit").filter(
        valid_on(day), unit_id=unit_id, role="inspector"
    )
    rows = User.objects.filter(pk__in=posts.order_by().values("user_id"), is_active=True)
    return rows.exclude(pk__in=known.values("user_id")).order_by("name", "pk")
