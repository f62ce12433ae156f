"""What an indicator means, and which goals a plan sets for it."""

from __future__ import annotations

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.foundation.policy.words import Confidence
from tuoyu.governance.targets import permissions
from tuoyu.governance.targets.commands import DefineIndicator
from tuoyu.governance.targets.models import Goal, Indicator, Observation
from tuoyu.governance.targets.policy import definitions, legal_goals
from tuoyu.governance.targets.rules.goals import GoalDraft, PlanFacts, TargetFact, goals_of
from tuoyu.governance.targets.rules.matching import Definition, essence
from tuoyu.governance.targets.words import Direction
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.models import Duty, Target, Task, Version
from tuoyu.registers.plans.words import DutyKind, Op

FROZEN = {"unit": "单位", "period": "周期", "denominator_label": "分母"}


@service(permissions.DEFINE)
def define_indicator(ctx: Ctx, command: DefineIndicator) -> Indicator:
    """Write down what an indicator means. What recorded numbers rest on cannot change under them."""
    indicator: Indicator = require(
        ctx, permissions.DEFINE, Indicator.objects.all(), command.indicator_id, lock=True
    )
    _demand_unfrozen(indicator, command)
    indicator.name = command.name
    indicator.definition, indicator.formula = command.definition, command.formula
    indicator.numerator_label, indicator.denominator_label = (
        command.numerator_label,
        command.denominator_label,
    )
    indicator.unit, indicator.decimals = command.unit, command.decimals
    indicator.scale = scale_of(command.unit) if command.denominator_label else 1
    indicator.counted_in, indicator.owner_id = command.counted_in, command.owner_id
    indicator.direction, indicator.period = str(command.direction), str(command.period)
    indicator.basis = command.basis
    indicator.confidence = str(Confidence.VERIFIED if command.is_confirmed else Confidence.UNCERTAIN)
    indicator.defined_at, indicator.defined_by = ctx.now, ctx.actor.name
    indicator.save()
    journal(
        ctx, permissions.DEFINE, indicator, fields=("definition", "formula", "unit", "owner", "confidence")
    )
    return indicator


@service(permissions.DEFINE)
def adopt_goals(ctx: Ctx, version_id: int) -> int:
    """Make goals of the targets of a version that came into force. Run again, it adds only what is missing.

    Returns how many goals were written. A metric that nobody defined becomes an indicator that waits for its
    definition; people are asked, nothing is guessed.
    """
    require_any(ctx, permissions.DEFINE)
    version = Version.objects.unscoped("goals of the version").defer("text", "draft").get(pk=version_id)
    tasks = {task.no: task for task in Task.objects.unscoped("tasks of the version").filter(version=version)}
    known = {indicator.code: indicator for indicator in Indicator.objects.unscoped("directory of indicators")}
    wordings = {essence(name): each.code for each in known.values() for name in (each.name, *each.aliases)}
    drafts = goals_of(_facts(version, tasks), definitions(), wordings, legal_goals(ctx.today, version.area))
    maker = _Maker(ctx, version, tasks, known)
    written = sum(maker.write(draft) for draft in drafts)
    journal(ctx, permissions.DEFINE, note=f"{version.doc_no or version.title}：生成指标目标 {written} 个")
    return written


