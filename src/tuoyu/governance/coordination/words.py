"""Words of coordination: levels of slips, lights, and how far a claim is proven."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Light(LabelledEnum):
    """How a task stands. The value is also the tone of the pill."""

    OK = "ok", "正常"
    WARN = "warn", "需关注"
    BAD = "bad", "逾期"
    NONE = "none", "未知"


class SlipLevel(LabelledEnum):
    BLUE = "blue", "蓝色督办"
    ORANGE = "orange", "橙色督办"
    RED = "red", "红色督办"

    @property
    def next(self) -> SlipLevel | None:
        """The level above; None above red."""
        return {SlipLevel.BLUE: SlipLevel.ORANGE, SlipLevel.ORANGE: SlipLevel.RED}.get(self)

    @property
    def tone(self) -> str:
        return {"blue": "info", "orange": "warn", "red": "bad"}[self.value]


class SlipCause(LabelledEnum):
    REPORT = "report", "进展逾期未报"
    MILESTONE = "milestone", "节点逾期未完成"
    FINDING = "finding", "整改逾期"
    LEADER = "leader", "领导交办"


class Proof(LabelledEnum):
    """How far the claim of a report is proven. Without evidence it stays a claim, whoever accepts it."""

    CLAIMED = "claimed", "声称"
    EVIDENCED = "evidenced", "有佐证，待核"
    VERIFIED = "verified", "已核实"


class Origin(LabelledEnum):
    """Where a figure comes from."""

    SYSTEM = "system", "系统取数"
    TYPED = "typed", "手工填报"
