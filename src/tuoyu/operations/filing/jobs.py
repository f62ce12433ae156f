"""The daily round of filing."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job, subscribe
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import RemindConversions, RemindMaterials
from tuoyu.operations.filing.events import FilingAccepted
from tuoyu.registers.workforce.events import CertificateRecorded
from tuoyu.registers.workforce.queries import workplaces_of


@job()
def follow_standings(ctx: Ctx) -> None:
    """Registrations follow what their institutions have come to."""
    services.follow_institutions(ctx)


@job()
def remind_materials(ctx: Ctx) -> None:
    """What ends soon becomes a clock of its institution."""
    services.remind_materials(ctx, RemindMaterials())


@job()
def remind_conversions(ctx: Ctx) -> None:
    """When permits take the place of filings, every filing becomes a clock of its institution."""
    services.remind_conversions(ctx, RemindConversions())


@subscribe(FilingAccepted)
def settle_papers(ctx: Ctx, event: FilingAccepted) -> None:
    """A change brought newer papers."""
    services.remind_materials(ctx, RemindMaterials((event.institution_id,)))


@subscribe(CertificateRecorded)
def settle_health(ctx: Ctx, event: CertificateRecorded) -> None:
    """Somebody's newer certificate may be the last that was missing."""
    places = workplaces_of(event.practitioner_id, ctx.today)
    if places:
        services.remind_materials(ctx, RemindMaterials(tuple(places)))
