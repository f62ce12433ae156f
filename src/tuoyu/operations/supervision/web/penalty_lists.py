"""The lists of penalties: for those who handle them, for everybody, and as the file that goes to the credit platform."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.formats import wan_yuan
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.penalties import PenaltyState
from tuoyu.operations.supervision.offence_files import all_offences
from tuoyu.operations.supervision.rules.penalties import Sentence, shown
from tuoyu.operations.supervision.web.penalty_way import STATES
from tuoyu.operations.supervision.words.penalties import kinds_label

SUBJECT = "法人及非法人组织"


def _kinds(value: Any, _row: Row) -> str:
    return kinds_label(value or ())


def _wan(value: Any, _row: Row) -> Decimal | None:
    """Fen as 万元, the unit of the 双公示 record."""
    return Decimal(value) / 1_000_000 if value else None


def _sum(value: Any, _row: Row) -> str:
    return wan_yuan(value) if value else "—"


def _content(value: Any, row: Row) -> str:
    """``警告、罚款 2 万元；停业 15 日``."""
    fine, taken = row["penalty__decided_fine_fen"], row["penalty__decided_confiscated_fen"]
    said = shown(Sentence(frozenset(value or ()), fine, taken))
    return f"{said}；{row['penalty__decided_measure']}" if row["penalty__decided_measure"] else said


def _state(value: str, _row: Row) -> SafeString:
    return pill(*STATES[value])


def _due(value: Any, _row: Row) -> SafeString | str:
    return pill("warn", f"至 {value.month}月{value.day}日", "clock") if value else ""


def _offences(_ctx: Ctx) -> tuple[tuple[str, str], ...]:
    return tuple((each.code, each.label) for each in all_offences())


PENALTIES = ListSpec(
    name="supervision.penalty",
    title="行政处罚",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("offence_label", "违法行为", is_wide=True),
        Column("state", "进展", cell=_state, export=lambda value, _: PenaltyState.label_of(value), is_sortable=True),
        Column("due", "时限", cell=_due, export=lambda value, _: value, is_sortable=True),
        Column("decided_fine_fen", "罚款", ColumnKind.NUMBER, cell=_sum, export=_wan, is_sortable=True),
        Column("number", "决定书文号", is_sortable=True),
        Column("unit__short_name", "处罚机关"),
        Column("opened_at", "立案时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("state", "进展", FilterKind.MULTI, choices=tuple(PenaltyState.choices())),
        Filter("offence", "违法行为", FilterKind.MULTI, choices=_offences),
        Filter("opened_at", "立案时间", FilterKind.DATES),
        Filter("decided_on", "决定日期", FilterKind.DATES),
    ),
    search_fields=("institution__name", "operator_uscc", "number"),
    search_hint="搜机构、信用代码、文号",
    default_sort="-opened_at",
    row_url="supervision:penalty-detail",
    export_name="行政处罚案件",
    empty=Empty("没有处罚案件", "检查发现要处罚的，由检查负责人立案。", "gavel"),
)  # fmt: skip


def _under(upper: Any, lower: Any) -> SafeString:
    return format_html('{}<span class="ty-penalty-sub">{}</span>', upper, lower)


PUBLIC = ListSpec(
    name="supervision.publication",
    title="行政处罚公示",
    columns=(
        Column("penalty__number", "决定书文号", cell=lambda value, row: _under(value, row["penalty__unit__name"])),
        Column("penalty__operator_name", "当事人", cell=lambda value, row: _under(value, row["penalty__operator_uscc"]), is_wide=True),
        Column("penalty__offence_label", "违法行为", cell=lambda value, row: _under(value, row["fact"]), is_wide=True),
        Column("penalty__decided_kinds", "处罚和依据", cell=lambda value, row: _under(_content(value, row), row["penalty__basis"]), is_wide=True),
        Column("penalty__decided_on", "决定日期", ColumnKind.DATE, is_sortable=True),
        Column("display_until_on", "公示截止期", ColumnKind.DATE, is_sortable=True),
    ),
    filters=(Filter("penalty__decided_on", "决定日期", FilterKind.DATES),),
    search_fields=("penalty__operator_name", "penalty__operator_uscc", "penalty__number"),
    search_hint="搜当事人、信用代码、文号",
    default_sort="-penalty__decided_on",
    extra_fields=(
        "fact", "penalty__unit__name", "penalty__operator_uscc", "penalty__basis", "penalty__decided_fine_fen",
        "penalty__decided_confiscated_fen", "penalty__decided_measure",
    ),
    empty=Empty("现在没有公示中的行政处罚", "公示期满的自动撤下。", "gavel"),
)  # fmt: skip

# One fact a column, in the order and with the names of the 双公示 record for penalties.
RECORD = ListSpec(
    name="supervision.publication_record",
    title="行政处罚双公示",
    columns=(
        Column("penalty__operator_name", "行政相对人名称"),
        Column("penalty__state", "行政相对人类别", export=lambda _value, _row: SUBJECT),
        Column("penalty__operator_uscc", "统一社会信用代码"),
        Column("penalty__number", "行政处罚决定书文号"),
        Column("penalty__offence_label", "违法行为类型"),
        Column("fact", "违法事实"),
        Column("penalty__basis", "处罚依据"),
        Column("penalty__decided_kinds", "处罚类别", export=_kinds),
        Column("kinds_again", "处罚内容", field="penalty__decided_measure", export=lambda _value, row: _content(row["penalty__decided_kinds"], row)),
        Column("penalty__decided_fine_fen", "罚款金额（万元）", export=_wan),
        Column("penalty__decided_confiscated_fen", "没收金额（万元）", export=_wan),
        Column("penalty__decided_on", "处罚决定日期", ColumnKind.DATE, is_sortable=True),
        Column("display_until_on", "公示截止期", ColumnKind.DATE),
        Column("penalty__unit__name", "处罚机关"),
        Column("penalty__unit__code", "处罚机关代码"),
        Column("source", "数据来源单位", field="penalty__unit__short_name", export=lambda value, _row: value),
    ),
    default_sort="penalty__decided_on",
    export_name="行政处罚双公示",
)  # fmt: skip
