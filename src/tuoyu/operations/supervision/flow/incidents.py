"""The life of an incident: told, taken note of, looked into, closed with cause and measures."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum


class IncidentState(LabelledEnum):
    REPORTED = "reported", "已报告，等确认"
    ACKNOWLEDGED = "acknowledged", "已有人接手"
    INVESTIGATING = "investigating", "正在查原因"
    CLOSED = "closed", "已结案"


INCIDENT = Flow(
    name="supervision.incident",
    label="突发事件",
    states=IncidentState,
    start=IncidentState.REPORTED,
    moves=(
        Move(
            "acknowledge",
            "确认收到",
            (IncidentState.REPORTED,),
            IncidentState.ACKNOWLEDGED,
            "supervision.incident.acknowledge",
        ),
        Move(
            "investigate",
            "开始查原因",
            (IncidentState.ACKNOWLEDGED,),
            IncidentState.INVESTIGATING,
            "supervision.incident.investigate",
        ),
        Move(
            "close",
            "结案",
            (IncidentState.ACKNOWLEDGED, IncidentState.INVESTIGATING),
            IncidentState.CLOSED,
            "supervision.incident.close",
        ),
    ),
)
