"""Named reads of registrations: the living list, and everything about one of them."""

from __future__ import annotations

from django.db.models import CharField, OuterRef, QuerySet, Subquery

from tuoyu.foundation.access.services import visible
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


def registrations(ctx: Ctx) -> QuerySet[Registration]:
    """Registrations the actor may view, with unit and institution."""
    return visible(ctx, VIEW_REGISTRATION, Registration.objects.select_related("unit", "institution"))


def last_outcome() -> Subquery:
    """What the newest visit found, as a column; None where nobody went."""
    visits = FollowUp.objects.unscoped("the newest visit of a visible registration")
    mine = visits.filter(registration=OuterRef("pk")).order_by("-visited_on", "-pk")
    return Subquery(mine.values("outcome")[:1], output_field=CharField())


def followups_of(row: Registration) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.unscoped("visits of a visible registration").select_related("unit")
    return rows.filter(registration=row).order_by("-visited_on", "-pk")


def invitations_of(row: Registration) -> QuerySet[Invitation]:
    rows = Invitation.objects.unscoped("invitations of a visible registration")
    return rows.filter(registration=row).order_by("-pk")


def judgements_of(row: Registration) -> QuerySet[Judgement]:
    """What was said of whether it is childcare since somebody first said so, the newest first."""
    rows = Judgement.objects.unscoped("judgements of a visible registration").select_related("unit")
    return rows.filter(registration=row).order_by("-made_at", "-pk")


def pushes_of(row: Registration) -> QuerySet[Push]:
    """The signed messages that spoke of it, without their bodies."""
    rows = Push.objects.unscoped("messages about a visible registration").select_related("sender")
    return rows.filter(registrations=row).defer("body", "receipt").order_by("-received_at", "-pk")


def full_lists(ctx: Ctx) -> QuerySet[FullList]:
    return visible(ctx, VIEW_LIST, FullList.objects.select_related("unit"))


def senders(ctx: Ctx) -> QuerySet[Sender]:
    return visible(ctx, VIEW_SENDER, Sender.objects.select_related("unit"))
