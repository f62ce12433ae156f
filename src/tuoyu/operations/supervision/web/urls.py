"""Where supervision lives."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.supervision.web import urls_visits

app_name = "supervision"

urlpatterns = [*urls_visits.public_patterns, path("supervision/", include([*urls_visits.urlpatterns]))]
