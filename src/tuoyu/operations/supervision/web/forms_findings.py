"""Forms of findings: shape only; what must hold is asked of the services."""

from __future__ import annotations

from typing import Any

from django import forms

from tuoyu.foundation.ui.forms import day_input
from tuoyu.operations.supervision.commands.findings import NewFile
from tuoyu.operations.supervision.words.findings import Answered, SelfAnswer


def told(label: str, help_text: str = "", *, rows: int = 3, is_required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        required=is_required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CameraInput(forms.ClearableFileInput):
    """A phone offers camera and album; several pictures may be chosen at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/*,application/pdf"})


class PicturesField(forms.FileField):
    """Several files in one field; cleaned to a tuple of ``NewFile``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=CameraInput(), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = data if isinstance(data, list | tuple) else [data]
        kept = [super(PicturesField, self).clean(upload, initial) for upload in uploads if upload]
        return tuple(NewFile(upload.name, upload.read()) for upload in kept)


class SubmitForm(forms.Form):
    pictures = PicturesField(label="整改后的照片", help_text="对着改好的地方拍。可以选多张，也可以传 PDF。")
    text = told("做了什么", "几句话说清：换了什么、修了什么、谁负责看着。", rows=4)

    def __init__(self, *args: Any, is_wanted: bool = False, **kwargs: Any) -> None:
        """``is_wanted``: a picture must come along; the service says so, the form only does not call it optional."""
        super().__init__(*args, **kwargs)
        self.fields["pictures"].is_wanted = is_wanted  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    note = told("说明")

    def __init__(self, *args: Any, label: str = "", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label or self.fields["note"].label
        self.fields["note"].help_text = help_text


class LookBackForm(forms.Form):
    due_on = forms.DateField(label="哪天前去看", widget=day_input())
    note = told("看什么", is_required=False)


class ObjectionForm(forms.Form):
    reason = told("哪里不对", "写清事实和依据。整改期限照常计算，检查单位会答复。", rows=4)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结果",
        choices=[(each.value, each.label) for each in (Answered.UPHELD, Answered.KEPT)],
        widget=forms.RadioSelect,
    )
    reply = told("答复", "写清为什么；机构会看到。", rows=4)


class SelfCheckForm(forms.Form):
    answer = forms.ChoiceField(
        label="自查结果",
        choices=[(each.value, each.label) for each in (SelfAnswer.CLEAN, SelfAnswer.MENDED)],
        widget=forms.RadioSelect,
    )
    note = told("怎么处理的", "选“也有，已经处理”时要写。", is_required=False)


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""
