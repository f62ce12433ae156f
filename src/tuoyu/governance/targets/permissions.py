"""Actions on indicators and observations."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW = read("targets.indicator.view", "查看指标")
DEFINE = write("targets.indicator.define", "确定指标口径")
RECORD = write("targets.observation.record", "填报指标数据")
CORRECT = write("targets.observation.correct", "更正指标数据")

ACTIONS = (VIEW, DEFINE, RECORD, CORRECT)
