"""Forms of the settings. They read what was typed; what may be is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms

from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import SYSTEM_ROLE
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.queries import not_over, units
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.kernel.context import Ctx

_Choices = list[tuple[str, str]]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def _text(label: str, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {length} 个字。"},
        **options,
    )


def _day(label: str, **options: Any) -> forms.DateField:
    sentence = f"{label}应写成 2026-11-25 这样的日期。"
    return forms.DateField(
        label=label,
        widget=DateInput(),
        error_messages={"required": f"请填写{label}。", "invalid": sentence},
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


class CtxForm(forms.Form):
    """A form whose choices depend on who asks: ``partial(AddUnitForm, ctx=request.ctx)``."""

    def __init__(self, *args: Any, ctx: Ctx, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ctx = ctx
        self.offer()

    def offer(self) -> None:
        """Fill in the choices."""

    def choose(self, name: str, choices: _Choices, *, is_optional: bool = False) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "（无）" if is_optional else "请选择"), *choices]


class AddUnitForm(CtxForm):
    name = _text("名称", 64, help_text="全称，与方案、文件中的叫法一致，例如：区卫生健康局")
    short_name = _text("简称", 32)
    code = _text("代码", 32, help_text="小写字母、数字和横线，全区唯一，定下后不再改")
    kind = _choice("性质", choices=[("", "请选择"), *UnitKind.choices()])
    area = _text("区划代码", 12, help_text="全区的单位填 6 位区代码，街镇填 9 位街道代码")
    aliases = forms.CharField(
        label="别名",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，导入方案时按这些叫法找到本单位",
        error_messages={"max_length": "别名合计最多 500 个字。"},
    )
    collective = _choice("所属统称", required=False, help_text="例如“各街镇”包括每个街道和镇")
    valid_from_on = _day("启用日期")

    def offer(self) -> None:
        found = units(self.ctx).filter(kind=str(UnitKind.COLLECTIVE)).order_by("position", "pk")
        self.choose(
            "collective", [(str(pk), name) for pk, name in found.values_list("pk", "name")], is_optional=True
        )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if not code.isascii() or not code.replace("-", "").replace("_", "").isalnum():
            raise forms.ValidationError(f"代码“{code}”只能用小写字母、数字和横线。例如：wjj。")
        return code

    def clean_area(self) -> str:
        area = str(self.cleaned_data["area"])
        if not (area.isascii() and area.isdecimal() and len(area) in {6, 9, 12}):
            raise forms.ValidationError(f"区划代码“{area}”应为 6、9 或 12 位数字，例如 {self.ctx.area}。")
        if not area.startswith(self.ctx.area):
            raise forms.ValidationError(f"区划代码“{area}”不在本区（{self.ctx.area}）内。请核对。")
        return area

    def clean_aliases(self) -> tuple[str, ...]:
        lines = (line.strip() for line in str(self.cleaned_data["aliases"]).splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))


class CloseUnitForm(forms.Form):
    valid_to_on = _day("停用日期", help_text="当天仍有效，次日起停用")


class AddUserForm(forms.Form):
    name = _text("姓名", 64)
    username = _text("登录名", 64, help_text="2 个字以上，不含空格和冒号，例如：wangfang-jyj")
    mobile = forms.CharField(
        label="手机",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="加密保存，列表中只显示前三位和后四位",
        error_messages={"max_length": "手机号应为 11 位。"},
    )
    password = _text(
        "初始密码",
        256,
        strip=False,
        help_text="当面告知本人；第一次登录必须改成自己的密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ResetUserForm(forms.Form):
    password = _text(
        "临时密码",
        256,
        strip=False,
        help_text="当面告知本人；登录后必须改成自己的密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RevealForm(forms.Form):
    purpose = _text(
        "查看目的", 200, help_text="例如：通知 11 月 25 日联席会议改期。写下的目的会留在操作日志里"
    )

    def clean_purpose(self) -> str:
        purpose = str(self.cleaned_data["purpose"]).strip()
        if len(purpose) < 4:
            raise forms.ValidationError("目的写得太短，至少 4 个字。请写明要办的事。")
        return purpose


class OpenPostForm(CtxForm):
    user = _choice("人员")
    unit = _choice("单位")
    role = _choice("角色")
    title = _text("职务", 64, required=False, help_text="例如：副局长")
    starts_on = _day("起始日期")
    ends_on = _day("终止日期", required=False, help_text="长期任职不填")

    def offer(self) -> None:
        self.choose("user", active_people())
        self.choose("unit", units_in_use(self.ctx))
        self.choose(
            "role", [(code, role.label) for code, role in role_matrix().roles.items() if code != SYSTEM_ROLE]
        )


class EndPostForm(forms.Form):
    ends_on = _day("终止日期", help_text="当天仍有效，次日起没有这个岗位的权限")


class DelegatePostForm(CtxForm):
    to_user = _choice("委托给", help_text="只列有效账号；受托人不能再转委托")
    starts_on = _day("起始日期")
    ends_on = _day("终止日期", help_text="委托必须有终止日期，且不超出原岗位")

    def offer(self) -> None:
        self.choose("to_user", [line for line in active_people() if line[0] != str(self.ctx.actor.user_id)])


def active_people() -> _Choices:
    """Accounts in use, by name. Names of colleagues are known to every officer; nothing else is shown."""
    rows = (
        User.objects.filter(is_active=True).order_by("name", "username").values_list("pk", "name", "username")
    )
    return [(str(pk), f"{name}（{username}）") for pk, name, username in rows]


def units_in_use(ctx: Ctx) -> _Choices:
    found = (
        units(ctx)
        .filter(not_over(ctx.today, "valid_to_on"))
        .exclude(kind=str(UnitKind.COLLECTIVE))
        .order_by("position", "pk")
    )
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


class NothingToFill(forms.Form):
    """A page that only asks: are you sure?"""
