"""Inspection items as the policy keeps them: read from a table, held against the code lists, chosen for a visit."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tuoyu.foundation.policy.words import UNVERIFIED, UNVERIFIED_LABEL, Confidence
from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.supervision.words.items import Condition, Domain, Evidence
from tuoyu.registers.institutions.words import SupplyForm

COLUMNS = (
    "code",
    "unit_kind",
    "title",
    "look",
    "clause",
    "weight",
    "evidence",
    "forms",
    "needs",
    "key",
    "confidence",
    "since",
    "version",
)
MAY_BE_EMPTY = frozenset({"needs", "since"})  # ``since`` only for the lint, which reports all of them at once
WEIGHTS = (1, 3, 5, 10)
EVERY_FORM = "all"
Word = TypeVar("Word", bound=LabelledEnum)
YES_NO = {"yes": True, "no": False}


class ItemsWrong(Exception):
    """A table of items cannot be read; the sentence names row and column. Rows are counted as lines, the header is 1."""

    def __init__(self, row: int, column: str, reason: str) -> None:
        self.row, self.column, self.reason = row, column, reason
        super().__init__(f"第{row}行 {column}：{reason}")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. ``forms`` are codes of ``SupplyForm`` or ``all``; every one of ``needs`` must be so.

    Codes that other lists own (unit kind, forms, needs) are kept as written: ``lint_items`` holds them against the lists.
    """

    code: str
    domain: Domain
    unit_kind: str
    title: str
    look: str
    clause: str
    weight: int
    evidence: Evidence
    forms: tuple[str, ...]
    needs: tuple[str, ...]
    is_key: bool
    confidence: Confidence
    since: date | None
    version: int

    @property
    def clause_text(self) -> str:
        """The clause as it is shown: with 待核实 where nobody has held it against the text."""
        return f"{self.clause}（{UNVERIFIED_LABEL}）" if self.is_unverified else self.clause

    @property
    def is_unverified(self) -> bool:
        return self.confidence in UNVERIFIED

    def is_for(self, form: str) -> bool:
        return EVERY_FORM in self.forms or form in self.forms


@dataclass(frozen=True, slots=True, order=True)
class ItemProblem:
    """``code`` is the item's, or the domain's where the whole domain is meant."""

    code: str
    reason: str

    def __str__(self) -> str:
        return f"{self.code}：{self.reason}"


def read_items(text: str, domain: Domain) -> tuple[Item, ...]:
    """The items of one CSV table, in its order. Raises ``ItemsWrong`` at the first cell that cannot be read."""
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = tuple(lines.fieldnames or ())
        for column in COLUMNS:
            if column not in header:
                raise ItemsWrong(1, column, "没有这一列")
        return tuple(_item(_Row(lines.line_num, cells), domain) for cells in lines)
    except csv.Error as error:
        raise ItemsWrong(lines.reader.line_num, "整行", f"不是合格的 CSV（{error}）") from error


def items_for(items: Iterable[Item], form: str, conditions: Collection[str], on: date) -> tuple[Item, ...]:
    """What is to be looked at in an institution of this form, where ``conditions`` are so, on a day."""
    return tuple(
        item
        for item in items
        if item.since is not None
        and item.since <= on
        and item.is_for(form)
        and all(need in conditions for need in item.needs)
    )


def lint_items(items: Iterable[Item], owners: Collection[str]) -> tuple[ItemProblem, ...]:
    """What is wrong with a whole library. ``owners`` are the codes of unit kinds; a domain without items has no owner."""
    library = tuple(items)
    problems = [problem for item in library for problem in _alone(item, owners)]
    return tuple(sorted(set(problems + _repeated(library) + _torn(library) + _unowned(library, owners))))


def _alone(item: Item, owners: Collection[str]) -> list[ItemProblem]:
    """Faults of an item that show without its neighbours."""
    reasons = []
    if "|" in item.unit_kind:
        reasons.append(f"有两个以上的主管部门（{item.unit_kind}），只能有一个")
    elif item.unit_kind not in owners:
        reasons.append(f"没有“{item.unit_kind}”这类单位")
    forms = {EVERY_FORM, *(form.value for form in SupplyForm)}
    reasons += [f"没有“{form}”这种供给形态" for form in item.forms if form not in forms]
    reasons += [f"没有“{need}”这个条件" for need in item.needs if need not in set(Condition)]
    if item.weight not in WEIGHTS:
        reasons.append(f"分量是{item.weight}，只能是{'、'.join(map(str, WEIGHTS))}")
    if item.since is None:
        reasons.append("没有写从哪天起")
    return [ItemProblem(item.code, reason) for reason in reasons]


