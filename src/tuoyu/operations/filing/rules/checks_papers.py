"""Papers: is each that is wanted there, and does it still hold?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tuoyu.operations.filing.rules.application import Application
from tuoyu.operations.filing.rules.findings import Finding, bad, missing, ok
from tuoyu.operations.filing.rules.material import MaterialRule, Situation, holds_until, wanted_materials
from tuoyu.registers.institutions.words import Meals, Tenure


def papers_wanted(
    application: Application,
    rules: Iterable[MaterialRule],
    old_building_years: int,
    today: date,
    only: frozenset[str] | None = None,
) -> tuple[MaterialRule, ...]:
    """The papers this application wants; ``only`` narrows to those that a change wants."""
    age = today.year - application.building_year if application.building_year else None
    situation = Situation(
        form=application.form,
        cooks=Meals(application.meals).is_licensed,
        is_leased=application.tenure == Tenure.LEASE,
        building_age=age,
        old_building_years=old_building_years,
    )
    wanted = wanted_materials(rules, situation)
    return wanted if only is None else tuple(rule for rule in wanted if rule.code in only)


def paper_checks(
    application: Application,
    rules: Iterable[MaterialRule],
    old_building_years: int,
    today: date,
    only: frozenset[str] | None = None,
) -> Iterator[Finding]:
    shown = {paper.code: paper for paper in application.papers}
    for rule in papers_wanted(application, rules, old_building_years, today, only):
        field = f"material.{rule.code}"
        paper = shown.get(rule.code)
        if paper is None:
            yield missing(
                f"filing.paper_{rule.code}",
                field,
                f"还没有上传“{rule.label}”。",
                rule.basis,
                f"要能看出：{rule.shows}。",
            )
            continue
        until = holds_until(rule, paper.issued_on, paper.expires_on)
        if until is not None and until < today:
            yield bad(
                f"filing.paper_{rule.code}", field, f"“{rule.label}”已于 {until.isoformat()} 过期。", rule.basis, "请上传在有效期内的。",
            )  # fmt: skip
        else:
            end = f"，有效至 {until.isoformat()}" if until else ""
            yield ok(f"filing.paper_{rule.code}", field, f"“{rule.label}”已上传{end}。", rule.basis)
