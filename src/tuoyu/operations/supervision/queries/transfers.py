"""Named reads of transfers."""

from __future__ import annotations

from django.db.models import QuerySet

from tuoyu.foundation.access.services import not_found, visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding, Penalty, Transfer, TransferFinding, TransferPaper
from tuoyu.operations.supervision.permissions.transfers import VIEW_TRANSFER
from tuoyu.operations.supervision.queries.penalties import hanging_on


def transfers(ctx: Ctx) -> QuerySet[Transfer]:
    return visible(ctx, VIEW_TRANSFER, Transfer.objects.select_related("institution", "unit", "to_unit"))


def transfers_of(ctx: Ctx, case: Penalty) -> list[Transfer]:
    return list(transfers(ctx).filter(penalty=case))


def receivers(ctx: Ctx) -> QuerySet[Unit]:
    """Departments of the district other than the actor's own."""
    rows = units(ctx).filter(kind=UnitKind.DEPARTMENT.value, valid_to_on__isnull=True)
    return rows.exclude(pk__in=ctx.actor.unit_ids).order_by("position", "pk")


def clocks_of_transfer(transfer: Transfer) -> QuerySet[Clock]:
    """Both sides read the same clock."""
    rows = Clock.objects.unscoped("both sides of a transfer see one clock")
    return rows.filter(subject_type="supervision.transfer", subject_id=transfer.pk).order_by("-pk")


def paper_of(transfer: Transfer, number: int) -> StoredFile:
    """The file at that place (from 1) of a visible transfer. Raises ``Refused`` (404)."""
    papers = papers_of(transfer)
    if not 1 <= number <= len(papers):
        raise not_found()
    return papers[number - 1].file


def papers_of(transfer: Transfer) -> list[TransferPaper]:
    return list(hanging_on(TransferPaper, transfer=transfer).select_related("file").order_by("pk"))


def findings_of_transfer(transfer: Transfer) -> list[Finding]:
    links = hanging_on(TransferFinding, transfer=transfer).select_related("finding").order_by("pk")
    return [link.finding for link in links]
