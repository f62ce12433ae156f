"""Addresses of visits below ``supervision/``, and those that an institution types from a notice."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import checking, field, merging, visit_acts, visits

urlpatterns = [
    path("visits/", visits.visit_list, name="visit-list"),
    path("visits/plan/", visit_acts.visit_plan, name="visit-plan"),
    path("visits/<int:pk>/", visits.visit_detail, name="visit-detail"),
    path("visits/<int:pk>/paper/", visits.visit_paper, name="visit-paper"),
    path("visits/<int:pk>/move/", visit_acts.visit_move, name="visit-move"),
    path("visits/<int:pk>/cancel/", visit_acts.visit_cancel, name="visit-cancel"),
    path("visits/<int:pk>/merge/", merging.visit_merge, name="visit-merge"),
    path("visits/<int:pk>/split/", merging.visit_split, name="visit-split"),
    path("visits/<int:pk>/notice/", visit_acts.visit_notice, name="visit-notice"),
    path("visits/<int:pk>/start/", visit_acts.visit_start, name="visit-start"),
    path("visits/<int:pk>/record/", visit_acts.visit_record, name="visit-record"),
    path("visits/<int:pk>/sign/", visit_acts.visit_sign, name="visit-sign"),
    path("visits/<int:pk>/rate/", visit_acts.visit_rate, name="visit-rate"),
    path("photos/<int:pk>/", visits.photo_view, name="photo-view"),
    path("field/", field.field_page, name="field-page"),
    path("field/worker/", field.field_worker, name="field-worker"),
    path("field/manifest/", field.field_manifest, name="field-manifest"),
    path("field/bundle/", field.field_bundle, name="field-bundle"),
    path("field/sync/", field.visit_sync, name="visit-sync"),
    path("field/visits/<int:visit_id>/photo/", field.photo_add, name="photo-add"),
]
# Printed on notices and records, said on the telephone.
PUBLIC = [
    path("v/", checking.notice_check, name="notice-check"),
    path("v/<str:code>/", checking.notice_shown, name="notice-shown"),
]
