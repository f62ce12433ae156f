"""What a chain may do without being approved again: a branch inside the scope agreed with its head office (方案 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.identity import Check, Grade
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.registers.institutions.commands import RecordAgreement
from tuoyu.registers.institutions.words import Standing, SupplyForm

CHAIN_BASIS = "现行实施方案：托育机构连锁化发展"
ALONE = "总部的代码留空，按独立机构备案"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a head office agreed for its branches. Areas are codes whose beginnings are compared; forms word values."""

    number: str
    area_codes: tuple[str, ...]
    forms: tuple[str, ...]
    most_branches: int


@dataclass(frozen=True, slots=True)
class Joining:
    """How an institution and the head office that it names stand."""

    name: str
    standing: str
    has_branches: bool
    head_name: str
    head_standing: str
    is_itself: bool
    is_head_a_branch: bool


def agreement_is_sound(command: RecordAgreement) -> Verdict:
    if command.most_branches >= 1 and command.area_codes and command.forms:
        return PASSED
    return Verdict.refuse(
        "institutions.agreement",
        "连锁约定要写明区域、供给形态和至少 1 家分支。",
        basis=CHAIN_BASIS,
        next_step="请补全后再登记。",
        field="most_branches",
    )


def may_join(joining: Joining) -> Verdict:
    """A chain has one storey: a head office that is no branch, branches that have none of their own."""
    sentences = []
    if joining.is_itself:
        sentences.append("填的是本机构自己的代码")
    if joining.standing == Standing.CLOSED:
        sentences.append(f"{joining.name}已终止服务")
    if joining.has_branches:
        sentences.append(f"{joining.name}自己是总部，还有分支")
    if joining.is_head_a_branch:
        sentences.append(f"{joining.head_name}自己是分支，不是总部")
    if joining.head_standing == Standing.CLOSED:
        sentences.append(f"{joining.head_name}已终止服务")
    if not sentences:
        return PASSED
    return Verdict.refuse(
        "institutions.no_branch",
        f"{'；'.join(sentences)}。",
        basis=CHAIN_BASIS,
        next_step=f"请填总公司的代码；不属于连锁的，{ALONE}。",
        field="head_uscc",
    )


def may_branch(
    agreement: Agreement | None, area_code: str, form: str, standing: int, *, is_told: bool = True
) -> Verdict:
    """A branch inside the agreed scope is notified, not approved again (方案 8). ``standing``: branches beside this one.

    Before it was filed (``is_told`` False) its form is a guess and its place perhaps no finer than the district: what may
    still turn out to lie inside is not refused. Its filing tells both.
    """
    if agreement is None:
        return Verdict.refuse(
            "institutions.no_agreement",
            "总部没有在本区登记有效的连锁约定，不能按分支告知。",
            basis=CHAIN_BASIS,
            next_step=f"请先由总部登记连锁约定；或{ALONE}。",
            field="head_uscc",
        )
    reasons = []
    may_lie_inside = not is_told and any(code.startswith(area_code) for code in agreement.area_codes)
    if not may_lie_inside and not any(area_code.startswith(code) for code in agreement.area_codes):
        reasons.append(f"所在区域不在约定 {agreement.number} 的范围内")
    if is_told and form not in agreement.forms:
        reasons.append(f"供给形态“{SupplyForm.label_of(form)}”不在约定 {agreement.number} 之内")
    if standing >= agreement.most_branches:
        reasons.append(f"约定最多 {agreement.most_branches} 家分支，现有 {standing} 家")
    if not reasons:
        return PASSED
    return Verdict.refuse(
        "institutions.beyond_agreement",
        f"{'；'.join(reasons)}。",
        basis=CHAIN_BASIS,
        next_step=f"请先变更连锁约定；或{ALONE}。",
        field="head_uscc",
    )


def head_is_unknown(code: Check) -> Verdict:
    """No institution of the district has this code; a code that cannot be one says why."""
    is_wrong = code.status is Grade.BAD
    return Verdict.refuse(
        "institutions.no_head",
        f"总部的信用代码不对：{code.reason}"
        if is_wrong
        else f"本区底册里没有代码为 {code.normalised} 的托育机构。",
        basis=CHAIN_BASIS,
        next_step=f"请按总部的营业执照核对；总部不在本区登记的，{ALONE}。",
        field="head_uscc",
    )


def day_is_sound(on: date, registered_on: date | None, today: date) -> Verdict:
    """From the registration on, and not ahead: who is a branch is known, not planned."""
    if on <= today and (registered_on is None or on >= registered_on):
        return PASSED
    since = f"{registered_on.isoformat()}（登记日）到今天" if registered_on else "今天或以前"
    return Verdict.refuse(
        "institutions.chain_day",
        "起始日期早于登记日，或在今天之后。",
        next_step=f"请填{since}的日期。",
        field="valid_from_on",
    )
