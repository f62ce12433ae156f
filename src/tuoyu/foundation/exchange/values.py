"""From what stands in a cell to a value: full-width digits, thousands separators, dates in every dress. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.sheets import SheetColumn, WrongValue
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.kernel.characters import half_width, strip_blanks

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
_DATE = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
_SERIAL = re.compile(r"[0-9]{5}(?:\.0+)?")
# Excel's day 1 is 1 January 1900, and it believes in a 29 February 1900.
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(25_569, 73_051)  # 1970-01-01 … 2099-12-31
# Longer than any number of ours, and what Decimal would still take for ages to print.
_LONGEST_NUMBER = 40
# Between a mark that would start a formula and the cell, our exports put an apostrophe.
_GUARDED = re.compile(r"'(?=[=+\-@＝＋－＠\t\r\n])")


def read_value(column: SheetColumn, cell: str) -> Any:
    """The value of a cell, None when it is empty. Raises ``WrongValue`` with what is expected."""
    text = strip_blanks(cell)
    if not text:
        if column.is_required:
            raise WrongValue(words.missing(column.label))
        return None
    value = _READERS[column.kind](column, text)
    return column.parse(value) if column.parse else value


def _text(column: SheetColumn, text: str) -> str:
    text = _GUARDED.sub("", text, count=1)
    if len(text) > column.max_length:
        raise WrongValue(words.too_long(column.max_length, len(text)))
    return text


def _integer(column: SheetColumn, text: str) -> int:
    number = _number(column, text)
    if number != number.to_integral_value():
        raise WrongValue(column.expected)
    return int(_bounded(column, number))


def _decimal(column: SheetColumn, text: str) -> Decimal:
    number = _bounded(column, _number(column, text))
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > column.places:
        raise WrongValue(words.too_many_places(column.places))
    return number


def _number(column: SheetColumn, text: str) -> Decimal:
    plain = half_width(text).replace(" ", "").replace("，", ",").removesuffix("%")
    is_written = _NUMBER.fullmatch(plain) and any(character in "0123456789" for character in plain)
    if not is_written or len(plain) > _LONGEST_NUMBER:
        raise WrongValue(column.expected)
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise WrongValue(column.expected) from None


def _bounded(column: SheetColumn, number: Decimal) -> Decimal:
    if column.minimum is not None and number < column.minimum:
        raise WrongValue(words.too_small(column.minimum))
    if column.maximum is not None and number > column.maximum:
        raise WrongValue(words.too_big(column.maximum))
    return number


def _date(column: SheetColumn, text: str) -> date:
    plain = half_width(text)
    if _SERIAL.fullmatch(plain) and int(float(plain)) in _SERIALS:
        return _SERIAL_START + timedelta(days=int(float(plain)))
    found = _DATE.fullmatch(plain)
    if found is None:
        raise WrongValue(column.expected)
    year, *rest = (int(part) for part in found.groups() if part)
    try:
        return date(year, *rest)
    except ValueError:
        raise WrongValue(f"没有这一天，{column.expected}") from None


def _choice(column: SheetColumn, text: str) -> str:
    wanted = half_width(text)
    for value, label in column.choices:
        if wanted in {half_width(value), half_width(label)}:
            return value
    raise WrongValue(column.expected)


_READERS: Mapping[ColumnKind, Callable[[SheetColumn, str], Any]] = {
    ColumnKind.TEXT: _text,
    ColumnKind.INTEGER: _integer,
    ColumnKind.DECIMAL: _decimal,
    ColumnKind.DATE: _date,
    ColumnKind.CHOICE: _choice,
}
