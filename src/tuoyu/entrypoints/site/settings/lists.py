"""The lists of the settings, declared once."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.audit.words import Result
from tuoyu.foundation.people.permissions import OWN_ACTIONS
from tuoyu.foundation.people.words import Validity
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, Row
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx

VALIDITY = {
    "now": ("ok", Validity.NOW.label),
    "later": ("info", Validity.LATER.label),
    "over": ("none", Validity.OVER.label),
}
RESULTS = {
    "ok": ("ok", Result.OK.label),
    "unchanged": ("none", Result.UNCHANGED.label),
    "refused": ("warn", Result.REFUSED.label),
    "failed": ("bad", Result.FAILED.label),
}
ACCOUNT = {True: ("ok", "在用"), False: ("none", "已停用")}


def verb_label(code: str) -> str:
    """What an action is called; its code where the installation no longer knows it."""
    known: dict[str, Action] = all_actions() | {action.code: action for action in OWN_ACTIONS}
    return known[code].label if code in known else code


def verb_choices(_ctx: Ctx) -> Choices:
    """Every action that can stand in the journal, by its name."""
    known = {**all_actions(), **{action.code: action for action in OWN_ACTIONS}}
    return tuple(
        (code, action.label)
        for code, action in known.items()
        if action.kind == "write" or action.is_sensitive
    )


def role_choices(_ctx: Ctx) -> Choices:
    return tuple((code, role.label) for code, role in role_matrix().roles.items())


def _delegated(value: Any, _row: Row) -> str:
    return f"受 {value} 委托" if value else "—"


def _masked(value: Any, _row: Row) -> str:
    return str(value) if value else "—"


def _credential(value: Any, _row: Row) -> str:
    """Only what somebody has to do stands out."""
    return pill("warn", "待本人修改") if value else "本人已设"


def _role(value: Any, _row: Row) -> str:
    return role_matrix().label(str(value))


def _with_number(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """The entries of a person, of an object or of a request, whichever has this number."""
    is_key = text.isascii() and text.isdecimal() and len(text) < 19
    of_person = Q(user_id=int(text)) if is_key else Q(pk__in=())
    return rows.filter(of_person | Q(object_id=text) | Q(request_id=text))


UNITS = ListSpec(
    name="people.unit",
    title="单位名录",
    columns=(
        Column("name", "名称", is_sortable=True),
        Column("short_name", "简称"),
        Column("kind", "性质", labels=UnitKind, is_sortable=True),
        Column("collective", "所属统称", field="collective__name"),
        Column("area", "区划代码"),
        Column("valid_from_on", "启用日期", ColumnKind.DATE, is_sortable=True),
        Column("state", "状态", pills=VALIDITY),
        Column("position", "顺序", ColumnKind.NUMBER, is_sortable=True),
    ),
    filters=(
        Filter("kind", "性质", FilterKind.MULTI, choices=tuple(UnitKind.choices())),
        Filter("state", "状态", choices=tuple(Validity.choices())),
    ),
    search_fields=("name", "short_name", "code"),
    search_hint="搜名称、简称、代码",
    default_sort="position",
    row_url="people:unit-detail",
    empty=Empty("还没有登记单位", "单位随区划文件载入，也可以逐个登记。", "building-bank"),
    export_name="单位名录",
)

USERS = ListSpec(
    name="people.user",
    title="人员账号",
    columns=(
        Column("name", "姓名", is_sortable=True),
        Column("username", "登录名", is_sortable=True),
        Column("mobile", "手机", cell=_masked, export=lambda value, _: str(value or "")),
        Column("is_active", "账号", pills=ACCOUNT),
        Column(
            "has_temporary_password",
            "密码",
            cell=_credential,
            export=lambda value, _: "待本人修改" if value else "本人已设",
        ),
        Column("last_login", "最近登录", ColumnKind.MOMENT, is_sortable=True),
        Column("made_at", "登记时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("is_active", "在用", FilterKind.BOOLEAN),
        Filter("has_temporary_password", "密码待修改", FilterKind.BOOLEAN),
        Filter("is_demo", "演示账号", FilterKind.BOOLEAN),
    ),
    search_fields=("name", "username"),
    search_hint="搜姓名、登录名",
    default_sort="username",
    row_url="people:user-detail",
    empty=Empty("还没有登记人员", "登记后再任命岗位，才有权限。", "users"),
    export_name="人员账号",
)

POSTS = ListSpec(
    name="people.post",
    title="岗位任命",
    columns=(
        Column("user", "人员", field="user__name", is_sortable=True),
        Column("unit", "单位", field="unit__name", is_sortable=True, sort_field="unit__position"),
        Column("role", "角色", cell=_role, export=_role, is_sortable=True),
        Column("title", "职务"),
        Column("starts_on", "自", ColumnKind.DATE, is_sortable=True),
        Column("ends_on", "至", ColumnKind.DATE, is_sortable=True),
        Column("delegated", "来由", field="delegated_from__user__name", cell=_delegated),
        Column("state", "状态", pills=VALIDITY),
    ),
    filters=(
        Filter("state", "状态", choices=tuple(Validity.choices())),
        Filter("role", "角色", FilterKind.MULTI, choices=role_choices),
        Filter("days", "起始日期", FilterKind.DATES, field="starts_on"),
    ),
    search_fields=("user__name", "unit__name", "title"),
    search_hint="搜人员、单位、职务",
    default_sort="unit",
    row_url="people:post-detail",
    empty=Empty("还没有岗位", "任命岗位后，人员才有权限。", "id-badge-2"),
    export_name="岗位任命",
)

ENTRIES = ListSpec(
    name="audit.entry",
    title="操作日志",
    columns=(
        Column("at", "时间", ColumnKind.MOMENT),
        Column("actor_name", "操作者"),
        Column("unit_name", "单位"),
        Column(
            "verb",
            "操作",
            cell=lambda value, _: verb_label(str(value)),
            export=lambda value, _: verb_label(str(value)),
        ),
        Column("object_title", "对象", is_wide=True),
        Column("result", "结果", pills=RESULTS),
        Column("purpose", "目的"),
        Column("position", "链上序号", ColumnKind.NUMBER),
    ),
    filters=(
        Filter("verb", "操作", choices=verb_choices),
        Filter("result", "结果", choices=tuple(Result.choices())),
        Filter("at", "日期", FilterKind.DATES),
        Filter("number", "编号", FilterKind.TEXT, apply=_with_number),
    ),
    search_fields=("actor_name", "object_title", "note"),
    search_hint="搜操作者、对象、说明",
    default_sort="-pk",
    row_url="audit:entry-detail",
    empty=Empty("还没有日志", "每次办理都会在这里留下一条。", "history"),
    export_name="操作日志",
)
