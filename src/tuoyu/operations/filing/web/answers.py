"""Forms made from the book: one for the fields of a section, one for each row of a table. Shape only."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.vault.masks import masked
from tuoyu.operations.filing.rules.book import Field, FieldKind
from tuoyu.operations.filing.rules.sanitation import SanitationItem
from tuoyu.registers.institutions.words import Band
from tuoyu.registers.workforce.words import CertificateKind, Education, StaffKind

AreaChoices = tuple[tuple[str, str], ...]
CHOOSE = ("", "请选择")
YES_NO = (("yes", "是"), ("no", "否"))
_TABLES = (FieldKind.CLASSES, FieldKind.PEOPLE, FieldKind.ITEMS)


class AnswersForm(forms.Form):
    """The plain fields of a section. What is missing may stay missing: completeness is asked when it is handed in."""

    def __init__(
        self,
        *args: Any,
        fields: Sequence[Field],
        answers: Mapping[str, Any],
        areas: AreaChoices = (),
        open_fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> None:
        initial = {field.key: _shown(field, answers.get(field.key)) for field in fields}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.book = [field for field in fields if field.kind not in _TABLES and not field.is_fixed]
        for field in self.book:
            made = _MAKERS.get(field.kind, _text)(field, areas)
            made.required = False
            # Wanted in the end, but not to go on: the page does not call it optional.
            made.is_wanted = field.is_required  # type: ignore[attr-defined]
            if open_fields is not None and field.key not in open_fields:
                made.disabled = True
            self.fields[field.key] = made

    def answers(self) -> dict[str, Any]:
        """What was typed and fits, as the case keeps it; what does not fit is left as it was."""
        told = {}
        for field in self.book:
            if field.key in self.cleaned_data and not self.fields[field.key].disabled:
                told[field.key] = stored(field, self.cleaned_data[field.key])
        return told


def stored(field: Field, value: Any) -> Any:
    """A cleaned value as JSON keeps it: days and numbers as text, yes and no as truth."""
    if field.kind is FieldKind.YES_NO:
        return {"yes": True, "no": False}.get(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is not None else ""


def _shown(field: Field, value: Any) -> Any:
    if field.kind is FieldKind.YES_NO:
        return {True: "yes", False: "no"}.get(value, "")
    return value


def _help(field: Field) -> str:
    return "，".join(part for part in (field.unit and f"单位：{field.unit}", field.help) if part)


def _text(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.CharField(label=field.label, max_length=200, help_text=_help(field))


def _long(field: Field, _areas: AreaChoices) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=field.label, max_length=1000, help_text=_help(field), widget=widget)


def _phone(field: Field, _areas: AreaChoices) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    return forms.CharField(label=field.label, max_length=32, help_text=_help(field), widget=widget)


def _integer(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.IntegerField(
        label=field.label, min_value=-9, max_value=99_999, help_text=_help(field), widget=_number("numeric")
    )


def _decimal(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.DecimalField(
        label=field.label,
        min_value=0,
        max_value=999_999,
        max_digits=9,
        decimal_places=2,
        help_text=_help(field),
        widget=_number("decimal"),
    )


def _number(mode: str) -> forms.TextInput:
    """A phone shows digits; a text box takes what people paste and tells what is wrong."""
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


def _date(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.DateField(label=field.label, help_text=_help(field), widget=day_input())


def _choice(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.ChoiceField(label=field.label, choices=(CHOOSE, *field.choices), help_text=_help(field))


def _multi(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.MultipleChoiceField(
        label=field.label, choices=field.choices, help_text=_help(field), widget=forms.CheckboxSelectMultiple
    )


def _yes_no(field: Field, _areas: AreaChoices) -> forms.Field:
    return forms.ChoiceField(
        label=field.label, choices=YES_NO, help_text=_help(field), widget=forms.RadioSelect
    )


def _area(field: Field, areas: AreaChoices) -> forms.Field:
    return forms.ChoiceField(label=field.label, choices=(CHOOSE, *areas), help_text=_help(field))


_MAKERS: dict[FieldKind, Callable[[Field, AreaChoices], forms.Field]] = {
    FieldKind.LONG: _long,
    FieldKind.PHONE: _phone,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.MONEY: _decimal,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI: _multi,
    FieldKind.YES_NO: _yes_no,
    FieldKind.AREA: _area,
}


class RowForm(forms.Form):
    """A row of a table: which of its fields are wanted in the end."""

    wanted: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.wanted:
            self.fields[name].is_wanted = True  # type: ignore[attr-defined]


class ClassForm(RowForm):
    wanted = ("name", "band", "places")

    name = forms.CharField(label="班级名称", max_length=32, required=False)
    band = forms.ChoiceField(label="编班类型", choices=(CHOOSE, *Band.choices()), required=False)
    places = forms.IntegerField(
        label="托位", min_value=0, max_value=500, required=False, widget=_number("numeric")
    )


class PersonForm(RowForm):
    """One member of staff. Number and mobile are shown masked and kept where nothing is typed."""

    wanted = ("post", "name", "citizen_id", "education", "is_full_time", "health_until")

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    post = forms.ChoiceField(label="岗位", choices=(CHOOSE, *StaffKind.choices()), required=False)
    name = forms.CharField(label="姓名", max_length=64, required=False)
    citizen_id = forms.CharField(label="身份号码", max_length=32, required=False)
    mobile = forms.CharField(label="手机", max_length=20, required=False)
    education = forms.ChoiceField(label="学历", choices=(CHOOSE, *Education.choices()), required=False)
    management_years = forms.IntegerField(
        label="相关管理年限",
        min_value=0,
        max_value=60,
        required=False,
        widget=_number("numeric"),
        help_text="负责人填写",
    )
    is_full_time = forms.ChoiceField(
        label="专职", choices=YES_NO, required=False, initial="yes", widget=forms.RadioSelect
    )
    health_until = forms.DateField(label="健康证有效期至", required=False, widget=day_input())
    certificate = forms.ChoiceField(
        label="专业证书",
        required=False,
        choices=(CHOOSE, *((v, label) for v, label in CertificateKind.choices() if v != "health")),
    )
    certificate_number = forms.CharField(label="证书编号", max_length=64, required=False)
    certificate_until = forms.DateField(
        label="证书有效期至", required=False, widget=day_input(), help_text="长期有效的不填"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("citizen_id", "mobile"):
            kept = str(self.initial.get(f"{name}_mask", ""))
            if kept:
                self.fields[name].widget.attrs["placeholder"] = f"{kept}（不改就不用填）"


ClassFormSet = forms.formset_factory(ClassForm, extra=0, can_delete=True, max_num=60, absolute_max=60)
PersonFormSet = forms.formset_factory(PersonForm, extra=0, can_delete=True, max_num=300, absolute_max=300)


def class_rows(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in answers.get("classes") or ()]


def person_rows(people: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Staff rows as a form shows them: what is personal stays masked."""
    return [
        {
            **row,
            "citizen_id": "",
            "mobile": "",
            "citizen_id_mask": masked(str(row.get("citizen_id") or "")),
            "mobile_mask": masked(str(row.get("mobile") or "")),
            "is_full_time": "yes" if row.get("is_full_time", True) is not False else "no",
        }
        for row in people
    ]


