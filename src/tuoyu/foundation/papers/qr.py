"""QR codes as drawings."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from segno.encoder import DataOverflowError

# Modules up to this version are at least a third of a millimetre wide at 45 mm: error level M is worth its place.
_LARGEST_MEDIUM = 27
# Judging all eight masks of a large symbol costs five times as much as making it; any mask is read, the best one a little easier.
_LONG_TEXT = 200
_MASK = 3
_QUIET_MODULES = 4


class TooMuchForQrError(ValueError):
    """The text does not fit into any QR code."""


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """An SVG, square, ``modules`` wide with the quiet zone around it."""

    svg: str
    modules: int


def draw_qr(text: str) -> QrDrawing:
    """The text (UTF-8) as a QR code. Error level M, or L where M would make the modules too small.

    Raises ``TooMuchForQrError`` where it does not fit (some 2,950 bytes).
    """
    symbol, drawing = _symbol(text), io.BytesIO()
    symbol.save(drawing, kind="svg", border=_QUIET_MODULES, xmldecl=False, nl=False)
    return QrDrawing(drawing.getvalue().decode("utf-8"), int(symbol.symbol_size(border=_QUIET_MODULES)[0]))


def _symbol(text: str) -> segno.QRCode:
    try:
        symbol = _made(text, "m")
    except DataOverflowError:
        return _low(text)
    is_small = isinstance(symbol.version, int) and symbol.version <= _LARGEST_MEDIUM
    return symbol if is_small else _low(text)


def _low(text: str) -> segno.QRCode:
    try:
        return _made(text, "l")
    except DataOverflowError:
        size = len(text.encode("utf-8"))
        raise TooMuchForQrError(f"{size} bytes do not fit into a QR code") from None


def _made(text: str, error: str) -> segno.QRCode:
    return segno.make_qr(
        text,
        error=error,
        boost_error=False,
        encoding="utf-8",
        eci=not text.isascii(),
        mask=_MASK if len(text) > _LONG_TEXT else None,
    )
