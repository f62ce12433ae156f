"""From the targets of a plan to goals of indicators: which indicator, by when, from which baseline. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tuoyu.governance.targets.rules.matching import Definition, code_for, definition_of, essence
from tuoyu.registers.plans.words import Op


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A target as the plan register keeps it. ``task_no`` 0: the target stands above the tasks."""

    target_id: int
    metric: str
    year: int | None
    op: Op
    value: Decimal | None
    unit: str
    task_no: int = 0


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What of a plan version decides its goals. ``titles`` are the tasks by number."""

    doc_no: str
    effective_on: date | None
    titles: Mapping[int, str]
    targets: Sequence[TargetFact]


@dataclass(frozen=True, slots=True)
class LegalGoal:
    """A goal that a law above the plan sets for an indicator."""

    code: str
    value: Decimal
    due_on: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal to be written. ``target_id`` 0: it comes from a law above the plan. ``metric`` names an unknown indicator."""

    code: str
    metric: str
    unit: str
    op: Op
    value: Decimal | None
    wording: str
    due_on: date | None
    basis: str
    target_id: int = 0
    task_no: int = 0
    is_baseline: bool = False
    baseline_value: Decimal | None = None
    baseline_on: date | None = None


def goals_of(
    plan: PlanFacts,
    definitions: Sequence[Definition],
    known: Mapping[str, str],
    laws: Iterable[LegalGoal],
) -> list[GoalDraft]:
    """All goals of a plan version, the legal ones after the plan's own.

    ``known`` maps the essence of a wording to the code of an indicator that people defined in the meantime.
    """
    drafts = [_from_target(plan, target, definitions, known) for target in plan.targets]
    own = {(draft.code, draft.due_on) for draft in drafts}
    by_code = {definition.code: definition for definition in definitions}
    drafts += [
        _from_law(plan, law, by_code[law.code])
        for law in laws
        if law.code in by_code and (law.code, law.due_on) not in own
    ]
    return [_with_baseline(draft, drafts) for draft in drafts]


def _from_target(
    plan: PlanFacts, target: TargetFact, definitions: Sequence[Definition], known: Mapping[str, str]
) -> GoalDraft:
    is_in_words = target.op is Op.QUALITATIVE
    unit = "" if is_in_words else target.unit
    definition = definition_of(target.metric, unit, definitions)
    due_on = date(target.year, 12, 31) if target.year else None
    return GoalDraft(
        code=definition.code if definition else known.get(essence(target.metric)) or code_for(target.metric),
        metric=target.metric,
        unit=definition.unit if definition else unit,
        op=target.op,
        value=None if is_in_words else target.value,
        wording=target.unit if is_in_words else "",
        due_on=due_on,
        basis=plan.doc_no or "本方案",
        target_id=target.target_id,
        task_no=target.task_no or _served_task(plan, definition),
        is_baseline=bool(due_on and plan.effective_on and due_on < plan.effective_on),
    )


def _from_law(plan: PlanFacts, law: LegalGoal, definition: Definition) -> GoalDraft:
    return GoalDraft(
        code=law.code,
        metric=definition.name,
        unit=definition.unit,
        op=Op.AT_LEAST,
        value=law.value,
        wording="",
        due_on=law.due_on,
        basis=law.basis,
        task_no=_served_task(plan, definition),
        is_baseline=bool(law.due_on and plan.effective_on and law.due_on < plan.effective_on),
    )


def _served_task(plan: PlanFacts, definition: Definition | None) -> int:
    """The first task that the indicator serves; 0 when none."""
    if definition is None:
        return 0
    return next((no for no, title in sorted(plan.titles.items()) if definition.serves_task(title)), 0)


def _with_baseline(draft: GoalDraft, drafts: Iterable[GoalDraft]) -> GoalDraft:
    """The goal before it (2020 before 2025) is where the pace line of a goal begins."""
    if draft.is_baseline or draft.value is None or draft.due_on is None:
        return draft
    earlier = [
        (other.due_on, other.value)
        for other in drafts
        if other.code == draft.code
        and other.due_on
        and other.value is not None
        and other.due_on < draft.due_on
    ]
    if not earlier:
        return draft
    baseline_on, baseline_value = max(earlier)
    return replace(draft, baseline_on=baseline_on, baseline_value=baseline_value)
