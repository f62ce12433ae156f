"""Forms of the workforce. They read what was typed; what may be is decided by the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tuoyu.registers.institutions.web.fields import choice_field, day_field, number_field, text_field
from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner
from tuoyu.registers.workforce.words import CertificateKind, Education, StaffKind

SHORTEST_PURPOSE = 4
_NONE = ("", "（不填）")
_OFF = {"autocomplete": "off"}


class RegisterForm(forms.Form):
    name = text_field("姓名", 64, widget=forms.TextInput(attrs=_OFF))
    citizen_id = text_field(
        "公民身份号码", 18, help_text="18 位，加密保存，平时只显示头尾", widget=forms.TextInput(attrs=_OFF)
    )
    mobile = text_field(
        "手机", 20, required=False, widget=forms.TextInput(attrs={**_OFF, "inputmode": "tel"})
    )
    kind = choice_field("岗位", choices=StaffKind.choices())
    starts_on = day_field("入职日期")
    is_full_time = forms.BooleanField(label="专职", required=False, initial=True)
    weekly_hours = number_field("每周排班小时", required=False, help_text="兼职的请填写")
    education = choice_field("学历", required=False, choices=[_NONE, *Education.choices()])
    management_years = number_field("相关管理年限", required=False, help_text="负责人填写，满几年填几")
    certificate = choice_field(
        "证书",
        required=False,
        choices=[_NONE, *CertificateKind.choices()],
        help_text="先登记一本，其余的以后可以补",
    )
    number = text_field("证书编号", 64, required=False)
    issuer = text_field("发证机关", 100, required=False)
    issued_on = day_field("发证日期", required=False)
    expires_on = day_field("有效期至", required=False, help_text="长期有效的不填")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("certificate") and "issued_on" in data and data["issued_on"] is None:
            self.add_error("issued_on", "选了证书，请填写发证日期。")
        return data


class CertificateForm(forms.Form):
    kind = choice_field("证书", choices=CertificateKind.choices())
    number = text_field("编号", 64, required=False)
    issuer = text_field("发证机关", 100, required=False)
    issued_on = day_field("发证日期")
    expires_on = day_field("有效期至", required=False, help_text="长期有效的不填")


class TrainingForm(forms.Form):
    subject = text_field("内容", 100)
    hours = forms.DecimalField(
        label="学时",
        min_value=0,
        max_value=9999,
        max_digits=6,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": "请填写学时。",
            "invalid": "学时应为数字，例如 8 或 1.5。",
            "min_value": "学时不能是负数。",
            "max_value": "学时太大，请核对。",
            "max_decimal_places": "学时最多一位小数。",
        },
    )
    done_on = day_field("完成日期")
    organiser = text_field("主办单位", 100, required=False)


class EndForm(forms.Form):
    ends_on = day_field("离职日期", help_text="最后一个工作日")


class RevealForm(forms.Form):
    purpose = text_field(
        "查看目的", 200, help_text="例如：核对健康合格证上的身份信息。写下的目的会留在操作日志里"
    )

    def clean_purpose(self) -> str:
        purpose = str(self.cleaned_data["purpose"]).strip()
        if len(purpose) < SHORTEST_PURPOSE:
            raise forms.ValidationError(f"目的写得太短，至少 {SHORTEST_PURPOSE} 个字。请写明要办的事。")
        return purpose


def registration(institution_id: int, data: dict[str, Any]) -> RegisterPractitioner:
    """The command of a registration form."""
    issued: date | None = data["issued_on"]
    shown = (
        (CertificateData(data["certificate"], issued, data["expires_on"], data["number"], data["issuer"]),)
        if data["certificate"] and issued
        else ()
    )
    return RegisterPractitioner(
        institution_id=institution_id,
        name=data["name"],
        citizen_id=data["citizen_id"],
        kind=data["kind"],
        starts_on=data["starts_on"],
        mobile=data["mobile"],
        education=data["education"],
        management_years=data["management_years"] or 0,
        is_full_time=data["is_full_time"],
        weekly_hours=data["weekly_hours"],
        certificates=shown,
    )
