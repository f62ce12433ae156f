"""Forms of targets. They read what was typed; what may be is decided by the services."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms

from tuoyu.governance.targets.models import Indicator
from tuoyu.governance.targets.words import Direction, Period

Choices = Sequence[tuple[str, str]]


class FigureField(forms.DecimalField):
    """A count as people type it: thousands separators, spaces and full-width digits are understood."""

    def __init__(self, *, label: str, **options: Any) -> None:
        super().__init__(
            label=label,
            max_digits=14,
            decimal_places=4,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "required": f"请填写{label}。",
                "invalid": f"{label}应为数字，例如 20405。",
                "max_digits": f"{label}太大，请核对。",
                "max_whole_digits": f"{label}太大，请核对。",
                "max_decimal_places": f"{label}最多 4 位小数。",
            },
            **options,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
        return super().to_python(value)


def _text(label: str, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {length} 个字。"},
        **options,
    )


def _choice(label: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        error_messages={
            "required": f"请选择{label}。",
            "invalid_choice": f"{label}没有这个选项，请从列表中选择。",
        },
        **options,
    )


class CountsForm(forms.Form):
    """The counts of one indicator, called as the indicator calls them; without a denominator there is no such field."""

    numerator = FigureField(label="分子")
    denominator = FigureField(label="分母")
    source = _text("数据来源", 200, help_text="从哪份台账、报表或调查来的，例如：妇幼健康月报表 10 月")
    evidence = forms.FileField(
        label="佐证文件", required=False, help_text="台账、报表或调查报告的扫描件或电子版"
    )
    is_checked = forms.BooleanField(label="与上一期相差很大的数，我已核对过", required=False)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._call(
            self.fields["numerator"],
            "分子" if indicator.denominator_label else "数值",
            indicator.numerator_label,
        )
        if indicator.denominator_label:
            self._call(self.fields["denominator"], "分母", indicator.denominator_label)
        else:
            del self.fields["denominator"]
            self.fields["numerator"].help_text = f"单位：{indicator.unit}"

    def _call(self, field: forms.Field, kind: str, label: str) -> None:
        field.label = f"{kind}：{label}" if label else kind


class RecordForm(CountsForm):
    period_on = _choice("时期")
    area = _choice("范围")

    field_order = ("period_on", "area", "numerator", "denominator", "source", "evidence", "is_checked")

    def __init__(self, *args: Any, periods: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("period_on", periods), ("area", areas)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)


class CorrectForm(CountsForm):
    reason = _text("更正原因", 200, help_text="例如：抄写时少打一位；街镇补报")

    field_order = ("numerator", "denominator", "reason", "source", "evidence", "is_checked")


class DefineForm(forms.Form):
    name = _text("名称", 100)
    definition = forms.CharField(
        label="定义",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写定义。"},
        help_text="哪些人、哪些事、什么时段计入，让换一个人来统计也得出同一个数",
    )
    formula = _text("公式", 300, required=False)
    numerator_label = _text("分子", 200, help_text="数的是什么，例如：当年随访1次及以上的婴幼儿数")
    denominator_label = _text("分母", 200, required=False, help_text="没有分母的（个数、天数）留空")
    unit = _text("单位", 32, help_text="百分比填 %，其余填 家、个、个/千人 等")
    decimals = forms.IntegerField(
        label="小数位",
        min_value=0,
        max_value=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填写小数位，整数填 0。",
            "invalid": "小数位应为 0 到 4 的整数。",
            "min_value": "小数位应为 0 到 4 的整数。",
            "max_value": "小数位应为 0 到 4 的整数。",
        },
    )
    counted_in = _text(
        "分子的量词", 8, required=False, help_text="用来说“还差 318 名”；抽样调查的指标留空，只说差几个百分点"
    )
    direction = _choice("方向", choices=Direction.choices())
    period = _choice("周期", choices=Period.choices())
    owner_id = _choice("责任单位")
    basis = _text("口径依据", 300, help_text="文件名和条款，或会议纪要")
    is_confirmed = forms.BooleanField(label="口径已经领导小组办公室确认", required=False)

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner_id"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [("", "请选择"), *owners]
