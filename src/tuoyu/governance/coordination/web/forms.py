"""Forms of coordination: shape only; what must hold is asked of the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tuoyu.foundation.figures.registry import all_figures
from tuoyu.foundation.ui.forms import day_input
from tuoyu.governance.coordination.commands import FigureEntry, NewFile
from tuoyu.governance.coordination.queries import units_behind
from tuoyu.governance.coordination.words import SlipLevel
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.registers.plans.models import Task

DAY = day_input()


def short_text(
    label: str, *, help_text: str = "", rows: int = 3, is_required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        required=is_required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; cleaned to a tuple of ``NewFile``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = data if isinstance(data, list | tuple) else [data]
        kept = [super(ManyFilesField, self).clean(upload, initial) for upload in uploads if upload]
        return tuple(NewFile(upload.name, upload.read()) for upload in kept)


class NoteForm(forms.Form):
    """One reason or remark, for moves that want to say why."""

    note = short_text("说明")


class AddMilestoneForm(forms.Form):
    title = forms.CharField(
        label="节点", max_length=200, help_text="写清楚做成什么样算完成，例如“首批 8 个社区点位完成改造”。"
    )
    unit_id = forms.TypedChoiceField(label="承担单位", coerce=int)
    due_on = forms.DateField(label="完成期限", widget=DAY)
    upstream_id = forms.TypedChoiceField(
        label="上游节点", coerce=int, empty_value=None, required=False, help_text="要等别的节点先完成时才选。"
    )

    def __init__(
        self, *args: Any, units: list[tuple[int, str]], upstream: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]
        self.fields["upstream_id"].choices = [("", "不等待其他节点"), *upstream]  # type: ignore[attr-defined]


class ReachMilestoneForm(forms.Form):
    reached_on = forms.DateField(label="完成日期", widget=DAY)
    note = short_text("完成情况", is_required=False)
    proofs = ManyFilesField(
        label="佐证材料", help_text="文件、照片均可，可一次选多个。没有佐证的只算“声称”。"
    )


class BlockMilestoneForm(forms.Form):
    obstacle = short_text("受阻原因", help_text="一句话写清卡在哪里，总览会原样显示。")
    upstream_id = forms.TypedChoiceField(
        label="在等哪个节点",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="选了上游，督办会发给上游单位。",
    )

    def __init__(self, *args: Any, upstream: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upstream_id"].choices = [("", "不是在等别的节点"), *upstream]  # type: ignore[attr-defined]


class SubmitReportForm(forms.Form):
    unit_id = forms.TypedChoiceField(label="报送单位", coerce=int)
    period_on = forms.TypedChoiceField(label="月份", coerce=date.fromisoformat)
    summary = short_text("本月进展", rows=5, help_text="做了什么、完成到哪一步。")
    obstacles = short_text("困难和需要协调的事", is_required=False, rows=2)
    next_steps = short_text("下月打算", is_required=False, rows=2)
    source_key = forms.ChoiceField(
        label="系统取数", required=False, help_text="由系统现算，附出处；不用手填。"
    )
    figure_label = forms.CharField(
        label="手工填报的数字名称", max_length=64, required=False, help_text="会标明“手工填报”。"
    )
    figure_value = forms.DecimalField(label="数值", max_digits=12, decimal_places=2, required=False)
    figure_unit = forms.CharField(label="计量单位", max_length=16, required=False)
    proofs = ManyFilesField(label="佐证材料", help_text="没有佐证的进展只算“声称”。可一次选多个文件。")

    def __init__(self, *args: Any, ctx: Ctx, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]
        self.fields["period_on"].choices = months_before(ctx.today)  # type: ignore[attr-defined]
        sources = [(figure.key, f"{figure.label}（{figure.unit}）") for figure in all_figures().values()]
        self.fields["source_key"].choices = [("", "不取数"), *sources]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("figure_label")) != (cleaned.get("figure_value") is not None):
            self.add_error("figure_value", "数字名称和数值要同时填写，或都不填。")
        return cleaned


def figures_of(cleaned: dict[str, Any]) -> tuple[FigureEntry, ...]:
    """The figures that the form names: one from the system, one typed, or none."""
    entries = []
    if cleaned["source_key"]:
        entries.append(FigureEntry(label="", source_key=cleaned["source_key"]))
    if cleaned["figure_label"]:
        entries.append(FigureEntry(cleaned["figure_label"], cleaned["figure_unit"], cleaned["figure_value"]))
    return tuple(entries)


def months_before(today: date, count: int = 6) -> list[tuple[str, str]]:
    """This month and the ones before it, as choices."""
    first = today.replace(day=1)
    months = [add_months(first, -back) for back in range(count)]
    return [(month.isoformat(), f"{month.year}年{month.month}月") for month in months]


class IssueSlipForm(forms.Form):
    unit_id = forms.TypedChoiceField(label="被督办单位", coerce=int)
    level = forms.ChoiceField(label="级别", choices=SlipLevel.choices())
    reason = short_text("督办事由", help_text="写清楚什么事、应到哪一步、现在差在哪里。")
    upstream = short_text("影响到谁", is_required=False, rows=2)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]


class ReplySlipForm(forms.Form):
    reply = short_text("答复", rows=5, help_text="原因、措施、什么时候完成。区领导小组办公室会看到。")


def unit_choices(task: Task) -> list[tuple[int, str]]:
    """The units behind a task; a collective is opened into its members."""
    return [(unit.pk, unit.name) for unit in units_behind(task)]
