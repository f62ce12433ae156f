"""Addresses of scoring tables, evaluations and experts, and of the published results."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import evaluation_acts, evaluations, published, scoring, tables

urlpatterns = [
    path("tables/", tables.table_list, name="table-list"),
    path("tables/load/", tables.table_load, name="table-load"),
    path("tables/template/", tables.table_template, name="table-template"),
    path("tables/<int:pk>/", tables.table_detail, name="table-detail"),
    path("tables/<int:pk>/adopt/", tables.table_adopt, name="table-adopt"),
    path("tables/<int:pk>/retire/", tables.table_retire, name="table-retire"),
    path("evaluations/", evaluations.evaluation_list, name="evaluation-list"),
    path("evaluations/<int:pk>/", evaluations.evaluation_detail, name="evaluation-detail"),
    path(
        "institutions/<int:institution_id>/evaluations/open/",
        evaluation_acts.evaluation_open,
        name="evaluation-open",
    ),
    path("evaluations/<int:pk>/save/", scoring.evaluation_save, name="evaluation-save"),
    path("evaluations/<int:pk>/submit/", scoring.evaluation_submit, name="evaluation-submit"),
    path("evaluations/<int:pk>/draw/", evaluation_acts.evaluation_draw, name="evaluation-draw"),
    path("evaluations/<int:pk>/grade/", evaluation_acts.evaluation_grade, name="evaluation-grade"),
    path("evaluations/<int:pk>/object/", evaluation_acts.evaluation_object, name="evaluation-object"),
    path("evaluations/<int:pk>/answer/", evaluation_acts.evaluation_answer, name="evaluation-answer"),
    path("evaluations/<int:pk>/publish/", evaluation_acts.evaluation_publish, name="evaluation-publish"),
    path("evaluations/<int:pk>/cancel/", evaluation_acts.evaluation_cancel, name="evaluation-cancel"),
    path("experts/", scoring.expert_list, name="expert-list"),
    path("experts/<int:pk>/", scoring.expert_detail, name="expert-detail"),
    path("experts/<int:pk>/save/", scoring.expert_save, name="expert-save"),
    path("experts/<int:pk>/submit/", scoring.expert_submit, name="expert-submit"),
]
# Said to families: a short path of its own.
PUBLIC = [
    path("evaluations/", published.evaluation_published, name="public-evaluation-list"),
    path("evaluations/<int:pk>/", published.evaluation_result, name="public-evaluation"),
]
