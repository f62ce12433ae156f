"""Words of quality evaluations."""

from __future__ import annotations

# What stands where a veto item failed: no grade is given.
NO_GRADE = "不评等级"
VETO_YES = "是"
VETO_NO = "否"


def grade_text(grade: str) -> str:
    return f"{grade} 级" if grade else NO_GRADE


def difference_text(per_mille: int) -> str:
    """自评高出 4.2%, said of thousandths of the full points."""
    if per_mille == 0:
        return "自评与外评一致"
    return f"自评{'高出' if per_mille > 0 else '低了'} {abs(per_mille) / 10:g}%"
