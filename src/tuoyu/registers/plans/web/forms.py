"""Forms of the plan register."""

from __future__ import annotations

from typing import Any

from django import forms

from tuoyu.registers.plans.reading import MAX_CHARACTERS


class ImportPlanForm(forms.Form):
    file = forms.FileField(
        label="方案文件",
        required=False,
        help_text="Word（docx）、PDF（有文字层）、网页另存或纯文本都可以。",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.docx,.pdf,.html,.htm"}),
    )
    text = forms.CharField(
        label="或者粘贴正文",
        required=False,
        max_length=MAX_CHARACTERS,
        help_text="从网页整页复制也行，页眉页脚会自动去掉。",
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("file", "请选择文件，或把正文粘贴到下面的文本框。")
        return cleaned


class AdoptPlanForm(forms.Form):
    """Which of the names that no unit bears become units on adoption."""

    new_units = forms.MultipleChoiceField(
        label="采用时登记为新单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="没有勾选的名称请先在核对页改成已登记的单位。",
    )

    def __init__(self, *args: Any, unknown: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unknown:
            self.fields["new_units"].choices = [(name, name) for name in unknown]  # type: ignore[attr-defined]
        else:
            del self.fields["new_units"]


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""
