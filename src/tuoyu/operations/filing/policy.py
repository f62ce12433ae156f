"""Typed view of what policy says about filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuoyu.foundation.policy.reader import PolicySilent, current
from tuoyu.kernel.dates import add_months
from tuoyu.operations.filing.rules.material import MaterialRule
from tuoyu.operations.filing.rules.relevance import ScopeWord
from tuoyu.operations.filing.rules.sanitation import SanitationItem
from tuoyu.operations.filing.words import Door, Regime


def regime_at(on: date, area: str) -> Regime:
    """The regime under which a case is opened that day."""
    policy = current()
    return Regime(policy.text("filing.access_regime", on, area))


@dataclass(frozen=True, slots=True)
class Transition:
    """From filings to permits: ``since`` is the first day of permits, ``until`` the last on which a filing still holds."""

    since: date
    until: date

    def is_over(self, today: date) -> bool:
        return today > self.until


def transition_at(on: date, area: str) -> Transition | None:
    """The transition as the law of the day lays it down; None while institutions are filed."""
    if regime_at(on, area) is not Regime.PERMIT:
        return None
    policy = current()
    since = _permit_since(on, area)
    return Transition(since, add_months(since, policy.months("filing.conversion_months", on, area)))


def _permit_since(on: date, area: str) -> date:
    """The first of the days up to ``on`` that are all of permits. Between two turns of the parameter nothing changes."""
    history = current().history("filing.access_regime")
    turns = {value.since for value in history}
    turns |= {value.until + _DAY for value in history if value.until is not None}
    earlier = sorted((turn for turn in turns if turn <= on), reverse=True)
    return next(turn for turn in earlier if not _is_permit(turn - _DAY, area))


def _is_permit(on: date, area: str) -> bool:
    return _speaks("filing.access_regime", on, area) and regime_at(on, area) is Regime.PERMIT


_DAY = timedelta(days=1)


def scope_words_at(on: date, area: str) -> tuple[ScopeWord, ...]:
    """Words of a registered scope that mean (or may mean) childcare."""
    policy = current()
    return tuple(
        ScopeWord(row.text("word"), row.flag("is_sure"))
        for row in policy.rows("filing.scope_words", on, area)
    )


def material_rules_at(on: date, area: str) -> tuple[MaterialRule, ...]:
    """Every paper that may be asked for, in order."""
    policy = current()
    is_unverified = policy.at("filing.materials", on, area).is_unverified
    return tuple(
        MaterialRule(
            code=row.text("code"),
            label=row.text("label"),
            shows=row.text("shows"),
            needed=row.text("needed"),
            months_valid=row.integer("months_valid"),
            is_local=row.flag("is_local"),
            basis=row.text("basis") + ("（待核实）" if is_unverified or row.flag("is_local") else ""),
        )
        for row in policy.rows("filing.materials", on, area)
    )


def old_building_years_at(on: date, area: str) -> int:
    policy = current()
    return policy.integer("filing.old_building_years", on, area)


def sanitation_items_at(on: date, area: str) -> tuple[SanitationItem, ...]:
    """The items of the self-assessment, in order; none before it took the place of an agency's report (2022)."""
    policy = current()
    try:
        rows = policy.rows("filing.sanitation_items", on, area)
    except PolicySilent:
        return ()
    return tuple(
        SanitationItem(row.text("code"), row.text("part"), row.text("label"), row.flag("is_verified"))
        for row in rows
    )


def invitation_days_at(on: date, area: str) -> int:
    policy = current()
    return policy.days("filing.invitation_days", on, area)


def push_minutes_at(on: date, area: str) -> int:
    policy = current()
    return policy.integer("filing.push_minutes", on, area)


def door_units_at(on: date, area: str) -> dict[Door, str]:
    """Door → code of the unit that it is in this district."""
    policy = current()
    return {Door(row.text("door")): row.text("unit") for row in policy.rows("filing.doors", on, area)}


def supervisors_at(on: date, area: str) -> tuple[str, str]:
    """Codes of the units that receive filings: health, and education for classes in kindergartens."""
    policy = current()
    record = policy.record("filing.supervisors", on, area)
    return record.text("health"), record.text("education")


def tax_unit_at(on: date, area: str) -> str | None:
    """Code of the unit that the tax bureau is in this district; None where the district names none."""
    policy = current()
    try:
        return policy.text("filing.tax_unit", on, area)
    except PolicySilent:
        return None


def tax_basis_at(on: date, area: str) -> TaxBasis:
    """Which branches may pay income tax with their head office, and by which article."""
    policy = current()
    value = policy.at("filing.tax_basis", on, area)
    return TaxBasis(policy.text("filing.tax_basis", on, area), value.is_unverified)


@dataclass(frozen=True, slots=True)
class TaxBasis:
    article: str
    is_unverified: bool

    def __str__(self) -> str:
        return f"{self.article}（待核实）" if self.is_unverified else self.article


def front_door_units(on: date, area: str) -> dict[str, str]:
    """Part at the front door → code of the unit: the doors by their value, ``health`` and ``education``."""
    health, education = supervisors_at(on, area)
    doors = {door.value: unit for door, unit in door_units_at(on, area).items()}
    return {**doors, "health": health, "education": education}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the 基本条件告知书, with its ground."""

    text: str
    basis: str


def conditions_at(on: date, area: str) -> tuple[Condition, ...]:
    """What an institution is told it has to keep."""
    policy = current()
    return tuple(
        Condition(row.text("text"), row.text("basis")) for row in policy.rows("filing.conditions", on, area)
    )


_DECIDING = (
    "filing.access_regime",
    "filing.materials",
    "filing.old_building_years",
    "filing.sanitation_items",
    "institutions.bands",
    "institutions.mixed_band",
    "institutions.home_band",
    "institutions.premises",
    "institutions.area_per_child",
    "institutions.staffing",
)


def decision_fingerprint(on: date, area: str) -> str:
    """One name for all the values that a decision about a filing rests on, of those that speak on the day."""
    policy = current()
    return policy.fingerprint(*(key for key in _DECIDING if _speaks(key, on, area)), on=on, area=area)


def _speaks(key: str, on: date, area: str) -> bool:
    try:
        current().at(key, on, area)
    except PolicySilent:
        return False
    return True
