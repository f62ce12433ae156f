"""The application form as data: sections, fields, what each holds, for which form and which matter.

One table serves the wizard, the officer's desk, the checks of completeness, the corrections and the printed form. The
annexes of 国卫办人口发〔2019〕25号 and 国卫人口发〔2023〕28号 name the fields; their wording was recalled, not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.filing.words import BookForm, CaseKind
from tuoyu.registers.institutions.words import Meals, ServiceForm, Sponsor, SupplyForm, Tenure


class FieldKind(LabelledEnum):
    TEXT = "text", "文字"
    LONG = "long", "长文字"
    PHONE = "phone", "电话"
    INTEGER = "integer", "整数"
    DECIMAL = "decimal", "数"
    MONEY = "money", "金额（元）"
    DATE = "date", "日期"
    CHOICE = "choice", "单选"
    MULTI = "multi", "多选"
    YES_NO = "yes_no", "是否"
    AREA = "area", "社区"
    CLASSES = "classes", "班级表"
    PEOPLE = "people", "人员表"
    ITEMS = "items", "自评表"


class Section(LabelledEnum):
    """The steps of the wizard, in order."""

    BASICS = "basics", "机构"
    PREMISES = "premises", "场所"
    CLASSES = "classes", "班级和托位"
    PEOPLE = "people", "人员"
    SANITATION = "sanitation", "卫生自评"
    MATTER = "matter", "办理事项"
    EXITS = "exits", "幼儿安置"
    MATERIALS = "materials", "材料"


@dataclass(frozen=True, slots=True)
class Field:
    """``forms`` empty: every form. ``is_fixed``: comes from the registers and is only shown."""

    key: str
    label: str
    section: Section
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = True
    is_fixed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    help: str = ""
    forms: tuple[BookForm, ...] = ()

    def belongs_to(self, form: BookForm) -> bool:
        return not self.forms or form in self.forms


_NOT_HOME = (BookForm.INSTITUTION, BookForm.KINDERGARTEN)
_GARDEN = (BookForm.KINDERGARTEN,)
_S, _K = Section, FieldKind

BOOK: tuple[Field, ...] = (
    Field("name", "机构名称", _S.BASICS, help="与登记证书一致"),
    Field("uscc", "统一社会信用代码", _S.BASICS, is_fixed=True),
    Field("legal_person", "法定代表人", _S.BASICS, is_fixed=True, is_required=False),
    Field("form", "供给形态", _S.BASICS, _K.CHOICE, choices=tuple(SupplyForm.choices())),
    Field("sponsor", "举办主体", _S.BASICS, _K.CHOICE, choices=tuple(Sponsor.choices())),
    Field("is_inclusive", "普惠性", _S.BASICS, _K.YES_NO, help="按普惠价格收费，愿意接受价格管理"),
    Field("service_forms", "服务形式", _S.BASICS, _K.MULTI, choices=tuple(ServiceForm.choices())),
    Field("address", "地址", _S.BASICS, help="写到门牌号和楼层"),
    Field("area_code", "所在社区", _S.BASICS, _K.AREA),
    Field("head_name", "负责人", _S.BASICS),
    Field("public_phone", "公开电话", _S.BASICS, _K.PHONE, help="家长会看到这个号码"),
    Field("monthly_fee", "每月收费", _S.BASICS, _K.MONEY, is_required=False, unit="元/月", help="全日托的标准，不含餐费"),
    Field("meals", "供餐方式", _S.BASICS, _K.CHOICE, choices=tuple(Meals.choices())),
    Field("opens_on", "开业日期", _S.BASICS, _K.DATE, is_required=False, help="还没开业的填计划日期"),
    Field("tenure", "场所性质", _S.PREMISES, _K.CHOICE, choices=tuple(Tenure.choices())),
    Field("lease_from_on", "租期起", _S.PREMISES, _K.DATE, is_required=False, help="租赁的填写"),
    Field("lease_to_on", "租期止", _S.PREMISES, _K.DATE, is_required=False, help="租赁的填写"),
    Field("building_year", "房屋建成年份", _S.PREMISES, _K.INTEGER, unit="年"),
    Field("lowest_floor", "婴幼儿用房最低楼层", _S.PREMISES, _K.INTEGER, unit="层", help="地下写负数"),
    Field("highest_floor", "婴幼儿用房最高楼层", _S.PREMISES, _K.INTEGER, unit="层"),
    Field("built_m2", "建筑面积", _S.PREMISES, _K.DECIMAL, unit="平方米"),
    Field("indoor_m2", "室内使用面积", _S.PREMISES, _K.DECIMAL, unit="平方米"),
    Field("outdoor_m2", "室外活动场地", _S.PREMISES, _K.DECIMAL, unit="平方米", help="没有自用场地的填 0", forms=_NOT_HOME),
    Field("window_percent", "窗地面积比", _S.PREMISES, _K.DECIMAL, is_required=False, unit="%", help="窗户开启面积 ÷ 地面面积"),
    Field("sunlight_hours", "冬至日照", _S.PREMISES, _K.DECIMAL, is_required=False, unit="小时", help="不清楚的不填，现场看"),
    Field("observation_m2", "保健观察室面积", _S.PREMISES, _K.DECIMAL, unit="平方米", forms=_NOT_HOME),
    Field("has_nursing_area", "有喂奶区", _S.PREMISES, _K.YES_NO, help="收2岁以下婴幼儿的要有"),
    Field("classes", "班级", _S.CLASSES, _K.CLASSES),
    Field("people", "人员", _S.PEOPLE, _K.PEOPLE, help="每人一行：负责人、保育、保健、保安、炊事"),
    Field("sanitation", "卫生评价自评", _S.SANITATION, _K.ITEMS),
    Field("rooms", "班级活动室", _S.CLASSES, _K.INTEGER, unit="间", forms=_GARDEN),
    Field("rooms_used", "3—6岁在用活动室", _S.CLASSES, _K.INTEGER, unit="间", forms=_GARDEN),
    Field("seats_3_6", "3—6岁学位", _S.CLASSES, _K.INTEGER, unit="个", forms=_GARDEN),
    Field("children_3_6", "3—6岁在园", _S.CLASSES, _K.INTEGER, unit="人", forms=_GARDEN),
    Field("waiting_3_6", "3—6岁待入园", _S.CLASSES, _K.INTEGER, unit="人", forms=_GARDEN),
)  # fmt: skip

# What the other matters ask, besides or instead of the book.
MATTERS: dict[CaseKind, tuple[Field, ...]] = {
    CaseKind.SUSPENSION: (
        Field("from_on", "暂停起", _S.MATTER, _K.DATE),
        Field("until_on", "预计恢复", _S.MATTER, _K.DATE),
        Field("reason", "暂停原因", _S.MATTER, _K.LONG),
        Field("children", "现有在托婴幼儿", _S.MATTER, _K.INTEGER, unit="人"),
    ),
    CaseKind.RESUMPTION: (
        Field("from_on", "恢复服务日期", _S.MATTER, _K.DATE),
        Field("reason", "暂停期间的变化和整改", _S.MATTER, _K.LONG),
    ),
    CaseKind.CLOSURE: (
        Field("from_on", "终止服务日期", _S.MATTER, _K.DATE),
        Field("reason", "终止原因", _S.MATTER, _K.LONG),
        Field("children", "现有在托婴幼儿", _S.MATTER, _K.INTEGER, unit="人"),
        Field("has_refunded", "预收费已退清", _S.MATTER, _K.YES_NO),
    ),
}
# Matters that file the whole form, and those after which children need another place.
WHOLE = (CaseKind.FILING, CaseKind.CHANGE, CaseKind.BRANCH, CaseKind.CONVERSION)
# Those that tell again what the registers know: everything is filled in, and who is no longer named has left.
RETOLD = (CaseKind.CHANGE, CaseKind.CONVERSION)
ENDING = (CaseKind.SUSPENSION, CaseKind.CLOSURE)


def fields_of(kind: CaseKind, form: BookForm) -> tuple[Field, ...]:
    """Every field of a matter, in the order of the form."""
    if kind in WHOLE:
        return tuple(field for field in BOOK if field.belongs_to(form))
    return MATTERS[kind]


def sections_of(kind: CaseKind, form: BookForm) -> tuple[Section, ...]:
    """The steps of the wizard for a matter; papers come last where there are any."""
    held = {field.section for field in fields_of(kind, form)}
    if kind in WHOLE:
        held.add(Section.MATERIALS)
    if kind in ENDING:
        held.add(Section.EXITS)
    return tuple(section for section in Section if section in held)


def field_named(kind: CaseKind, form: BookForm, key: str) -> Field | None:
    return next((field for field in fields_of(kind, form) if field.key == key), None)


def label_of(kind: CaseKind, form: BookForm, key: str, materials: Mapping[str, str]) -> str:
    """What people call a field, or a paper (``material.<code>``)."""
    if key.startswith("material."):
        return materials.get(key.removeprefix("material."), key)
    found = field_named(kind, form, key)
    return found.label if found else key


def is_empty(value: Any) -> bool:
    """Nothing was answered; nought and no are answers."""
    return value is None or value in ("", [], {})


def missing_fields(
    kind: CaseKind, form: BookForm, answers: Mapping[str, Any], has_people: bool
) -> list[Field]:
    """Required fields without an answer. A lease wants its dates."""
    found = []
    for field in fields_of(kind, form):
        answered = has_people if field.kind is FieldKind.PEOPLE else not is_empty(answers.get(field.key))
        wanted = field.is_required or (
            field.key in ("lease_from_on", "lease_to_on") and answers.get("tenure") == Tenure.LEASE.value
        )
        if wanted and not answered and not field.is_fixed:
            found.append(field)
    return found


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    """Keys whose answer is another than before; empty and absent are the same."""
    return [
        key
        for key in keys
        if before.get(key) != after.get(key) and not (is_empty(before.get(key)) and is_empty(after.get(key)))
    ]


# Which papers a change has to show again.
_PAPERS_OF: dict[str, tuple[str, ...]] = {
    "name": ("licence",),
    "form": ("licence",),
    "address": ("licence", "premises", "fire", "sanitation"),
    "tenure": ("premises",),
    "lease_from_on": ("premises",),
    "lease_to_on": ("premises",),
    "highest_floor": ("premises", "fire"),
    "lowest_floor": ("premises", "fire"),
    "indoor_m2": ("premises", "fire"),
    "meals": ("food",),
    "head_name": ("staff",),
    "people": ("staff",),
    "sanitation": ("sanitation",),
}  # fmt: skip


def papers_of_change(changed: Iterable[str]) -> frozenset[str]:
    """Codes of the papers that these changes want."""
    return frozenset(code for key in changed for code in _PAPERS_OF.get(key, ()))


def as_date(value: Any) -> date | None:
    """A stored answer (ISO text) as a day; None where there is none."""
    return date.fromisoformat(value) if value else None


def as_decimal(value: Any) -> Decimal | None:
    """A stored answer as a number; None where it is none: empty, words, NaN, Infinity."""
    try:
        number = None if is_empty(value) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def as_integer(value: Any) -> int | None:
    number = as_decimal(value)
    return None if number is None or number != number.to_integral_value() else int(number)
