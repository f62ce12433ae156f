"""The law as the tests hold it: written by hand from the regulations, never read from the policy that is under test."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tuoyu.operations.filing.rules.application import Application, ClassPlan, StaffPlan
from tuoyu.operations.filing.rules.findings import Finding
from tuoyu.operations.filing.words import BookForm, Grade
from tuoyu.registers.institutions.limits import (
    BandLimit,
    Ground,
    PremisesLimits,
    SpaceHint,
    StaffingLimits,
)
from tuoyu.registers.workforce.limits import CertifiedPosts

TODAY = date(2021, 6, 15)
STANDARD = Ground("《托育机构设置标准（试行）》（国卫人口发〔2019〕58号）第十九条、第二十条")
# 设置标准（试行）第十九条: classes of at most 10, 15, 20; mixed classes of at most 18. 第二十条: 1 carer for 3, 5, 7.
# The ratio of mixed classes is in no national paper: 1 to 5 is this house's choice and marked 待核实.
# 家庭托育点管理办法（试行）（国卫人口发〔2023〕28号）第三条、第八条: at most 5 children, 1 carer for 3.
SIZES = {"infant": 10, "toddler_s": 15, "toddler_l": 20, "mixed": 18}
RATIOS = {"infant": 3, "toddler_s": 5, "toddler_l": 7, "mixed": 5, "home": 3}
BANDS = {
    "infant": BandLimit("infant", 6, 12, 10, 3, STANDARD),
    "toddler_s": BandLimit("toddler_s", 12, 24, 15, 5, STANDARD),
    "toddler_l": BandLimit("toddler_l", 24, 36, 20, 7, STANDARD),
    "mixed": BandLimit("mixed", 18, 36, 18, 5, Ground("混合编班", is_unverified=True)),
    "home": BandLimit("home", 0, 36, 5, 3, Ground("《家庭托育点管理办法（试行）》第三条、第八条")),
}
# 设置标准 第十一条 (a lease of three years, at most the third floor, not below ground); JGJ 39-2016（2019年版）3.2.8
# (three hours of sun on the winter solstice); 卫生评价基本标准（试行） (windows a fifth of the floor, six square metres).
PREMISES = PremisesLimits(3, 1, 3, Decimal("0.2"), 3, 6, Ground("《托育机构设置标准（试行）》第十一条"))
SPACE = SpaceHint(Decimal(3), Decimal(9), Ground("公开项目材料", is_unverified=True))
# 设置标准 第十六条 (a head with a diploma and three years of management), 第二十二条 (a guard);
# 令第76号 第十二条 (a full-time medic from 150 children on).
STAFFING = StaffingLimits(1, 150, 3, "college", 12, Ground("《托育机构设置标准（试行）》第二十二条"))
CERTIFIED = CertifiedPosts(
    {"carer": frozenset({"care_teacher", "teacher"}), "head": frozenset({"head_training"})},
    "《托育机构管理规范（试行）》",
    is_unverified=True,
)


def plan(*classes: tuple[str, int], form: BookForm = BookForm.INSTITUTION, **told: Any) -> Application:
    """An application with these classes (band, places); whatever else is told as it stands."""
    plans = tuple(ClassPlan(f"班{number}", band, places) for number, (band, places) in enumerate(classes, 1))
    return Application(form=form, classes=plans, **told)


def crew(**counts: int) -> tuple[StaffPlan, ...]:
    """So many of each post, all of them qualified, healthy and certified."""
    certificates = {"carer": "care_teacher", "head": "head_training"}
    return tuple(
        StaffPlan(
            post, "college", 5, health_until=date(2022, 1, 31),
            certificates={certificates[post]: None} if post in certificates else {},
        )
        for post, count in counts.items() for _ in range(count)
    )  # fmt: skip


def grades(findings: Any) -> dict[str, Grade]:
    """Code → the worst grade found under it."""
    worst = (Grade.OK, Grade.ON_SITE, Grade.MISSING, Grade.BAD)
    found: dict[str, Grade] = {}
    for finding in findings:
        before = found.get(finding.code, Grade.OK)
        found[finding.code] = max(before, finding.grade, key=worst.index)
    return found


def named(findings: Any, code: str) -> Finding:
    """The one finding of that code."""
    (found,) = [finding for finding in findings if finding.code == code]
    return found


def wrong(findings: Any) -> set[str]:
    return {finding.code for finding in findings if finding.grade is Grade.BAD}
