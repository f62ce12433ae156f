"""Fees, food and medicine: prices filed, prices seen, looks recorded; what is wrong becomes a finding at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from tuoyu.foundation.access.services import acting_post, house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Reason, Refused, Verdict, demand
from tuoyu.operations.supervision.commands.conduct import (
    FileFee,
    FoodRecord,
    MedicineRecord,
    RecordCharge,
    RecordConduct,
)
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.models import Charge, Conduct, Fee, ItemVersion
from tuoyu.operations.supervision.permissions.conduct import FILE_FEE, RECORD_CHARGE, RECORD_CONDUCT
from tuoyu.operations.supervision.policy.conduct import Fault, conduct_limits_at
from tuoyu.operations.supervision.queries.conduct import (
    fee_in_force,
    grounds_of,
    items_of_faults,
    price_on,
)
from tuoyu.operations.supervision.rules.conduct import (
    Charged,
    check_charge,
    check_food,
    check_medicine,
    counts_fit,
)
from tuoyu.operations.supervision.services.findings import open_finding
from tuoyu.operations.supervision.words.conduct import ChargeSource, ConductKind, Per
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institution_for_update

Faults = Mapping[str, tuple[Fault, ItemVersion | None]]


@service(FILE_FEE)
def file_fee(ctx: Ctx, command: FileFee) -> Fee:
    """Make a price public from today or later; the one before it ends the day before."""
    require(ctx, FILE_FEE, Institution.objects.all(), command.institution_id)
    institution = institution_for_update(command.institution_id)
    item = command.item.strip()
    demand(_may_file(ctx, command, item), status=422)
    last = fee_in_force(institution, item, command.per)
    if last is not None and last.since_on >= command.since_on:
        raise Refused.because(
            "supervision.fee.order",
            f"“{item}”已有 {last.since_on:%F} 起执行的价格，新价格要从它以后的日期起。",
            status=422,
            next_step="请选更晚的执行日期。",
            field="since_on",
        )
    if last is not None:
        last.until_on = command.since_on - timedelta(days=1)
        last.save(update_fields=["until_on"])
    fee: Fee = Fee.objects.create(
        institution=institution,
        item=item,
        per=Per(command.per).value,
        price_fen=command.price_fen,
        since_on=command.since_on,
        filed_at=ctx.now,
        filed_by=ctx.actor.name,
    )
    journal(ctx, FILE_FEE, fee, fields=("item", "per", "price_fen", "since_on"))
    return fee


@service(RECORD_CHARGE)
def record_charge(ctx: Ctx, command: RecordCharge) -> Charge:
    """Write down a price that was taken, hold it against the filed one; what is too much becomes a finding."""
    institution = require(ctx, RECORD_CHARGE, Institution.objects.all(), command.institution_id)
    demand(_seen_by_now(command.seen_on, ctx.today) & _is_price(command.charged_fen), status=422)
    item = command.item.strip()
    filed = price_on(institution, item, command.per, command.seen_on)
    faults = items_of_faults(command.seen_on, ctx.area)
    verdict = check_charge(
        Charged(item, command.charged_fen, command.months),
        filed,
        conduct_limits_at(command.seen_on, ctx.area),
        grounds_of(faults),
    )
    charge = Charge(
        **_look(ctx, RECORD_CHARGE.code, institution, command.seen_on, command.visit_id),
        item=item,
        per=Per(command.per).value,
        charged_fen=command.charged_fen,
        filed_fen=filed,
        months=command.months,
        source=ChargeSource(command.source).value,
    )
    if command.file is not None:
        charge.file = store_file(ctx, command.file.name, command.file.content, data_class=C1)
    charge.faults = _found(ctx, charge, verdict, faults)
    charge.save(force_insert=True)
    journal(ctx, RECORD_CHARGE, charge, fields=("item", "charged_fen", "filed_fen", "source"))
    return charge


@service(RECORD_CONDUCT)
def record_conduct(ctx: Ctx, command: RecordConduct) -> Conduct:
    """Write down what was seen of food or medicine; each thing that is wrong becomes a finding."""
    institution = require(ctx, RECORD_CONDUCT, Institution.objects.all(), command.institution_id)
    seen = command.seen
    demand(_seen_by_now(command.seen_on, ctx.today) & _counts(seen), status=422)
    faults = items_of_faults(command.seen_on, ctx.area)
    conduct = Conduct(
        **_look(ctx, RECORD_CONDUCT.code, institution, command.seen_on, command.visit_id),
        kind=(ConductKind.FOOD if isinstance(seen, FoodRecord) else ConductKind.MEDICINE).value,
        content=_plain(seen),
    )
    conduct.faults = _found(ctx, conduct, _checked(ctx, seen, command.seen_on, faults), faults)
    conduct.save(force_insert=True)
    journal(ctx, RECORD_CONDUCT, conduct, fields=("kind", "content", "faults"))
    return conduct


def _checked(ctx: Ctx, seen: FoodRecord | MedicineRecord, on: date, faults: Faults) -> Verdict:
    grounds = grounds_of(faults)
    if isinstance(seen, FoodRecord):
        return check_food(seen, conduct_limits_at(on, ctx.area), on, grounds)
    return check_medicine(seen, grounds)


def _look(ctx: Ctx, action: str, institution: Institution, on: date, visit_id: int | None) -> dict[str, Any]:
    post = acting_post(ctx, action)
    return {
        "institution": institution,
        "unit_id": post.unit_id if post else None,
        "visit_id": visit_id,
        "seen_on": on,
        "recorded_at": ctx.now,
        "recorded_by": ctx.actor.name,
    }


def _found(ctx: Ctx, look: Charge | Conduct, verdict: Verdict, faults: Faults) -> list[dict[str, Any]]:
    """Each reason that speaks against it, with the finding that was opened for it."""
    return [
        {"code": reason.code, "sentence": reason.sentence, "finding": _open(ctx, look, reason, faults)}
        for reason in verdict.failures
    ]


def _open(ctx: Ctx, look: Charge | Conduct, reason: Reason, faults: Faults) -> int:
    fault, version = faults[reason.code]
    command = OpenFinding(
        look.institution_id,
        look.unit_id,
        fault.severity.value,
        f"{reason.sentence}{reason.next_step}",
        ctx.now,
        ctx.actor.name,
        ctx.actor.user_id,
        look.visit_id,
        version.pk if version else None,
    )
    return open_finding(house_of(ctx), command).pk


def _may_file(ctx: Ctx, command: FileFee, item: str) -> Verdict:
    reasons = list(_is_price(command.price_fen, "price").reasons)
    if not item:
        reasons.append(
            Reason(
                "supervision.fee.item", "没有写收费项目。", next_step="例如“托育费”“伙食费”。", field="item"
            )
        )
    if command.since_on < ctx.today:
        reasons.append(
            Reason(
                "supervision.fee.past",
                f"执行日期 {command.since_on:%F} 已经过了，价格要先公示再执行。",
                next_step="请选今天或以后的日期。",
                field="since_on",
            )
        )
    return Verdict.of(reasons)


def _is_price(fen: int, field: str = "charged") -> Verdict:
    if fen >= 0:
        return Verdict()
    return Verdict.refuse(
        "supervision.fee.negative", "金额不能小于零。", next_step="请核对金额。", field=field
    )


def _seen_by_now(on: date, today: date) -> Verdict:
    if on <= today:
        return Verdict()
    return Verdict.refuse(
        "supervision.conduct.ahead",
        f"日期 {on:%F} 在今天之后。",
        next_step="请填实际看到的日期。",
        field="seen_on",
    )


def _counts(seen: FoodRecord | MedicineRecord) -> Verdict:
    if isinstance(seen, FoodRecord):
        return Verdict()
    return counts_fit(seen.unsigned, seen.entries, "unsigned", "没签字的") & counts_fit(
        seen.incomplete, seen.entries, "incomplete", "没写全的"
    )


def _plain(seen: FoodRecord | MedicineRecord) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(seen).items()
    }
