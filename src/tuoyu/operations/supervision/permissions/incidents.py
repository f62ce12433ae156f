"""Actions on incidents and drills."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_INCIDENT = read("supervision.incident.view", "查看突发事件")
REVEAL_INCIDENT = read("supervision.incident.reveal", "查看事件经过", is_sensitive=True)
REPORT_INCIDENT = write("supervision.incident.report", "报告突发事件")
UPDATE_INCIDENT = write("supervision.incident.update", "续报")
ACKNOWLEDGE_INCIDENT = write("supervision.incident.acknowledge", "确认收到")
INVESTIGATE_INCIDENT = write("supervision.incident.investigate", "开始查原因")
CLOSE_INCIDENT = write("supervision.incident.close", "结案")
WATCH_INCIDENTS = write("supervision.incident.watch", "盯住没人确认和没有报告的事件")
VIEW_DRILL = read("supervision.drill.view", "查看演练")
START_DRILL = write("supervision.drill.start", "发起演练")

ACTIONS = (
    VIEW_INCIDENT,
    REVEAL_INCIDENT,
    REPORT_INCIDENT,
    UPDATE_INCIDENT,
    ACKNOWLEDGE_INCIDENT,
    INVESTIGATE_INCIDENT,
    CLOSE_INCIDENT,
    WATCH_INCIDENTS,
    VIEW_DRILL,
    START_DRILL,
)
