"""Where incidents and drills live."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import drills, incident_forms, incidents

urlpatterns = [
    path("incidents/", incidents.incident_list, name="incident-list"),
    path("incidents/now/", incidents.incident_now, name="incident-now"),
    path("incidents/page/", incidents.incident_page_file, name="incident-page"),
    path("incidents/worker/", incidents.incident_worker, name="incident-worker"),
    path("incidents/report/", incident_forms.incident_report, name="incident-report"),
    path("incidents/<int:pk>/", incidents.incident_detail, name="incident-detail"),
    path("incidents/<int:pk>/acknowledge/", incident_forms.incident_acknowledge, name="incident-acknowledge"),
    path("incidents/<int:pk>/investigate/", incident_forms.incident_investigate, name="incident-investigate"),
    path("incidents/<int:pk>/update/", incident_forms.incident_update, name="incident-update"),
    path("incidents/<int:pk>/close/", incident_forms.incident_close, name="incident-close"),
    path("incidents/<int:pk>/reveal/", incident_forms.incident_reveal, name="incident-reveal"),
    path("drills/", drills.drill_list, name="drill-list"),
    path("drills/start/", drills.drill_start, name="drill-start"),
    path("drills/<int:pk>/", drills.drill_detail, name="drill-detail"),
]
