"""Words of the design system: the five lights, the groups of the rail, what the shell and the lists say."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Light(LabelledEnum):
    """How a thing stands. Shown as word + icon shape + colour, never as colour alone."""

    OK = "ok", "正常"
    WARN = "warn", "临期"
    BAD = "bad", "逾期"
    NONE = "none", "未知"
    INFO = "info", "提示"


LIGHT_ICONS: dict[str, str] = {
    "ok": "check",
    "warn": "clock-exclamation",
    "bad": "alert-octagon",
    "none": "circle-dashed",
    "info": "info-circle",
}


class Origin(LabelledEnum):
    """Where a figure comes from: drawn from the system of record, typed by a person, or not yet checked."""

    SYSTEM = "system", "系统取数"
    TYPED = "typed", "手工填报"
    UNVERIFIED = "unverified", "待核实"


class Mode(LabelledEnum):
    """How the page is drawn; both may be on at once."""

    CONTRAST = "contrast", "高对比度"
    ELDER = "elder", "大字版"


# Order of the groups in the rail; the first has no heading.
NAV_GROUPS = ("", "方案", "底册", "业务", "监督", "总览", "设置")

WEEKDAYS = "一二三四五六日"
NOTHING = "—"


def days_left_sentence(days_left: int | None, *, is_tentative: bool = False, is_met: bool = False) -> str:
    """The word of a clock: 剩 2 个工作日, 今天到期, 逾期 3 个工作日, 暂定, 未设期限, 已办结."""
    if is_met:
        return "已办结"
    if days_left is None:
        return "期限暂定" if is_tentative else "未设期限"
    if days_left < 0:
        text = f"逾期 {-days_left} 个工作日"
    else:
        text = f"剩 {days_left} 个工作日" if days_left else "今天到期"
    return f"{text}（暂定）" if is_tentative else text


def unknown_choice(label: str, value: str, choices: list[str]) -> str:
    """A filter was given a value that it does not offer."""
    offered = "、".join(choices[:8]) + ("等" if len(choices) > 8 else "")
    return f"筛选条件“{label}”没有“{value[:20]}”这个选项，可选：{offered or '（暂无选项）'}。请重新选择。"


def bad_date(label: str, value: str) -> str:
    return f"筛选条件“{label}”的日期“{value[:20]}”读不懂，应写成 2026-11-25 这样的日期。请重新选择。"


def dates_crossed(label: str, first: str, last: str) -> str:
    return f"筛选条件“{label}”的开始日期 {first} 晚于结束日期 {last}。请把两个日期对调。"


def text_too_long(label: str, limit: int) -> str:
    return f"“{label}”最多写 {limit} 个字。请缩短后再找。"


def unknown_sort(value: str, choices: list[str]) -> str:
    return f"不能按“{value[:20]}”排序，可以按：{'、'.join(choices) or '（固定顺序）'}。"


def unknown_export(value: str) -> str:
    return f"不能导出为“{value[:20]}”，可选：csv、xlsx。"


STALE_CURSOR = "翻页位置已经失效（排序方式或网址变了），现在显示的是第一页。"
SEARCH_LIMIT = 60


def heap_label(total: int, measure: str) -> str:
    """A circle on the map that stands for many."""
    return f"这一处 {total:,} {measure}"


def map_note(total: int, measure: str) -> str:
    """What the map shows now, said aloud when it changes."""
    return f"图上共 {total:,} {measure}" if total else "这一带没有标出的地点，移动或缩小地图再看。"
