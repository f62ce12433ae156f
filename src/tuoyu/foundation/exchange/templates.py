"""The Excel template of a sheet: heads, a line of help, choices to pick from, and the dictionary behind it."""

from __future__ import annotations

import io
from typing import Any

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn
from tuoyu.foundation.exchange.words import ColumnKind

_FIRST_LINE = 2
_EARLIEST, _LATEST = "1990-01-01", "2099-12-31"


def template_of(sheet: Sheet) -> bytes:
    """An xlsx file that, filled in, reads back without a question."""
    import xlsxwriter  # noqa: PLC0415 heavy, and wanted by few requests

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet.title[:31])
        guide = book.add_worksheet(words.DICTIONARY_SHEET)
        choices = book.add_worksheet(words.CHOICES_SHEET)
        choices.hide()
        formats = _formats(book)
        page.freeze_panes(_FIRST_LINE, 0)
        page.set_row(1, 48)
        for place, column in enumerate(sheet.columns):
            _write_column(page, choices, place, column, formats)
            _validate(page, place, column, sheet.most_rows)
        _write_guide(guide, sheet, formats)
    return stream.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    head = {"bold": True, "bottom": 1, "bg_color": "#E3F1EB"}
    return {
        "head": book.add_format(head),
        "required": book.add_format({**head, "font_color": "#A3271E"}),
        "help": book.add_format(
            {"italic": True, "font_color": "#5B6B63", "text_wrap": True, "valign": "top", "font_size": 9}
        ),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "number": book.add_format({"num_format": "General"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_column(page: Any, choices: Any, place: int, column: SheetColumn, formats: dict[str, Any]) -> None:
    star = "*" if column.is_required else ""
    page.write_string(0, place, f"{column.label}{star}", formats["required" if star else "head"])
    text = column.help or column.expected
    example = f"例：{column.example}" if column.example else ""
    mark = words.HELP_MARK if place == 0 else ""
    page.write_string(
        1, place, f"{mark}{'；'.join(part for part in (text, example) if part)}", formats["help"]
    )
    kind = {ColumnKind.DATE: "date", ColumnKind.INTEGER: "number", ColumnKind.DECIMAL: "number"}
    # Text cells keep the zeros in front of a code and never turn a long number into 3.30302E+08.
    page.set_column(place, place, max(14, len(column.label) * 2 + 4), formats[kind.get(column.kind, "text")])
    for line, (_, label) in enumerate(column.choices):
        choices.write_string(line, place, label)


def _validate(page: Any, place: int, column: SheetColumn, most_rows: int) -> None:
    rule = _rule(place, column)
    if rule is None:
        return
    hint = {
        "ignore_blank": not column.is_required,
        "error_title": f"{column.label}填得不对"[:32],
        "error_message": f"{column.expected}。"[:255],
    }
    page.data_validation(_FIRST_LINE, place, _FIRST_LINE + most_rows - 1, place, {**rule, **hint})


def _rule(place: int, column: SheetColumn) -> dict[str, Any] | None:
    if column.kind is ColumnKind.CHOICE and column.choices:
        letter = _letters(place)
        source = f"={words.CHOICES_SHEET}!${letter}$1:${letter}${len(column.choices)}"
        return {"validate": "list", "source": source}
    if column.kind is ColumnKind.DATE:
        formula = '=DATEVALUE("{}")'
        bounds = {"minimum": formula.format(_EARLIEST), "maximum": formula.format(_LATEST)}
        return {"validate": "date", "criteria": "between", **bounds}
    if column.kind in {ColumnKind.INTEGER, ColumnKind.DECIMAL}:
        lowest = -(10**12) if column.minimum is None else float(column.minimum)
        highest = 10**12 if column.maximum is None else float(column.maximum)
        kind = "integer" if column.kind is ColumnKind.INTEGER else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": lowest, "maximum": highest}
    return None


def _letters(place: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_guide(guide: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for place, (head, width) in enumerate(
        zip(words.DICTIONARY_HEAD, (16, 8, 10, 30, 48, 18, 18), strict=True)
    ):
        guide.set_column(place, place, width, formats["wrap"])
        guide.write_string(0, place, head, formats["head"])
    for at, line in enumerate(sheet.dictionary(), 1):
        for place, text in enumerate(line):
            guide.write_string(at, place, text, formats["wrap"])
