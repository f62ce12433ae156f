"""The form of the gallery."""

from __future__ import annotations

from django import forms

from tuoyu.foundation.ui.forms import day_input


class SpecimenForm(forms.Form):
    """Every kind of field, one of them wrong."""

    title = forms.CharField(label="标题", help_text="一句话说明这次进展，不超过 40 字。", max_length=40)
    kind = forms.ChoiceField(label="报送类型", choices=[("month", "月报"), ("quarter", "季报")])
    happened_on = forms.DateField(
        label="发生日期",
        widget=day_input(),
        error_messages={"invalid": "日期应写成 2026-11-25。"},
    )
    body = forms.CharField(label="进展内容", widget=forms.Textarea, required=False)
    streets = forms.MultipleChoiceField(
        label="涉及街镇",
        choices=[("1", "甲街道"), ("2", "乙街道")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_checked = forms.BooleanField(label="数字已与底册核对", required=False)
