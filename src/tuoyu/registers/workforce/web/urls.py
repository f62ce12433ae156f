"""Addresses of the workforce."""

from __future__ import annotations

from django.urls import path

from tuoyu.registers.workforce.web import acts, people

app_name = "workforce"
urlpatterns = [
    path("", people.position_list, name="position-list"),
    path("rosters/", people.roster_list, name="roster-list"),
    path("people/<int:pk>/", people.practitioner_detail, name="practitioner-detail"),
    path("people/<int:pk>/reveal/", acts.practitioner_reveal, name="practitioner-reveal"),
    path(
        "people/<int:practitioner_id>/certificates/record/",
        acts.certificate_record,
        name="certificate-record",
    ),
    path("people/<int:practitioner_id>/training/record/", acts.training_record, name="training-record"),
    path("positions/<int:pk>/end/", acts.position_end, name="position-end"),
    path(
        "institutions/<int:institution_id>/register/",
        acts.practitioner_register,
        name="practitioner-register",
    ),
]
