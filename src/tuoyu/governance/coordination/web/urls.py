"""Addresses of coordination."""

from __future__ import annotations

from django.urls import path

from tuoyu.governance.coordination.web import matrix, milestones, reports, slips, tasks, units

app_name = "coordination"
urlpatterns = [
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("tasks/<int:task_id>/milestones/add/", milestones.milestone_add, name="milestone-add"),
    path("milestones/", milestones.milestone_list, name="milestone-list"),
    path("milestones/<int:pk>/reach/", milestones.milestone_reach, name="milestone-reach"),
    path("milestones/<int:pk>/block/", milestones.milestone_block, name="milestone-block"),
    path("milestones/<int:pk>/resume/", milestones.milestone_resume, name="milestone-resume"),
    path("milestones/<int:pk>/drop/", milestones.milestone_drop, name="milestone-drop"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/open/", reports.report_open, name="report-open"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/withdraw/", reports.report_withdraw, name="report-withdraw"),
    path("reports/<int:pk>/accept/", reports.report_accept, name="report-accept"),
    path("reports/<int:pk>/return/", reports.report_return, name="report-return"),
    path("tasks/<int:task_id>/reports/submit/", reports.report_submit, name="report-submit"),
    path("evidence/<int:pk>/", reports.evidence_view, name="evidence-view"),
    path("slips/", slips.slip_list, name="slip-list"),
    path("slips/<int:pk>/", slips.slip_detail, name="slip-detail"),
    path("tasks/<int:task_id>/slips/issue/", slips.slip_issue, name="slip-issue"),
    path("slips/<int:pk>/reply/", slips.slip_reply, name="slip-reply"),
    path("slips/<int:pk>/escalate/", slips.slip_escalate, name="slip-escalate"),
    path("slips/<int:pk>/clear/", slips.slip_clear, name="slip-clear"),
    path("slips/<int:pk>/cancel/", slips.slip_cancel, name="slip-cancel"),
    path("units/", units.unit_list, name="unit-list"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("matrix/", matrix.duty_matrix, name="task-matrix"),
]
