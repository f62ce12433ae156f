"""Addresses of the plan register."""

from __future__ import annotations

from django.urls import path

from tuoyu.registers.plans.web import duties, versions

app_name = "plans"
urlpatterns = [
    path("", versions.version_list, name="version-list"),
    path("import/", versions.version_import, name="version-import"),
    path("duties/export/", duties.duty_export, name="duty-export"),
    path("<int:pk>/", versions.version_detail, name="version-detail"),
    path("<int:pk>/revise/", versions.version_revise, name="version-revise"),
    path("<int:pk>/adopt/", versions.version_adopt, name="version-adopt"),
    path("<int:pk>/discard/", versions.version_discard, name="version-discard"),
]
