"""Every check of an application, in the order of the form. The wizard, the desk and the pre-check ask the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.identity import Grade as CodeGrade
from tuoyu.kernel.identity import check_uscc
from tuoyu.operations.filing.rules.application import Application
from tuoyu.operations.filing.rules.checks_classes import class_checks
from tuoyu.operations.filing.rules.checks_papers import paper_checks
from tuoyu.operations.filing.rules.checks_premises import premises_checks
from tuoyu.operations.filing.rules.checks_staff import staff_checks
from tuoyu.operations.filing.rules.findings import Finding, bad, missing, ok
from tuoyu.operations.filing.rules.material import MaterialRule
from tuoyu.operations.filing.rules.relevance import ScopeWord, relevance_of
from tuoyu.operations.filing.rules.sanitation import SanitationItem
from tuoyu.operations.filing.words import BookForm, Grade, Relevance
from tuoyu.registers.institutions.limits import InstitutionLaw
from tuoyu.registers.workforce.limits import CertifiedPosts

NAME_BASIS = "《家庭托育点管理办法（试行）》"
SCOPE_BASIS = "《托育机构登记和备案办法（试行）》第五条"


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that policy says about an application, on a day, in an area."""

    law: InstitutionLaw
    certified: CertifiedPosts
    materials: tuple[MaterialRule, ...]
    sanitation: tuple[SanitationItem, ...]
    scope_words: tuple[ScopeWord, ...]
    old_building_years: int


def check_application(
    application: Application,
    limits: Limits,
    today: date,
    only_papers: frozenset[str] | None = None,
    is_change: bool = False,
) -> tuple[Finding, ...]:
    """All findings. ``only_papers``: the papers a change wants; None: those of a first filing."""
    law = limits.law
    found: list[Finding] = [*_basics(application, limits)]
    found += premises_checks(application, law.premises, law.space, today)
    found += class_checks(application, law.bands)
    found += staff_checks(application, law.bands, law.staffing, limits.certified, today)
    found += _sanitation(application, limits.sanitation)
    found += paper_checks(
        application, limits.materials, limits.old_building_years, today, only_papers if is_change else None
    )
    return tuple(found)


def pre_check(application: Application, limits: Limits, today: date) -> tuple[Finding, ...]:
    """Before a lease is signed: what address, floors, areas and planned classes already tell. No papers, no persons."""
    bands = limits.law.bands
    found = [
        *premises_checks(application, limits.law.premises, limits.law.space, today),
        *class_checks(application, bands),
    ]
    told = [finding for finding in found if finding.field not in _PERSONAL]
    carers = sum(
        bands[each.band].carers_for(each.places) for each in application.classes if each.band in bands
    )
    if carers:
        basis = str(next(iter(bands.values())).ground)
        told.append(ok("filing.carers_wanted", "people", f"按这些班级，至少要 {carers} 名保育人员。", basis))
    return tuple(told)


_PERSONAL = frozenset({"people", "head_name"})


def _basics(application: Application, limits: Limits) -> Iterator[Finding]:
    if application.form is BookForm.HOME and "托育" not in application.name:
        yield bad(
            "filing.home_name",
            "name",
            "家庭托育点的名称里应有“托育”。",
            NAME_BASIS,
            "请到市场监管部门变更名称，或核对是否填错。",
        )
    judged = relevance_of(application.name, application.scope, limits.scope_words)
    if not application.scope:
        yield missing(
            "filing.scope", "uscc", "登记信息里没有经营（业务）范围。", SCOPE_BASIS, "请联系登记机关补推。"
        )
    elif judged.relevance is Relevance.YES:
        yield ok("filing.scope", "uscc", f"{judged.note}。", SCOPE_BASIS)
    else:
        yield bad(
            "filing.scope",
            "uscc",
            "登记的经营（业务）范围里没有“托育服务”或“3岁以下婴幼儿照护服务”。",
            SCOPE_BASIS,
            "请先到登记机关变更范围，再备案。",
        )
    code = check_uscc(application.uscc)
    if code.status is CodeGrade.BAD:
        yield bad(
            "filing.uscc", "uscc", f"统一社会信用代码{code.reason}", "GB 32100-2015", "请对照证书核对。"
        )


def _sanitation(application: Application, items: tuple[SanitationItem, ...]) -> Iterator[Finding]:
    if not items:
        return
    told = application.sanitation
    basis = "《托育机构卫生评价基本标准（试行）》"
    untold = [item for item in items if item.code not in told]
    failed = [item for item in items if told.get(item.code) is False]
    if untold:
        yield missing("filing.sanitation", "sanitation", f"自评还有 {len(untold)} 项没有选。", basis)
    for item in failed:
        yield bad(
            f"filing.sanitation_{item.code}",
            "sanitation",
            f"自评不符合：{item.label}。",
            basis if item.is_verified else f"{basis}（待核实）",
            "整改后再改为“符合”；全部符合才算合格。",
        )
    if not untold and not failed:
        from_items = f"{len(items)} 项全部符合，现场核实时逐项看。"
        yield Finding("filing.sanitation", "sanitation", Grade.ON_SITE, from_items, basis)
