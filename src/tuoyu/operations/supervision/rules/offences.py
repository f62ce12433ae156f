"""Offences as the policy keeps them: which law, which organ, which penalty, between which sums. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.words import UNVERIFIED, UNVERIFIED_LABEL, Confidence
from tuoyu.operations.supervision.words.penalties import PenaltyKind

COLUMNS = (
    "code",
    "label",
    "law",
    "article",
    "organs",
    "kinds",
    "min_fen",
    "max_fen",
    "gain_from_fen",
    "min_times",
    "max_times",
    "counted",
    "after",
    "items",
    "confidence",
    "since",
    "note",
)
MAY_BE_EMPTY = frozenset(
    {"min_fen", "max_fen", "gain_from_fen", "min_times", "max_times", "counted", "after", "items", "note"}
)
# What a fine in multiples is counted of; empty: the gains.
COUNTED = {"gain": "违法所得", "value": "货值金额"}


class OffencesWrong(Exception):
    """The table cannot be read; the sentence names row and column. Rows are counted as lines, the header is 1."""

    def __init__(self, row: int, column: str, reason: str) -> None:
        self.row, self.column, self.reason = row, column, reason
        super().__init__(f"第{row}行 {column}：{reason}")


@dataclass(frozen=True, slots=True)
class Offence:
    """One wrong and what it may cost. ``organs`` are kinds of unit (``policy/codes/unit_kinds.csv``) that may punish it.

    A fine lies between ``min_fen`` and ``max_fen``; where what is ``counted`` (the gains, or the value of the goods) reaches
    ``gain_from_fen`` it is between ``min_times`` and ``max_times`` of it instead. Both None: no fine may be imposed, because the
    article has none or because nobody has held its sums against the text. ``after``: codes of the wrongs of which this is the
    grave form. ``items``: codes, or their letters alone, of inspection items whose findings point to it.
    """

    code: str
    label: str
    law: str
    article: str
    organs: tuple[str, ...]
    kinds: tuple[str, ...]
    min_fen: int | None
    max_fen: int | None
    gain_from_fen: int | None
    min_times: int | None
    max_times: int | None
    confidence: Confidence
    since: date
    note: str = ""
    counted: str = "gain"
    after: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """The article as it is shown: with 待核实 where nobody has held it against the text."""
        text = f"《{self.law}》{self.article}"
        return f"{text}（{UNVERIFIED_LABEL}）" if self.is_unverified else text

    @property
    def is_unverified(self) -> bool:
        return self.confidence in UNVERIFIED

    @property
    def counted_label(self) -> str:
        return COUNTED.get(self.counted, self.counted)

    def is_shown_by(self, item: str) -> bool:
        """Does a finding about that item (``FIRE-009``) point to this wrong?"""
        return item in self.items or item.partition("-")[0] in self.items

    def range_for(self, gain_fen: int) -> tuple[int, int] | None:
        """Least and most of the fine when the unlawful gains are so high; None where no fine may be imposed."""
        if self.gain_from_fen is not None and gain_fen >= self.gain_from_fen:
            return gain_fen * (self.min_times or 0), gain_fen * (self.max_times or 0)
        if self.min_fen is None or self.max_fen is None:
            return None
        return self.min_fen, self.max_fen


@dataclass(frozen=True, slots=True, order=True)
class OffenceProblem:
    code: str
    reason: str

    def __str__(self) -> str:
        return f"{self.code}：{self.reason}"


def read_offences(text: str) -> tuple[Offence, ...]:
    """The offences of the table, in its order. Raises ``OffencesWrong`` at the first cell that cannot be read."""
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = tuple(lines.fieldnames or ())
        for column in COLUMNS:
            if column not in header:
                raise OffencesWrong(1, column, "没有这一列")
        return tuple(_offence(lines.line_num, cells) for cells in lines)
    except csv.Error as error:
        raise OffencesWrong(lines.reader.line_num, "整行", f"不是合格的 CSV（{error}）") from error


def pointed_to(offences: Iterable[Offence], items: Collection[str]) -> tuple[Offence, ...]:
    """The wrongs that findings about these items point to, in the order of the table."""
    return tuple(each for each in offences if any(each.is_shown_by(item) for item in items))


def lint_offences(
    offences: Iterable[Offence], organs: Collection[str], items: Collection[str]
) -> tuple[OffenceProblem, ...]:
    """What is wrong with a whole table. ``organs`` are the codes of unit kinds, ``items`` those of the inspection items."""
    offences = tuple(offences)
    found: list[OffenceProblem] = []
    codes: set[str] = set()
    known = {each.code for each in offences}
    marks = set(items) | {item.partition("-")[0] for item in items}
    for offence in offences:
        if offence.code in codes:
            found.append(OffenceProblem(offence.code, "编号重复"))
        codes.add(offence.code)
        faults = _faults(offence, organs)
        faults += [f"没有检查事项“{item}”" for item in offence.items if item not in marks]
        faults += [f"没有“{code}”这一项" for code in offence.after if code not in known - {offence.code}]
        found += [OffenceProblem(offence.code, reason) for reason in faults]
    return tuple(sorted(found))


def _faults(offence: Offence, organs: Collection[str]) -> list[str]:
    faults = [f"没有“{organ}”这类单位" for organ in offence.organs if organ not in organs]
    faults += [f"没有“{kind}”这种处罚" for kind in offence.kinds if kind not in set(PenaltyKind)]
    sums = (offence.min_fen, offence.max_fen)
    if (None in sums) != (sums == (None, None)):
        faults.append("罚款的下限和上限要一起写")
    elif offence.min_fen is not None and offence.max_fen is not None and offence.min_fen > offence.max_fen:
        faults.append("罚款的下限比上限高")
    if PenaltyKind.FINE not in offence.kinds and offence.max_fen is not None:
        faults.append("没有罚款的不写金额")
    if (
        PenaltyKind.FINE in offence.kinds
        and offence.max_fen is None
        and not (offence.is_unverified and offence.note)
    ):
        faults.append("有罚款的要写金额；没有核对的要标待核实并写说明")
    if offence.counted not in COUNTED:
        faults.append(f"没有“{offence.counted}”这种算法")
    times = (offence.gain_from_fen, offence.min_times, offence.max_times)
    if any(each is None for each in times) and any(each is not None for each in times):
        faults.append("按违法所得倍数罚的，起算金额、最低和最高倍数要一起写")
    elif (
        offence.min_times is not None
        and offence.max_times is not None
        and offence.min_times > offence.max_times
    ):
        faults.append("最低倍数比最高倍数大")
    return faults


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table; every reading names row and column when it fails."""

    number: int
    cells: dict[str, str | None]

    def text(self, column: str) -> str:
        cell = self.cells[column]
        if cell is None:
            raise OffencesWrong(self.number, column, "这一行缺了格子")
        if not cell.strip() and column not in MAY_BE_EMPTY:
            raise OffencesWrong(self.number, column, "没有填")
        return cell.strip()

    def whole(self, column: str) -> int | None:
        found = self.text(column)
        if found and not (found.isascii() and found.isdigit()):
            raise OffencesWrong(self.number, column, f"“{found}”不是整数")
        return int(found) if found else None

    def listed(self, column: str) -> tuple[str, ...]:
        return tuple(each for each in self.text(column).split("|") if each)

    def confidence(self) -> Confidence:
        try:
            return Confidence(self.text("confidence"))
        except ValueError as error:
            raise OffencesWrong(
                self.number, "confidence", f"“{self.text('confidence')}”不是核实程度"
            ) from error

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.text(column))
        except ValueError as error:
            raise OffencesWrong(self.number, column, f"“{self.text(column)}”不是日期") from error


def _offence(number: int, cells: dict[str, str | None]) -> Offence:
    if None in cells:  # what the reader of CSV keeps of cells beyond the header
        raise OffencesWrong(number, "整行", "格子比表头多")
    row = _Row(number, cells)
    return Offence(
        row.text("code"), row.text("label"), row.text("law"), row.text("article"),
        tuple(row.text("organs").split("|")), tuple(row.text("kinds").split("|")),
        row.whole("min_fen"), row.whole("max_fen"), row.whole("gain_from_fen"), row.whole("min_times"), row.whole("max_times"),
        row.confidence(), row.day("since"), row.text("note"), row.text("counted") or "gain", row.listed("after"), row.listed("items"),
    )  # fmt: skip
