"""Opening the staff table of a case: names and numbers, for a stated purpose."""

from __future__ import annotations

from typing import Any

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RevealCase
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.queries.cases import people_of


@service(permissions.REVEAL_CASE)
def reveal_case(ctx: Ctx, command: RevealCase) -> list[dict[str, Any]]:
    """The staff rows of a case whole; ``ctx.purpose`` says what for and stays in the journal."""
    case = require(ctx, permissions.REVEAL_CASE, FilingCase.objects.all(), command.case_id)
    journal(ctx, permissions.REVEAL_CASE, case, fields=("people",))
    return people_of(case)