def _repeated(items: tuple[Item, ...]) -> list[ItemProblem]:
    """Codes that stand twice anywhere, titles that stand twice in a domain."""
    problems: list[ItemProblem] = []
    codes: set[str] = set()
    titles: set[tuple[Domain, str]] = set()
    for item in items:
        if item.code in codes:
            problems.append(ItemProblem(item.code, "编号重复"))
        if (item.domain, item.title) in titles:
            problems.append(ItemProblem(item.code, f"“{item.title}”在{item.domain.label}里写了两次"))
        codes.add(item.code)
        titles.add((item.domain, item.title))
    return problems


def _torn(items: tuple[Item, ...]) -> list[ItemProblem]:
    """The same thing to look at, given to different departments under two codes."""
    first: dict[str, Item] = {}
    problems = []
    for item in items:
        other = first.setdefault(item.look, item)
        # Two departments may look alike at different forms, as those of a home and of a centre.
        meet = EVERY_FORM in (*item.forms, *other.forms) or set(item.forms) & set(other.forms)
        if other.unit_kind != item.unit_kind and meet:
            reason = f"与 {other.code} 看的是同一件事，却归{other.unit_kind}和{item.unit_kind}两个部门"
            problems.append(ItemProblem(item.code, reason))
    return problems


def _unowned(items: tuple[Item, ...], owners: Collection[str]) -> list[ItemProblem]:
    owned = {item.domain for item in items if item.unit_kind in owners}
    return [
        ItemProblem(domain.value, f"{domain.label}没有部门管") for domain in Domain if domain not in owned
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table; every reading names row and column when it fails."""

    number: int
    cells: dict[str, str | None]

    def wrong(self, column: str, reason: str) -> ItemsWrong:
        return ItemsWrong(self.number, column, reason)

    def text(self, column: str) -> str:
        cell = self.cells[column]
        if cell is None:
            raise self.wrong(column, "这一行缺了格子")
        if not cell.strip() and column not in MAY_BE_EMPTY:
            raise self.wrong(column, "没有填")
        return cell.strip()

    def codes(self, column: str) -> tuple[str, ...]:
        text = self.text(column)
        return tuple(part.strip() for part in text.split("|")) if text else ()

    def number_in(self, column: str) -> int:
        text = self.text(column)
        if not (text.isascii() and text.isdigit()):
            raise self.wrong(column, f"“{text}”不是整数")
        return int(text)

    def word(self, column: str, words: type[Word]) -> Word:
        text = self.text(column)
        try:
            return words(text)
        except ValueError as error:
            known = "、".join(value for value, _ in words.choices())
            raise self.wrong(column, f"“{text}”不在 {known} 里") from error

    def yes_no(self, column: str) -> bool:
        text = self.text(column)
        if text not in YES_NO:
            raise self.wrong(column, f"“{text}”不是 yes 或 no")
        return YES_NO[text]

    def day(self, column: str) -> date | None:
        text = self.text(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise self.wrong(column, f"“{text}”不是日期") from error


def _item(row: _Row, domain: Domain) -> Item:
    if None in row.cells:  # what the reader of CSV keeps of cells beyond the header
        raise row.wrong("整行", "格子比表头多")
    return Item(
        code=row.text("code"),
        domain=domain,
        unit_kind=row.text("unit_kind"),
        title=row.text("title"),
        look=row.text("look"),
        clause=row.text("clause"),
        weight=row.number_in("weight"),
        evidence=row.word("evidence", Evidence),
        forms=row.codes("forms"),
        needs=row.codes("needs"),
        is_key=row.yes_no("key"),
        confidence=row.word("confidence", Confidence),
        since=row.day("since"),
        version=row.number_in("version"),
    )
