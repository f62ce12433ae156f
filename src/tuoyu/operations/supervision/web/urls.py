"""Where supervision lives: what the public reads stands at the root, everything else under supervision/."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.supervision.web import urls_results

app_name = "supervision"

PUBLIC = [*urls_results.PUBLIC]
DESK = [*urls_results.urlpatterns]
urlpatterns = [*PUBLIC, path("supervision/", include(DESK))]
