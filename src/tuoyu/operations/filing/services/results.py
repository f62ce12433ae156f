"""What the national system answered, kept beside the institution it is about."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any, visible
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RecordResult
from tuoyu.operations.filing.models import NationalResult
from tuoyu.operations.filing.words import NationalOutcome
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in

_MOST_NAMED = 3


@service(permissions.RECORD_RESULT)
def record_result(ctx: Ctx, command: RecordResult) -> NationalResult:
    """One answer. A second one of the same day about the same institution replaces the first, and the journal says so."""
    require_any(ctx, permissions.RECORD_RESULT)
    institution = _institution(ctx, command)
    demand(_is_sound(ctx, command), status=422)
    row, _ = visible(ctx, permissions.RECORD_RESULT, NationalResult.objects.all()).update_or_create(
        institution=institution,
        told_on=command.told_on,
        defaults={
            "number": command.number.strip(),
            "result": command.result,
            "note": command.note.strip(),
            "recorded_at": ctx.now,
            "recorded_by": ctx.actor.name,
        },
    )
    note = f"{institution.name}：{NationalOutcome.label_of(command.result)}"
    journal(ctx, permissions.RECORD_RESULT, row, fields=("number", "result"), note=note)
    return row


def _institution(ctx: Ctx, command: RecordResult) -> Institution:
    """By code; a body with several institutions (branches) is told apart by name. Raises ``Refused`` (422)."""
    uscc, name = command.uscc.strip().upper(), command.name.strip()
    rows = standing_in(ctx.area).select_related("operator")
    found = list((rows.filter(operator__uscc=uscc) if uscc else rows.filter(name=name)).order_by("pk"))
    named = [row for row in found if row.name == name]
    if len(found) == 1 and (not name or named or not uscc):
        return found[0]
    if len(named) == 1:
        return named[0]
    raise _unclear(bool(uscc), [row.name for row in found])


def _unclear(is_by_code: bool, known: list[str]) -> Refused:
    if not known:
        field = "uscc" if is_by_code else "name"
        sentence = "底册里没有这个统一社会信用代码的机构" if is_by_code else "底册里没有这个名称的机构"
        return Refused.because(
            "filing.result_unknown", f"{sentence}。", status=422, next_step="请核对是否填错。", field=field
        )
    shown = "、".join(known[:_MOST_NAMED])
    more = "等" if len(known) > _MOST_NAMED else ""
    return Refused.because(
        "filing.result_unclear",
        f"名称对不上：底册里是{shown}{more}。",
        status=422,
        next_step="请把机构名称改成底册里的写法。",
        field="name",
    )


def _is_sound(ctx: Ctx, command: RecordResult) -> Verdict:
    verdict = PASSED
    if command.told_on > ctx.today:
        verdict &= Verdict.refuse(
            "filing.result_ahead", "结果日期在今天之后。", next_step="请核对日期。", field="told_on"
        )
    if command.result == NationalOutcome.APPROVED and not command.number.strip():
        verdict &= Verdict.refuse(
            "filing.result_number", "审核通过的要有国家系统编号。", next_step="请填写编号。", field="number"
        )
    return verdict
