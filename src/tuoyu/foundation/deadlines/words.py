"""Words of deadlines."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class ClockState(LabelledEnum):
    RUNNING = "running", "正常"
    NEAR = "near", "临期"
    OVERDUE = "overdue", "逾期"
    PAUSED = "paused", "已暂停"
    MET = "met", "按期办结"
    MET_LATE = "met_late", "逾期办结"
    CANCELLED = "cancelled", "已取消"

    @property
    def tone(self) -> str:
        """The pill of the design system: ok, warn, bad or none."""
        return _TONES[self.value]

    def sentence(self, days: int) -> str:
        """``days`` are working days left or passed."""
        if self is ClockState.OVERDUE:
            return f"逾期 {days} 个工作日" if days else "已过期限"
        if self in {ClockState.NEAR, ClockState.RUNNING}:
            return f"剩 {days} 个工作日" if days else "今天到期"
        if self is ClockState.MET_LATE:
            return f"逾期 {days} 个工作日办结"
        return self.label


_TONES = {
    "running": "ok",
    "near": "warn",
    "overdue": "bad",
    "paused": "none",
    "met": "ok",
    "met_late": "warn",
    "cancelled": "none",
}
