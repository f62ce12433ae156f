"""Typed view of what policy says about visits, and which kinds of items a unit answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.divisions import read_table
from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.reader import current
from tuoyu.operations.supervision.rules.visits import SeverityRule
from tuoyu.operations.supervision.words.findings import Severity

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class VisitLimits:
    """Minutes, bytes, pixels of the longer side, days."""

    clock_gap_minutes: int
    photo_bytes: int
    photo_pixels: int
    bundle_days: int


@dataclass(frozen=True, slots=True)
class RecordNumbering:
    title: str
    pattern: str


def least_officers_at(on: date, area: str) -> int:
    policy = current()
    return policy.integer("supervision.visit_least_officers", on, area)


def least_officers_basis(on: date, area: str) -> str:
    """The article that asks for so many, as it is shown."""
    source = current().at("supervision.visit_least_officers", on, area).source
    return f"《{source.title}》{source.article}"


def visit_limits_at(on: date, area: str) -> VisitLimits:
    record = current().record("supervision.visit_limits", on, area)
    return VisitLimits(
        record.integer("clock_gap_minutes"),
        record.integer("photo_megabytes") * _MEGABYTE,
        record.integer("photo_pixels"),
        record.integer("bundle_days"),
    )


def severity_rules_at(on: date, area: str) -> tuple[SeverityRule, ...]:
    policy = current()
    return tuple(
        SeverityRule(Severity(row.text("severity")), row.integer("least_weight"), row.flag("has_key"))
        for row in policy.rows("supervision.finding_severities", on, area)
    )


def visit_authority_at(on: date, area: str) -> str:
    policy = current()
    return policy.text("supervision.visit_authority", on, area)


def record_numbering_at(on: date, area: str) -> RecordNumbering:
    record = current().record("supervision.visit_record_number", on, area)
    return RecordNumbering(record.text("title"), record.text("pattern"))


def kinds_of_unit(name: str) -> frozenset[str]:
    """The kinds of items (``unit_kind``) that a unit of this name answers for: 区卫生健康局 → 卫生健康."""
    rows = read_table(policy_dir() / "codes" / "unit_kinds.csv", ("kind", "name_words"))
    return frozenset(
        row["kind"] for row in rows if any(word in name for word in row["name_words"].split("|"))
    )
