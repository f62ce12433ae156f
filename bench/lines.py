"""One line of the table, and the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEAD = ("what", "ours", "peer", "ratio", "target", "verdict")


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, told as text; ``is_met`` is None where nothing was promised."""

    what: str
    ours: str
    peer: str = ""
    ratio: str = ""
    target: str = ""
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "MISSED", None: ""}[self.is_met]
        return (self.what, self.ours, self.peer, self.ratio, self.target, verdict)


def against(
    what: str, rates: tuple[float, float], peer: str, *, unit: str = "/CPU s", at_least: float | None = None
) -> Line:
    """Our rate beside a peer's, both from one run; ``at_least`` is the promised ratio."""
    ours, theirs = rates
    ratio = ours / theirs
    return Line(
        what,
        f"{ours:,.0f}{unit}",
        f"{peer} {theirs:,.0f}",
        _times(ratio),
        "" if at_least is None else f"≥ {_times(at_least)}",
        None if at_least is None else ratio >= at_least,
    )


def limited(what: str, value: float, unit: str, at_most: float | None = None, *, note: str = "") -> Line:
    """A size or a time beside its limit."""
    return Line(
        what,
        f"{_plain(value)} {unit}",
        note,
        target="" if at_most is None else f"≤ {_plain(at_most)} {unit}",
        is_met=None if at_most is None else value <= at_most,
    )


def table(lines: Iterable[Line]) -> str:
    """Aligned columns under a head; figures to the right."""
    rows: list[Sequence[str]] = [_HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    return "\n".join(_written(row, widths) for row in rows)


def _written(row: Sequence[str], widths: Sequence[int]) -> str:
    left = {0, 2, 5}
    cells = [
        text.ljust(width) if at in left else text.rjust(width)
        for at, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.2g}×" if ratio < 0.1 else f"{ratio:.2f}×"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"
