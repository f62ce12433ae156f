"""The papers of a penalty: 事先告知书, 处罚决定书, 送达回证. Numbered in the transaction of the act they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.papers.numbers import number_text
from tuoyu.foundation.papers.paper import Paper
from tuoyu.foundation.papers.policy import Seal, seal_at
from tuoyu.foundation.papers.rendering import render_paper
from tuoyu.foundation.papers.services import take_number
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.dates import format_date
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.offence_files import organ_kinds
from tuoyu.operations.supervision.policy.penalties import (
    Numbers,
    articles_at,
    numbers_at,
    penalty_law_at,
    term_at,
)
from tuoyu.operations.supervision.queries.penalties import officers_of
from tuoyu.operations.supervision.rules.penalties import Sentence, shown
from tuoyu.operations.supervision.words.penalties import ServedHow

_PAPERS = Path(__file__).resolve().parents[1] / "papers"
TOLD = Paper("supervision.penalty_told", "行政处罚事先告知书", _PAPERS / "penalty_told.typ")
DECIDED = Paper("supervision.penalty_decided", "行政处罚决定书", _PAPERS / "penalty_decided.typ")
SIMPLE = Paper("supervision.penalty_simple", "当场行政处罚决定书", _PAPERS / "penalty_simple.typ")
SERVED = Paper("supervision.penalty_served", "送达回证", _PAPERS / "penalty_served.typ")


def next_told_number(ctx: Ctx, unit: Unit) -> str:
    numbers = _numbers(ctx, unit)
    return _number(ctx, f"supervision.penalty_told.{numbers.series}", numbers.told)


def next_decision_number(ctx: Ctx, unit: Unit) -> str:
    """Whoever takes it holds the series to the end of the transaction: decisions of one organ follow each other."""
    numbers = _numbers(ctx, unit)
    return _number(ctx, f"supervision.penalty.{numbers.series}", numbers.decided)


def next_simple_number(ctx: Ctx, unit: Unit) -> str:
    numbers = _numbers(ctx, unit)
    return _number(ctx, f"supervision.penalty_simple.{numbers.series}", numbers.simple)


def told_paper(ctx: Ctx, case: Penalty, number: str, changes: dict[str, Any]) -> StoredFile:
    """``changes`` are the columns that the telling writes."""
    told = Sentence(
        frozenset(changes["told_kinds"]), changes["told_fine_fen"], changes["told_confiscated_fen"]
    )
    articles = articles_at(ctx.today, ctx.area)
    content = {
        **_head(ctx, case, number),
        "facts": case.facts,
        "evidence": list(case.evidence),
        "basis": case.basis,
        "intended": _with_measure(told, changes["told_measure"]),
        "reason": changes["told_reason"],
        "plea_until": format_date(changes["plea_until_on"]),
        "hearing_until": _day(changes["hearing_until_on"]),
        "plea_basis": articles.plain("tell", "plea"),
        "hearing_basis": articles.plain("hearing", "hearing_order"),
    }
    return _store(ctx, case, TOLD, content, f"行政处罚事先告知书 {number}.pdf")


def decision_paper(ctx: Ctx, case: Penalty, number: str, changes: dict[str, Any]) -> StoredFile:
    """``changes`` are the columns that the decision writes."""
    decided = Sentence(
        frozenset(changes["decided_kinds"]), changes["decided_fine_fen"], changes["decided_confiscated_fen"]
    )
    content = {
        **_head(ctx, case, number),
        "facts": case.facts,
        "evidence": list(case.evidence),
        "basis": case.basis,
        "told_number": case.told_number,
        "plea_answer": changes["plea_answer"],
        "hearing": case.hearing_opinion,
        "decided": _with_measure(decided, changes["decided_measure"]),
        "has_money": decided.money_fen > 0,
        "pay": _pay_terms(ctx),
        "review": term_at("penalty_review", ctx.today, ctx.area).basis,
        "lawsuit": term_at("penalty_lawsuit", ctx.today, ctx.area).basis,
    }
    return _store(ctx, case, DECIDED, content, f"行政处罚决定书 {number}.pdf")


def simple_paper(ctx: Ctx, case: Penalty, number: str, changes: dict[str, Any]) -> StoredFile:
    """What article 52 wants on it; what the party said stays sealed, the answer is printed."""
    decided = Sentence(frozenset(changes["decided_kinds"]), changes["decided_fine_fen"])
    articles = articles_at(ctx.today, ctx.area)
    content = {
        **_head(ctx, case, number),
        "facts": case.facts,
        "basis": case.basis,
        "simple_basis": articles.plain("simple", "simple_order"),
        "decided": shown(decided),
        "at": f"{ctx.now.astimezone(CHINA):%Y年%-m月%-d日 %H:%M}，{changes['decided_place']}",
        "has_spoken": changes["pleaded_at"] is not None,
        "answer": changes["plea_answer"],
        "pay": _how_paid(ctx, decided, changes),
        "signed": changes["receiver"],
        "review": term_at("penalty_review", ctx.today, ctx.area).basis,
        "lawsuit": term_at("penalty_lawsuit", ctx.today, ctx.area).basis,
    }
    return _store(ctx, case, SIMPLE, content, f"当场行政处罚决定书 {number}.pdf")


def service_paper(ctx: Ctx, case: Penalty, changes: dict[str, Any]) -> StoredFile:
    how = ServedHow.label_of(changes["served_how"])
    rows = [
        ["受送达人", case.operator_name],
        ["送达文书", f"行政处罚决定书 {case.number}"],
        ["送达日期", format_date(changes["served_on"])],
        ["送达方式", how],
        ["签收人", changes["receiver"]],
        ["送达人", "、".join(each.name for each in officers_of(case))],
    ]
    content = {**_head(ctx, case, ""), "rows": rows}
    return _store(ctx, case, SERVED, content, f"送达回证 {case.number}.pdf")


def _numbers(ctx: Ctx, unit: Unit) -> Numbers:
    found = numbers_at(organ_kinds(unit.name), ctx.today, ctx.area)
    if found is None:
        raise Refused.because(
            "supervision.penalty.no_number",
            f"没有给{unit.name}定处罚文书的文号规则。",
            next_step="请系统管理员在参数“处罚文书文号规则”里写明，再办理。",
        )
    return found


def _number(ctx: Ctx, series: str, pattern: str) -> str:
    serial = take_number(ctx, series, ctx.today.year)
    return number_text(pattern, area=ctx.area, year=ctx.today.year, serial=serial)


def _head(ctx: Ctx, case: Penalty, number: str) -> dict[str, object]:
    return {
        "organ": _seal(ctx, case.unit).organ,
        "number": number,
        "issued_on": ctx.today,
        "party": case.operator_name,
        "uscc": case.operator_uscc,
        "address": case.institution.address,
        "offence": case.offence_label,
        "officers": [f"{each.name}（{each.certificate_no}）" for each in officers_of(case)],
    }


def _pay_terms(ctx: Ctx) -> str:
    rule = term_at("penalty_pay", ctx.today, ctx.area)
    daily = penalty_law_at(ctx.today, ctx.area).late_fee.daily * 100
    return (
        f"请自收到本决定书之日起{rule.length}日内缴至指定银行或者电子支付系统。"
        f"到期不缴的，每日按罚款数额的{daily.normalize():f}%加处罚款，加处罚款不超过罚款数额。"
    )


def _how_paid(ctx: Ctx, decided: Sentence, changes: dict[str, Any]) -> str:
    if not decided.money_fen:
        return ""
    if changes["paid_fen"]:
        return f"罚款已当场收缴，票据号 {changes['receipt_no']}。"
    return _pay_terms(ctx)


def _with_measure(sentence: Sentence, measure: str) -> str:
    return f"{shown(sentence)}；{measure}" if measure else shown(sentence)


def _day(value: Any) -> str:
    return format_date(value) if value else ""


def _seal(ctx: Ctx, unit: Unit) -> Seal:
    """The seal of the policy is one organ's: another organ signs with its own name and an empty place for its seal."""
    seal = seal_at(ctx.today, ctx.area, is_demo=settings.TUOYU_DEMO)
    return seal if seal.organ.endswith(unit.name) else Seal(unit.name, "", is_sample=False)


def _store(ctx: Ctx, case: Penalty, paper: Paper, content: dict[str, object], name: str) -> StoredFile:
    pdf = render_paper(paper, content, seal=_seal(ctx, case.unit))
    return store_file(ctx, name, pdf, data_class=C1)
