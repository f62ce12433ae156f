"""Addresses of yearly plans, below supervision/."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import merging, plans

PUBLIC = [path("inspection-plans/", plans.plan_public, name="public-plan-list")]
urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/open/", plans.plan_open, name="plan-open"),
    path("plans/merges/", merging.plan_merges, name="plan-merges"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/publish/", plans.plan_publish, name="plan-publish"),
    path("plans/<int:pk>/revise/", plans.plan_revise, name="plan-revise"),
]
