"""Receipts: numbered, signed, printed, kept as issued; replaced by a change, ended by a closure or a revocation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.papers.numbers import number_text
from tuoyu.foundation.papers.paper import Paper, Proof
from tuoyu.foundation.papers.policy import (
    Numbering,
    letter_pattern_at,
    permit_numbering_at,
    receipt_numbering_at,
    seal_at,
)
from tuoyu.foundation.papers.services import store_paper, take_number
from tuoyu.foundation.vault.statements import issue_statement
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RevokeReceipt
from tuoyu.operations.filing.models import FilingCase, Receipt
from tuoyu.operations.filing.policy import conditions_at
from tuoyu.operations.filing.queries.cases import receipts_of, verify_url
from tuoyu.operations.filing.rules.application import read_class
from tuoyu.operations.filing.services.recording import mark_nonconforming
from tuoyu.operations.filing.words import CaseKind, ReceiptState, Regime
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.words import Band, Nature, ServiceForm, Sponsor, SupplyForm

# The ring of keys that receipts and permits are signed with.
PURPOSE = "receipt"
LETTERS = "filing.notice"
_PAPERS = Path(__file__).resolve().parents[1] / "papers"
# By regime: the name of the paper, of its series of numbers and of the kind of its statement, and its template.
_KIND = {
    Regime.FILING: ("filing.receipt", _PAPERS / "receipt.typ"),
    Regime.PERMIT: ("filing.permit", _PAPERS / "permit.typ"),
}
NOTICE_PAPER = Paper("filing.notice", "托育机构基本条件告知书", _PAPERS / "notice.typ")


def issue_receipt(house: Ctx, case: FilingCase) -> Receipt:
    """The receipt of an accepted case, or its permit. A change keeps the number and issues the next edition.

    What was valid is replaced. A permit does not go on with the number of a filing.
    """
    known = receipts_of(case.institution_id)
    before = known.filter(case__regime=case.regime).order_by("-pk").first()
    kind, template = _KIND[Regime(case.regime)]
    numbering = _numbering(house, case)
    number = before.number if before else _next_number(house, kind, numbering)
    edition = (known.filter(number=number).aggregate(newest=Max("edition"))["newest"] or 0) + 1
    known.filter(state=ReceiptState.VALID.value).update(
        state=ReceiptState.REPLACED.value, ended_on=house.today, end_reason=_replaced_by(case)
    )
    facts = receipt_facts(house, case, number, edition)
    statement = issue_statement(PURPOSE, kind, facts)
    receipt = Receipt.objects.create(
        number=number,
        edition=edition,
        case=case,
        institution=case.institution,
        issued_on=house.today,
        statement=statement,
        state=ReceiptState.VALID.value,
    )
    receipt.paper = store_paper(
        house,
        Paper(kind, numbering.title, template),
        {**_receipt_content(house, case, facts), "is_unverified": numbering.is_unverified},
        f"{case.terms.paper} {facts['number']}.pdf",
        proof=Proof("扫描二维码核验真伪和当前状态。", verify_url(statement), statement),
    )
    receipt.notice = store_paper(
        house, NOTICE_PAPER, _notice_content(house, case), f"基本条件告知书 {facts['number']}.pdf"
    )
    receipt.save(update_fields=["paper", "notice"])
    return receipt


@service(permissions.REVOKE_RECEIPT)
def revoke_receipt(ctx: Ctx, command: RevokeReceipt) -> Receipt:
    """Take a filing or a permit back, with the reason: the receipt is revoked and the institution stands as not conforming."""
    rows = Receipt.objects.select_related("case__institution")
    receipt = require(ctx, permissions.REVOKE_RECEIPT, rows, command.receipt_id, lock=True)
    reason = command.reason.strip()
    if receipt.state != ReceiptState.VALID:
        raise Refused.because(
            "filing.receipt_over",
            f"这份{receipt.case.terms.short}已经{ReceiptState.label_of(receipt.state)}，不能再撤销。",
            next_step=f"请打开现行的{receipt.case.terms.short}。",
        )
    if not reason:
        raise Refused.because(
            "filing.revoke_reason",
            "没有写撤销的理由。",
            status=422,
            next_step="请写明理由，机构和公众会看到。",
            field="reason",
        )
    _end(ctx, receipt, ReceiptState.REVOKED, reason)
    mark_nonconforming(house_of(ctx), receipt.case, [reason])
    journal(ctx, permissions.REVOKE_RECEIPT, receipt, fields=("state", "ended_on"), note=reason)
    return receipt


def end_receipt(house: Ctx, institution: Institution, state: ReceiptState, reason: str) -> None:
    """The valid receipt of an institution no longer stands."""
    for receipt in receipts_of(institution.pk).filter(state=ReceiptState.VALID.value):
        _end(house, receipt, state, reason)


def receipt_facts(house: Ctx, case: FilingCase, number: str, edition: int) -> dict[str, Any]:
    """What the statement says: public facts alone, as they stand on the day of issue."""
    answers = case.answers
    operator = case.institution.operator
    classes = [read_class(row) for row in answers.get("classes") or ()]
    return {
        "number": number if edition == 1 else f"{number}-{edition}",
        "name": str(answers["name"]),
        "uscc": operator.uscc,
        "address": str(answers["address"]),
        "nature": Nature.label_of(operator.nature),
        "form": SupplyForm.label_of(str(answers["form"])),
        "classes": "、".join(f"{Band.label_of(each.band)} {each.places}" for each in classes),
        "places": sum(each.places for each in classes),
        "issued_on": house.today.isoformat(),
        "issuer": organ_of(house),
        "state": case.terms.granted,
    }


def _end(ctx: Ctx, receipt: Receipt, state: ReceiptState, reason: str) -> None:
    receipt.state, receipt.ended_on, receipt.end_reason = state.value, ctx.today, reason[:200]
    receipt.save(update_fields=["state", "ended_on", "end_reason"])


def _numbering(house: Ctx, case: FilingCase) -> Numbering:
    if case.regime == Regime.PERMIT:
        return permit_numbering_at(house.today, house.area)
    return receipt_numbering_at(house.today, house.area)


def _next_number(house: Ctx, series: str, numbering: Numbering) -> str:
    serial = take_number(house, series, house.today.year)
    return number_text(numbering.pattern, area=house.area, year=house.today.year, serial=serial)


def _replaced_by(case: FilingCase) -> str:
    """Why the older paper no longer stands."""
    return f"换领{case.terms.paper}" if case.kind == CaseKind.CONVERSION else case.terms.exchanged


def organ_of(house: Ctx) -> str:
    return seal_at(house.today, house.area, is_demo=settings.TUOYU_DEMO).organ


def _receipt_content(house: Ctx, case: FilingCase, facts: dict[str, Any]) -> dict[str, object]:
    answers = case.answers
    forms = "、".join(ServiceForm.label_of(each) for each in answers.get("service_forms") or ())
    rows = [
        [case.terms.number, facts["number"]],
        ["机构名称", facts["name"]],
        ["信用代码", facts["uscc"]],
        ["地址", facts["address"]],
        ["性质和形态", f"{facts['nature']} · {facts['form']} · {Sponsor.label_of(str(answers['sponsor']))}"],
        ["负责人", str(answers.get("head_name") or "")],
        ["服务和托位", f"{forms}；{facts['classes']}，共 {facts['places']} 个托位"],
    ]
    return {
        "organ": facts["issuer"],
        "issued_on": house.today,
        "name": facts["name"],
        "rows": rows,
    }


def _notice_content(house: Ctx, case: FilingCase) -> dict[str, object]:
    pattern = letter_pattern_at(house.today, house.area)
    serial = take_number(house, LETTERS, house.today.year)
    return {
        "organ": organ_of(house),
        "number": number_text(pattern, area=house.area, year=house.today.year, serial=serial),
        "issued_on": house.today,
        "name": str(case.answers["name"]),
        "conditions": [f"{each.text}（{each.basis}）" for each in conditions_at(house.today, house.area)],
    }
