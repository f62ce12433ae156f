"""The pool of inspectors: who may be drawn, and where each keeps away."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tuoyu.foundation.access.registry import ALL
from tuoyu.foundation.access.services import grants, require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.inspectors import (
    DeclareRecusal,
    LiftRecusal,
    RegisterInspector,
    RetireInspector,
)
from tuoyu.operations.supervision.models import Inspector, Recusal
from tuoyu.operations.supervision.permissions.inspectors import (
    DECLARE_RECUSAL,
    LIFT_RECUSAL,
    REGISTER_INSPECTOR,
    RETIRE_INSPECTOR,
)
from tuoyu.operations.supervision.queries.inspectors import accounts_of_unit, holds_on
from tuoyu.operations.supervision.words.visits import InspectorKind, RecusalKind
from tuoyu.registers.institutions.queries import institution_for_update

BASIS = "行政处罚法第四十三条"


@service(REGISTER_INSPECTOR)
def register_inspector(ctx: Ctx, command: RegisterInspector) -> Inspector:
    """Into the pool of one's own department. An account must hold the post of an inspector there."""
    require_any(ctx, REGISTER_INSPECTOR)
    granted = grants(ctx, REGISTER_INSPECTOR)
    if ALL not in granted and command.unit_id not in {
        post.unit_id for posts in granted.values() for post in posts
    }:
        raise _wrong("unit_id", "只能登记本部门的检查人员。", "请由对方部门的检查负责人登记。")
    if command.kind not in set(InspectorKind):
        raise _wrong("kind", "没有这个类别。", "请从列表中选择。")
    name, number = command.name.strip(), command.certificate_no.strip()
    if not name or not number:
        raise _wrong("certificate_no" if name else "name", "姓名和证号都要写。", "检查时要出示证件。")
    if command.user_id and not accounts_of_unit(command.unit_id, ctx.today).filter(pk=command.user_id):
        raise _wrong(
            "user_id", "这个账号不是本部门的检查人员，或者已经在库里。", "请先由系统管理员任命检查人员岗位。"
        )
    inspector = Inspector(
        unit_id=command.unit_id,
        user_id=command.user_id,
        kind=command.kind,
        name=name,
        certificate_no=number,
        since_on=command.since_on,
    )
    try:
        with transaction.atomic():
            inspector.save(force_insert=True)
    except IntegrityError:
        raise _wrong("certificate_no", f"证号“{number}”在本部门已经登记过。", "请核对证号。") from None
    journal(ctx, REGISTER_INSPECTOR, inspector, fields=("unit", "user", "kind", "name", "certificate_no"))
    return inspector


@service(RETIRE_INSPECTOR)
def retire_inspector(ctx: Ctx, command: RetireInspector) -> Inspector:
    """No longer drawn from a day on. What was drawn and recorded stays."""
    rows = Inspector.objects.all()
    inspector = require(ctx, RETIRE_INSPECTOR, rows, command.inspector_id, lock=True)
    if inspector.until_on is not None:
        raise Refused.because(
            "inspector.retired", f"{inspector.name}已经退出人员库。", next_step="要再参加检查的，请重新登记。"
        )
    _demand_after(command.until_on, inspector.since_on)
    inspector.until_on = command.until_on
    inspector.save(update_fields=["until_on"])
    journal(ctx, RETIRE_INSPECTOR, inspector, fields=("until_on",))
    return inspector


@service(DECLARE_RECUSAL)
def declare_recusal(ctx: Ctx, command: DeclareRecusal) -> Recusal:
    """From a day on the inspector is never drawn for the institution. Declared by the inspector, or by the lead."""
    inspector = require(ctx, DECLARE_RECUSAL, Inspector.objects.all(), command.inspector_id, lock=True)
    if command.kind not in set(RecusalKind):
        raise _wrong("kind", "没有这种事由。", "请从列表中选择。")
    place = institution_for_update(command.institution_id)
    rows = Recusal.objects.unscoped("recusals of the inspector at hand")
    if rows.filter(holds_on(ctx.today), inspector=inspector, institution=place).exists():
        raise _wrong("institution_id", f"{inspector.name}对{place.name}的回避已经登记过。", "不需要再登记。")
    recusal = Recusal(
        inspector=inspector,
        institution=place,
        kind=command.kind,
        note=command.note.strip()[:200],
        since_on=command.since_on,
    )
    recusal.save(force_insert=True)
    journal(ctx, DECLARE_RECUSAL, recusal, fields=("inspector", "institution", "kind"), basis=BASIS)
    return recusal


@service(LIFT_RECUSAL)
def lift_recusal(ctx: Ctx, command: LiftRecusal) -> Recusal:
    """The reason is gone; the entry stays with its end."""
    recusal = require(ctx, LIFT_RECUSAL, Recusal.objects.all(), command.recusal_id, lock=True)
    if recusal.until_on is not None:
        raise Refused.because("recusal.lifted", "这条回避已经解除。", next_step="不需要再做什么。")
    _demand_after(command.until_on, recusal.since_on)
    recusal.until_on = command.until_on
    recusal.save(update_fields=["until_on"])
    journal(ctx, LIFT_RECUSAL, recusal, fields=("until_on",), basis=BASIS)
    return recusal


def _demand_after(until: date, since: date) -> None:
    if until < since:
        raise _wrong("until_on", f"不能早于起始日期 {since.isoformat()}。", "请选以后的日期。")


def _wrong(field: str, sentence: str, next_step: str) -> Refused:
    return Refused.because(f"inspector.{field}", sentence, status=422, next_step=next_step, field=field)
