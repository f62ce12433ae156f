"""Which matter may be opened of an institution as it stands, under which regime, and which form it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.filing.words import FILED_STANDINGS, BookForm, CaseKind, Regime, matter_label
from tuoyu.registers.institutions.words import Standing, SupplyForm

_FROM: dict[CaseKind, tuple[Standing, ...]] = {
    CaseKind.FILING: (Standing.REGISTERED, Standing.NONCONFORMING),
    CaseKind.BRANCH: (Standing.REGISTERED, Standing.NONCONFORMING),
    CaseKind.CONVERSION: (Standing.FILED, Standing.OPEN, Standing.SUSPENDED, Standing.NONCONFORMING),
    CaseKind.CHANGE: (Standing.FILED, Standing.OPEN, Standing.SUSPENDED, Standing.NONCONFORMING),
    CaseKind.SUSPENSION: (Standing.FILED, Standing.OPEN),
    CaseKind.RESUMPTION: (Standing.SUSPENDED,),
    CaseKind.CLOSURE: (Standing.FILED, Standing.OPEN, Standing.SUSPENDED, Standing.NONCONFORMING),
}
# Matters by which an institution is admitted: they follow the regime of the day, the others that of what it holds.
ADMITTING = (CaseKind.FILING, CaseKind.BRANCH, CaseKind.CONVERSION)


@dataclass(frozen=True, slots=True)
class Footing:
    """What decides about matters: how an institution stands, the regime of the day, and that of its valid receipt.

    ``held`` is None where no receipt of it is valid; ``has_lapsed``: its filing no longer holds, the transition is over.
    """

    standing: str
    has_filed: bool
    has_head_office: bool = False
    today: Regime = Regime.FILING
    held: Regime | None = None
    has_lapsed: bool = False

    @property
    def holds(self) -> Regime | None:
        """Under which regime it is admitted now. One that filed before the house gave receipts was filed."""
        is_filed = self.has_filed and self.standing in FILED_STANDINGS
        return self.held or (Regime.FILING if is_filed else None)

    @property
    def owes_permit(self) -> bool:
        """Must it turn its filing into a permit? Asked of those whose filing stands."""
        is_filed = self.standing in FILED_STANDINGS and self.holds is Regime.FILING
        return is_filed and self.today is Regime.PERMIT

    @property
    def begins(self) -> bool:
        """Does it apply as one that was never admitted? Under a permit, also when what it had was revoked."""
        return not self.has_filed or (self.today is Regime.PERMIT and self.holds is None)


def form_of(supply_form: str) -> BookForm:
    """Home care points have their own form; classes in kindergartens go through education."""
    forms = {SupplyForm.HOME: BookForm.HOME, SupplyForm.KINDERGARTEN: BookForm.KINDERGARTEN}
    return forms.get(SupplyForm(supply_form), BookForm.INSTITUTION)


def matters_of(footing: Footing) -> tuple[CaseKind, ...]:
    """What may be opened now. A first filing is no second one, a branch is notified, a filing is turned into a permit."""
    standing = Standing(footing.standing)
    return tuple(
        kind for kind, standings in _FROM.items() if standing in standings and _is_wanted(kind, footing)
    )


def _is_wanted(kind: CaseKind, footing: Footing) -> bool:
    # Notifying a branch is a relief of the filing measures; nothing published carries it over to permits.
    is_notified = footing.has_head_office and footing.today is Regime.FILING
    answers = {
        CaseKind.FILING: footing.begins and not is_notified,
        CaseKind.BRANCH: footing.begins and is_notified,
        CaseKind.CONVERSION: footing.today is Regime.PERMIT and footing.holds is Regime.FILING,
        CaseKind.CHANGE: not footing.begins and not footing.has_lapsed,
        CaseKind.CLOSURE: footing.has_filed,
    }
    return answers.get(kind, True)


def regime_of(kind: CaseKind, footing: Footing) -> Regime:
    """Under which regime a matter is opened; the case keeps it. A change of a filing stays a filing."""
    return footing.today if kind in ADMITTING else footing.holds or footing.today


def may_go_on(regime: str, footing: Footing) -> Verdict:
    """A filing begun before the institution got its permit would take the permit's place: it is not gone on with."""
    if regime == Regime.FILING and footing.holds is Regime.PERMIT:
        return Verdict.refuse(
            "filing.overtaken",
            "机构已经领到许可证，这件备案不用再办。",
            next_step="请放弃本次办理；内容有变化的，请办理变更许可。",
        )
    return PASSED


def may_open(kind: CaseKind, footing: Footing) -> Verdict:
    offered = matters_of(footing)
    if kind in offered:
        return PASSED
    now = "、".join(matter_label(each, regime_of(each, footing)) for each in offered) or "（没有）"
    return Verdict.refuse(
        "filing.kind",
        f"机构现在是“{Standing.label_of(footing.standing)}”，"
        f"不能办理“{matter_label(kind, regime_of(kind, footing))}”。",
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
