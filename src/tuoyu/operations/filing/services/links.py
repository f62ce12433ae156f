"""Invitations that wait to be opened end where nobody would be invited any more. Called inside a service's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import Invitation, Registration
from tuoyu.operations.filing.queries.invitations import verdict_on, waiting


def end_unwanted_links(ctx: Ctx, rows: Iterable[Registration]) -> int:
    """The links of those among the rows that may no longer be invited. Returns how many ended."""
    unwanted = [row.pk for row in rows if not verdict_on(row).is_ok]
    if not unwanted:
        return 0
    links = Invitation.objects.unscoped("links of providers that are out")
    return waiting(links.filter(registration__in=unwanted)).update(ended_at=ctx.now)