class _Maker:
    """Writes the goals of one version, and the indicators that they need."""

    def __init__(
        self, ctx: Ctx, version: Version, tasks: dict[int, Task], known: dict[str, Indicator]
    ) -> None:
        self.ctx, self.version, self.tasks, self.known = ctx, version, tasks, known
        self.definitions = {definition.code: definition for definition in definitions()}
        self.owners = units_by_code({definition.owner for definition in self.definitions.values()})
        rows = Goal.objects.unscoped("goals written before").filter(version=version)
        self.present = {(row.target_id, row.indicator_id, row.due_on) for row in rows}
        duties = Duty.objects.unscoped("leads of the tasks").filter(
            task__version=version, kind=DutyKind.LEAD.value
        )
        self.leads = {duty.task_id: duty.unit for duty in duties.select_related("unit").order_by("-position")}

    def write(self, draft: GoalDraft) -> int:
        task = self.tasks.get(draft.task_no)
        indicator = self.known.get(draft.code) or self._add_indicator(draft, task)
        target_id = draft.target_id or None
        if (target_id, indicator.pk, draft.due_on) in self.present:
            return 0
        Goal.objects.create(
            version=self.version,
            target_id=target_id,
            indicator=indicator,
            task=task,
            op=str(draft.op),
            value=draft.value,
            wording=draft.wording,
            due_on=draft.due_on,
            is_baseline=draft.is_baseline,
            baseline_value=draft.baseline_value,
            baseline_on=draft.baseline_on,
            basis=draft.basis,
        )
        return 1

    def _add_indicator(self, draft: GoalDraft, task: Task | None) -> Indicator:
        definition = self.definitions.get(draft.code)
        lead = self.leads.get(task.pk) if task else None
        indicator = (
            _defined(definition, self.owners.get(definition.owner) or lead)
            if definition
            else _pending(draft, lead)
        )
        indicator.save(force_insert=True)
        self.known[draft.code] = indicator
        journal(self.ctx, permissions.DEFINE, indicator, fields=("name", "definition"), basis=indicator.basis)
        return indicator


def _defined(definition: Definition, owner: Unit | None) -> Indicator:
    return Indicator(
        code=definition.code,
        name=definition.name,
        aliases=list(definition.aliases),
        definition=definition.definition,
        formula=definition.formula,
        numerator_label=definition.numerator,
        denominator_label=definition.denominator,
        unit=definition.unit,
        scale=definition.scale,
        decimals=definition.decimals,
        counted_in=definition.counted_in,
        direction=definition.direction.value,
        period=definition.period.value,
        source_key=definition.figure,
        source_note=definition.source_note,
        owner=owner,
        basis=definition.basis,
        confidence=definition.confidence.value,
    )


def _pending(draft: GoalDraft, owner: Unit | None) -> Indicator:
    """All that a plan tells about a metric nobody defined: its name, its unit, and which way is better."""
    return Indicator(
        code=draft.code,
        name=draft.metric,
        unit=draft.unit or draft.wording,
        scale=scale_of(draft.unit),
        decimals=1 if draft.unit == "%" else 0,
        direction=(Direction.DOWN if draft.op is Op.AT_MOST else Direction.UP).value,
        owner=owner,
        basis=draft.basis,
    )


def _facts(version: Version, tasks: dict[int, Task]) -> PlanFacts:
    rows = Target.objects.unscoped("targets of the version").filter(version=version).select_related("task")
    targets = [
        TargetFact(
            target_id=row.pk,
            metric=row.metric,
            year=row.year,
            op=Op(row.op),
            value=row.value,
            unit=row.unit,
            task_no=row.task.no if row.task else 0,
        )
        for row in rows.order_by("position")
    ]
    titles = {no: task.title for no, task in tasks.items()}
    return PlanFacts(version.doc_no, version.effective_on, titles, targets)


def _demand_unfrozen(indicator: Indicator, command: DefineIndicator) -> None:
    changed = [name for name in FROZEN if str(getattr(indicator, name)) != str(getattr(command, name))]
    if not changed:
        return
    recorded = Observation.objects.unscoped("numbers rest on it").filter(indicator=indicator)
    if recorded.exists():
        labels = "、".join(FROZEN[name] for name in changed)
        raise Refused.because(
            "targets.indicator.frozen",
            f"“{indicator.name}”已有填报数据，不能再改{labels}。",
            next_step="口径确实变了的，请另立一个指标，旧数据留作历史。",
            field=changed[0],
        )


def scale_of(unit: str) -> int:
    """What numerator/denominator is multiplied by to be told in the unit."""
    if unit == "%":
        return 100
    return 1000 if unit == "‰" or unit.endswith("/千人") else 1
