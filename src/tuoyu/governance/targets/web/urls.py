"""Addresses of targets."""

from __future__ import annotations

from django.urls import path

from tuoyu.governance.targets.web import forms_pages, pages

app_name = "targets"
urlpatterns = [
    path("indicators/", pages.indicator_list, name="indicator-list"),
    path("indicators/<int:indicator_id>/", pages.indicator_detail, name="indicator-detail"),
    path("indicators/<int:indicator_id>/define/", forms_pages.indicator_define, name="indicator-define"),
    path("indicators/<int:indicator_id>/observations/", pages.observation_list, name="observation-list"),
    path(
        "indicators/<int:indicator_id>/observations/record/",
        forms_pages.observation_record,
        name="observation-record",
    ),
    path(
        "indicators/<int:indicator_id>/observations/import/",
        forms_pages.observation_import,
        name="observation-import",
    ),
    path(
        "indicators/<int:indicator_id>/observations/template/",
        forms_pages.observation_template,
        name="observation-template",
    ),
    path(
        "observations/<int:observation_id>/correct/",
        forms_pages.observation_correct,
        name="observation-correct",
    ),
    path(
        "observations/<int:observation_id>/evidence/",
        pages.observation_evidence,
        name="observation-evidence",
    ),
]
