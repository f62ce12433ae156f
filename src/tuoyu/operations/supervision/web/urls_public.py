"""Addresses of supervision that need no account, at the root: they are printed on papers."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import draws_public, plans

app_name = "supervision_public"

urlpatterns = [
    path("draws/", draws_public.draw_list, name="draw-list"),
    path("draws/checker/", draws_public.draw_checker, name="draw-checker"),
    path("draws/<str:number>/", draws_public.draw_detail, name="draw-detail"),
    path("draws/<str:number>/live/", draws_public.draw_live, name="draw-live"),
    path("draws/<str:number>/file/", draws_public.draw_file, name="draw-file"),
    path("inspection-plans/", plans.plan_public, name="plan-list"),
]