def read_classes(formset: Any) -> list[dict[str, Any]]:
    """Rows that hold something and were not struck out."""
    found = []
    for form in formset.forms:
        data = form.cleaned_data
        if not data or data.get("DELETE") or not (data.get("name") or data.get("band") or data.get("places")):
            continue
        found.append({"name": data["name"], "band": data["band"], "places": data["places"] or 0})
    return found


def read_people(formset: Any, known: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows that hold somebody; number and mobile that were not typed anew are those known under the row's key."""
    before = {str(row.get("key")): row for row in known}
    found = []
    for form in formset.forms:
        data = form.cleaned_data
        if not data or data.get("DELETE") or not (data.get("name") or data.get("post")):
            continue
        old = before.get(data.get("key") or "", {})
        found.append(
            {
                "key": data.get("key") or secrets.token_hex(6),
                "post": data["post"],
                "name": data["name"].strip(),
                "citizen_id": data["citizen_id"].strip() or old.get("citizen_id", ""),
                "mobile": data["mobile"].strip() or old.get("mobile", ""),
                "education": data["education"],
                "management_years": data["management_years"] or 0,
                "is_full_time": data["is_full_time"] != "no",
                "health_until": _iso(data["health_until"]),
                "certificate": data["certificate"],
                "certificate_number": data["certificate_number"].strip(),
                "certificate_until": _iso(data["certificate_until"]),
            }
        )
    return found


class ItemsForm(forms.Form):
    """The self-assessment: each item met or not."""

    def __init__(
        self, *args: Any, items: Sequence[SanitationItem], told: Mapping[str, bool], **kwargs: Any
    ) -> None:
        initial = {code: "yes" if is_ok else "no" for code, is_ok in told.items()}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for item in items:
            doubt = "" if item.is_verified else "文字待核实"
            self.fields[item.code] = forms.ChoiceField(
                label=item.label,
                choices=(("yes", "符合"), ("no", "不符合")),
                required=False,
                widget=forms.RadioSelect,
                help_text=f"{item.part}{f'，{doubt}' if doubt else ''}",
            )
            self.fields[item.code].is_wanted = True  # type: ignore[attr-defined]

    def told(self) -> dict[str, bool]:
        return {code: value == "yes" for code, value in self.cleaned_data.items() if value in {"yes", "no"}}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
