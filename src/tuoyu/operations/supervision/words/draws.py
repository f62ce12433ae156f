"""Words of draws and plans: the classes of risk, and why an institution is not in the pool."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class RiskClass(LabelledEnum):
    """Class of credit and risk, from low to high; the strata of a draw."""

    A = "A", "A类（低风险）"
    B = "B", "B类（一般风险）"
    C = "C", "C类（较高风险）"
    D = "D", "D类（高风险）"


# What the published file says of every recusal: which relation it is stays inside.
RECUSED = "有应当回避的情形"
SUSPENDED = "暂停服务"

# The clocks of a department in a draw: to seal its secret, and to open it.
SEAL_CLOCK = "draw_seal"
OPEN_CLOCK = "draw_open"


def cap_reached(unit: str, cap: int) -> str:
    return f"{unit}今年对它的检查已到上限（{cap}次）"


def visited_already(unit: str) -> str:
    return f"今年已由{unit}检查过"
