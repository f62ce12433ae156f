"""Fields that registers' forms are made of: each says in Chinese what is expected when the value is wrong."""

from __future__ import annotations

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def text_field(label: str, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {length} 个字。"},
        **options,
    )


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DateInput(),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}应写成 2026-11-25 这样的日期。",
        },
        **options,
    )


def number_field(label: str, least: int = 0, **options: Any) -> forms.IntegerField:
    sentence = f"{label}应为不小于 {least} 的整数。"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": f"请填写{label}，没有的填 0。",
            "invalid": sentence,
            "min_value": sentence,
            "max_value": f"{label}太大，请核对。",
        },
        **options,
    )


def choice_field(label: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        error_messages={
            "required": f"请选择{label}。",
            "invalid_choice": f"{label}没有这个选项，请从列表中选择。",
        },
        **options,
    )
