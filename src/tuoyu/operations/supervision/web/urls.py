"""Where supervision lives."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.supervision.web import urls_penalties

app_name = "supervision"

urlpatterns = [*urls_penalties.public_patterns, path("supervision/", include([*urls_penalties.urlpatterns]))]
