"""The rules of registrations over columns: the same answers as ``exchange.facts_of``, ``rules.facts``, ``rules.relevance`` and
``rules.merging``, a column at a time. Where a column is not sure it says so, and the single rule is asked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

import polars as pl

from tuoyu.foundation.exchange.blocks import BLANKS
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.hanzi_variants import TRADITIONAL_TO_SIMPLIFIED
from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.rules.facts import TOLERANCE, Gate
from tuoyu.operations.filing.rules.merging import digest_of
from tuoyu.operations.filing.rules.relevance import ScopeWord, plain_form, relevance_of
from tuoyu.operations.filing.words import Change

Answer = TypeVar("Answer")
_TEXTS = ("source_id", "name", "kind_name", "legal_person", "phone", "address", "scope")
# Columns of a facts frame that are fields of ``RegistrationFacts``.
FACTS = tuple(RegistrationFacts.__dataclass_fields__)
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
# What ``json.dumps`` writes otherwise than it stands.
_ESCAPED = r'["\\\x00-\x1f]'
# Characters whose form words are not looked for in (``relevance.plain_form``), and what they become.
_CHANGED = {
    character: plain
    for character in (*BLANKS, *map(chr, range(0xFF01, 0xFF5F)), *TRADITIONAL_TO_SIMPLIFIED)
    if (plain := plain_form(character)) != character
}
_DIGITS = re.compile("[0-9]+")


def facts_frame(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the sheet as facts, like ``facts_of``: a column a field of ``RegistrationFacts``, and ``event_on`` for the day."""
    registered, cancelled = pl.col("registered_on"), pl.col("cancelled_on")
    by_days = (
        pl.when(cancelled.is_null())
        .then(pl.lit(Change.REGISTERED.value))
        .otherwise(pl.lit(Change.CANCELLED.value))
    )
    facts = rows.with_columns(
        pl.coalesce("source_id", "uscc").alias("source_id"),
        pl.coalesce(pl.col("change"), by_days).alias("change"),
        pl.coalesce(pl.col("event_on"), cancelled, registered).alias("event_on"),
        *(pl.col(key).fill_null("") for key in _TEXTS if key != "source_id"),
    )
    return facts.with_columns(
        per_day(facts["event_on"], moment_of, pl.Datetime("us", "Asia/Shanghai")).alias("event_at")
    )


def moment_of(day: date) -> datetime:
    """The beginning of a day in China: what a sheet has no moment for happened then."""
    return datetime.combine(day, time.min, CHINA)


def may_be_unsound(facts: pl.DataFrame, gate: Gate) -> pl.Series:
    """Rows that ``facts_are_sound`` may refuse."""
    today = gate.now.astimezone(CHINA).date()
    others = [prefix for prefix, door in gate.doors.items() if door != gate.door]
    registered, cancelled = pl.col("registered_on"), pl.col("cancelled_on")
    doubts = (
        registered > today,
        cancelled.is_not_null() & ((cancelled < registered) | (cancelled > today)),
        (pl.col("change") == Change.CANCELLED.value) & cancelled.is_null(),
        pl.col("event_on") > (gate.now + TOLERANCE).astimezone(CHINA).date(),
        pl.col("uscc").str.slice(0, 2).is_in(others),
        *(pl.col(key).str.contains(_CONTROLS) for key in _TEXTS),
    )
    return facts.select(pl.any_horizontal(*doubts).fill_null(value=True)).to_series()


def named_and_said(facts: pl.DataFrame) -> pl.DataFrame:
    """What names the message of a row (source id and day), and everything it says: rows of one name must agree."""
    named = pl.concat_str("source_id", pl.col("event_on").cast(pl.String), separator="\x1f")
    return facts.select(named.alias("named"), facts.select(FACTS).hash_rows(1).alias("said"))


def digests(facts: pl.DataFrame) -> list[str]:
    """``digest_of`` of every row."""
    moments = per_day(facts["event_on"], lambda day: repr(moment_of(day).timestamp()), pl.String())
    is_plain = ~facts.select(
        pl.any_horizontal(pl.col(key).str.contains(_ESCAPED) for key in (*_TEXTS, "uscc"))
    ).to_series()
    parts: dict[str, pl.Expr | pl.Series] = {
        **{key: pl.col(key) for key in (*_TEXTS, "uscc", "change")},
        "event_at": moments,
        "registered_on": pl.col("registered_on").cast(pl.String),
        "cancelled_on": pl.col("cancelled_on").cast(pl.String).fill_null(""),
    }
    between = [part for key in sorted(parts) for part in (pl.lit(f'","{key}":"'), parts[key])]
    said = facts.select(pl.concat_str(*between, pl.lit('"}'))).to_series()
    texts = ("{" + text[2:] for text in said)
    found = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    for at in (~is_plain).arg_true().to_list():
        found[at] = digest_of(facts_of_row(facts.row(at, named=True)))
    return found


def facts_of_row(row: dict[str, Any]) -> RegistrationFacts:
    """One row of a facts frame."""
    return RegistrationFacts(**{name: row[name] for name in FACTS})


def relevances(facts: pl.DataFrame, words: Sequence[ScopeWord]) -> tuple[list[str], list[str]]:
    """Relevance and note of every row. Only rows in which a word may stand are judged one by one, each text once."""
    plain = pl.concat_str("scope", pl.lit("|"), "name").str.replace_many(_CHANGED)
    looked_for = [plain_form(word.word) for word in words]
    asked = facts.select(plain.str.contains_any(looked_for).alias("asked"), "name", "scope")
    nothing = relevance_of("", "", ())
    grade, note = [nothing.relevance.value] * len(facts), [nothing.note] * len(facts)
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for at in asked["asked"].arg_true().to_list():
        key = name, scope = asked.item(at, "name"), asked.item(at, "scope")
        if key not in known:
            judged = relevance_of(name, scope, words)
            known[key] = judged.relevance.value, judged.note
        grade[at], note[at] = known[key]
    return grade, note


def address_form(address: str) -> str:
    """An address in which every run of digits is one digit: numbers of houses tell nothing about street and community, so
    few forms remain (``rules`` of ``kernel.locate`` ask whether a digit stands somewhere, never which)."""
    return _DIGITS.sub("0", address)


def per_day(days: pl.Series, answer: Callable[[date], Answer], dtype: pl.DataType) -> pl.Series:
    """``answer`` of every day, asked once a day."""
    distinct = days.unique()
    answers = pl.Series([answer(day) for day in distinct], dtype=dtype)
    return days.replace_strict(distinct, answers, return_dtype=dtype)
