"""Words of exchange: kinds of columns, and the sentences that name row, column, value and what is expected."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class ColumnKind(LabelledEnum):
    TEXT = "text", "文字"
    INTEGER = "integer", "整数"
    DECIMAL = "decimal", "数字"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"


DICTIONARY_HEAD = ("列名", "类型", "是否必填", "可选值", "填写说明", "例子", "字段名")
HELP_MARK = "填写说明："
DICTIONARY_SHEET = "填写说明"
CHOICES_SHEET = "选项"
YES, NO = "是", "否"
# The last column of an error file.
PROBLEM_HEAD = "问题"
# The last columns of the error file of a big import.
PROBLEM_HEADS = ("行", "列", "原因")
# Columns that every second export has and that say nothing.
IDLE_HEADS = ("序号", "行号", "备注")

EXPECTED: dict[ColumnKind, str] = {
    ColumnKind.INTEGER: "应填整数，例如 120",
    ColumnKind.DECIMAL: "应填数字，例如 93.6",
    ColumnKind.DATE: "应填日期，例如 2026-11-25",
}
TEMPLATE_NEXT = "请下载模板，按模板的列名填写后再上传。"
FIX_NEXT = "请按提示改好文件后重新上传；一行也没有写入。"
SEEN_BEFORE_CHANGED = "这一行以前导入过，内容与那时不同"
SEEN_NEXT = "要改已导入的数据，请在系统里更正，不要重新导入"
TWICE = "与第 {line} 行重复"


def row_sentence(line: int, column: str, value: str, expected: str) -> str:
    """第5行“分子”：“abc”，应填数字，例如 93.6。"""
    shown = value if len(value) <= 40 else f"{value[:40]}…"
    where = f"第{line}行“{column}”" if column else f"第{line}行"
    said = f"“{shown}”，" if value else ""
    return f"{where}：{said}{expected}。"


def missing(label: str) -> str:
    return f"没有填，{label}是必填项"


def too_long(limit: int, length: int) -> str:
    return f"有{length}个字，最多{limit}个字"


def too_small(limit: object) -> str:
    return f"应不小于{limit}"


def too_big(limit: object) -> str:
    return f"应不大于{limit}"


def too_many_places(places: int) -> str:
    return f"小数最多{places}位"


def not_offered(choices: list[str]) -> str:
    shown = "、".join(choices[:12])
    return f"应填其中之一：{shown}{'等' if len(choices) > 12 else ''}"


def no_header(labels: list[str]) -> str:
    return f"前20行里找不到表头。表头应有这些列：{'、'.join(labels)}。"


def columns_missing(labels: list[str]) -> str:
    return f"表头缺少{'、'.join(f'“{label}”' for label in labels)}。"


def columns_unknown(labels: list[str]) -> str:
    return f"有不认识的列：{'、'.join(f'“{label}”' for label in labels)}。"


def column_twice(label: str) -> str:
    return f"表头里“{label}”出现了两次。"


def too_many_rows(limit: int) -> str:
    return f"一次最多导入{limit}行，这个文件超过了。"


def error_cell(cell: str) -> str:
    return f"{cell} 单元格是公式错误（例如 #DIV/0!），读不出数值。"


NO_ROWS = "表头下面没有数据。"
NOT_A_SHEET = "这个文件不是可以读取的表格。"
ODD_CSV = "CSV 文件的引号不成对，或者有一格超过十三万字，读不下去。"
FALSE_SIZE = "文件解开后比它自己声明的大得多，是压缩炸弹的写法。"
CELL_CUT = "…（过长已截断，全文请导出 CSV）"
TOO_LONG_SHEET = "这个工作簿有{most}行或更多，放不进一次读取。"
AS_CSV_NEXT = "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”后再导入，CSV 不限行数。"
