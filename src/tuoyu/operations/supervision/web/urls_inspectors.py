"""Addresses of inspectors and recusals, below supervision/."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import inspectors

urlpatterns = [
    path("inspectors/", inspectors.inspector_list, name="inspector-list"),
    path("inspectors/register/", inspectors.inspector_register, name="inspector-register"),
    path("inspectors/<int:pk>/", inspectors.inspector_detail, name="inspector-detail"),
    path("inspectors/<int:pk>/retire/", inspectors.inspector_retire, name="inspector-retire"),
    path("inspectors/<int:inspector_id>/recuse/", inspectors.recusal_declare, name="recusal-declare"),
    path("recusals/<int:pk>/lift/", inspectors.recusal_lift, name="recusal-lift"),
]
