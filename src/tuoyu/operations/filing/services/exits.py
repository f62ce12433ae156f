"""Where each child goes when an institution pauses or ends."""

from __future__ import annotations

from tuoyu.foundation.access.services import not_found, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C3
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RecordExit
from tuoyu.operations.filing.flow import CASE
from tuoyu.operations.filing.models import ChildExit, FilingCase
from tuoyu.operations.filing.queries.cases import exits_of
from tuoyu.operations.filing.rules.exits import exit_is_sound


@service(permissions.RECORD_EXIT)
def record_exit(ctx: Ctx, command: RecordExit) -> ChildExit:
    """One child: an onward place, or the parents' refusal in writing; and when they were told."""
    case = require(ctx, permissions.RECORD_EXIT, FilingCase.objects.all(), command.case_id, lock=True)
    demand(CASE.check(case.state, "submit"))
    row = _row(case, command.exit_id)
    has_file = command.refusal is not None or row.refusal_id is not None
    demand(
        exit_is_sound(
            command.label, command.onward, command.is_refused, has_file, command.told_on, ctx.today
        ),
        status=422,
    )
    row.label, row.onward = Secret(command.label.strip()), Secret(command.onward.strip())
    row.is_refused, row.told_on = command.is_refused, command.told_on
    if command.refusal is not None:
        row.refusal = store_file(ctx, command.refusal.name, command.refusal.content, data_class=C3)
    row.settled_on = ctx.today if command.onward.strip() or command.is_refused else None
    row.save()
    journal(ctx, permissions.RECORD_EXIT, row, fields=("onward", "is_refused", "told_on"))
    return row


def _row(case: FilingCase, exit_id: int | None) -> ChildExit:
    if exit_id is None:
        return ChildExit(case=case)
    row = exits_of(case).filter(pk=exit_id).first()
    if row is None:
        raise not_found()
    return row
