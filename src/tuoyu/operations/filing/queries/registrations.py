"""Named reads of registrations: the living list, and everything about one of them."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import CharField, OuterRef, QuerySet, Subquery

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import (
    FollowUp,
    FullList,
    Invitation,
    Judgement,
    Push,
    Registration,
    Sender,
)
from tuoyu.operations.filing.permissions import VIEW_LIST, VIEW_REGISTRATION, VIEW_SENDER

M = TypeVar("M", bound=ScopedModel)


def registrations(ctx: Ctx) -> QuerySet[Registration]:
    """Registrations the actor may view, with unit and institution."""
    return visible(ctx, VIEW_REGISTRATION, Registration.objects.select_related("unit", "institution"))


def last_outcome() -> Subquery:
    """What the newest visit found, as a column; None where nobody went."""
    return Subquery(followups_of(OuterRef("pk")).values("outcome")[:1], output_field=CharField())


def followups_of(row: Registration | OuterRef) -> QuerySet[FollowUp]:
    """The visits to a provider, the newest first; ``OuterRef("pk")`` to ask beside it."""
    return _rows_of(FollowUp, registration=row).select_related("unit").order_by("-visited_on", "-pk")


def invitations_of(row: Registration) -> QuerySet[Invitation]:
    return _rows_of(Invitation, registration=row).order_by("-pk")


def judgements_of(row: Registration) -> QuerySet[Judgement]:
    """What was said of whether it is childcare since somebody first said so, the newest first."""
    rows = Judgement.objects.unscoped("judgements of a visible registration").select_related("unit")
    return rows.filter(registration=row).order_by("-made_at", "-pk")


def pushes_of(row: Registration) -> QuerySet[Push]:
    """The signed messages that spoke of it, without their bodies."""
    rows = _rows_of(Push, registrations=row).select_related("sender")
    return rows.defer("body", "receipt").order_by("-received_at", "-pk")


def _rows_of(model: type[M], **registration: Registration | OuterRef) -> QuerySet[M]:
    """What hangs on a registration that the caller may see, or that a service is at work on."""
    rows: QuerySet[M] = model.objects.unscoped("rows of a visible registration").filter(**registration)
    return rows


def delivered(unit: Unit, system: str = "") -> QuerySet[Registration]:
    """What a unit delivered, or one of its systems, whoever asks: deliveries are matched with all of it."""
    rows = Registration.objects.unscoped("what a unit delivered, for matching").order_by("pk")
    return rows.filter(source_system=system) if system else rows.filter(unit=unit)


def full_lists(ctx: Ctx) -> QuerySet[FullList]:
    return visible(ctx, VIEW_LIST, FullList.objects.select_related("unit"))


def senders(ctx: Ctx) -> QuerySet[Sender]:
    return visible(ctx, VIEW_SENDER, Sender.objects.select_related("unit"))
