"""Which matter may be opened of an institution as it stands, and which form it takes."""

from __future__ import annotations

from dataclasses import replace

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.filing.words import BookForm, CaseKind
from tuoyu.registers.institutions.words import Standing, SupplyForm

_FROM: dict[CaseKind, tuple[Standing, ...]] = {
    CaseKind.FILING: (Standing.REGISTERED, Standing.NONCONFORMING),
    CaseKind.BRANCH: (Standing.REGISTERED, Standing.NONCONFORMING),
    CaseKind.CHANGE: (Standing.FILED, Standing.OPEN, Standing.SUSPENDED, Standing.NONCONFORMING),
    CaseKind.SUSPENSION: (Standing.FILED, Standing.OPEN),
    CaseKind.RESUMPTION: (Standing.SUSPENDED,),
    CaseKind.CLOSURE: (Standing.FILED, Standing.OPEN, Standing.SUSPENDED, Standing.NONCONFORMING),
}


def form_of(supply_form: str) -> BookForm:
    """Home care points have their own form; classes in kindergartens go through education."""
    forms = {SupplyForm.HOME: BookForm.HOME, SupplyForm.KINDERGARTEN: BookForm.KINDERGARTEN}
    return forms.get(SupplyForm(supply_form), BookForm.INSTITUTION)


def matters_of(standing: str, has_filed: bool, has_head_office: bool) -> tuple[CaseKind, ...]:
    """What may be opened now. A first filing is no second one, a branch is notified instead of filed."""
    found = [kind for kind, standings in _FROM.items() if standing in standings]
    unwanted = {CaseKind.FILING if has_head_office else CaseKind.BRANCH}
    unwanted |= {CaseKind.FILING, CaseKind.BRANCH} if has_filed else {CaseKind.CHANGE}
    if not has_filed:
        unwanted.add(CaseKind.CLOSURE)
    return tuple(kind for kind in found if kind not in unwanted)


def may_open(kind: CaseKind, standing: str, has_filed: bool, has_head_office: bool) -> Verdict:
    offered = matters_of(standing, has_filed, has_head_office)
    if kind in offered:
        return PASSED
    now = "、".join(each.label for each in offered) or "（没有）"
    return Verdict.refuse(
        "filing.kind",
        f"机构现在是“{Standing.label_of(standing)}”，不能办理“{kind.label}”。",
        next_step=f"现在可以办理：{now}。",
    )


def may_notify(scope: Verdict) -> Verdict:
    """A branch outside of the agreed scope is no matter of notification; ``scope``: what the register says about it."""
    next_step = (
        "请核对社区和供给形态；确实不在约定之内的，请放弃这件，由备案经办人改登所属总部后按独立机构备案。"
    )
    return Verdict.of([replace(reason, next_step=next_step, field="") for reason in scope.failures])


def is_notified(kind: CaseKind, standing: str) -> bool:
    """Does handing in suffice? Not for one that was told not to conform: there an officer looks again."""
    return kind is CaseKind.BRANCH and standing != Standing.NONCONFORMING
