"""Where supervision lives: what the public reads stands at the root, everything else under supervision/."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.supervision.web import (
    urls_conduct,
    urls_draws,
    urls_evaluations,
    urls_findings,
    urls_incidents,
    urls_inspectors,
    urls_items,
    urls_penalties,
    urls_plans,
    urls_ratings,
    urls_results,
    urls_visits,
)

app_name = "supervision"

PUBLIC = [
    *urls_results.PUBLIC,
    *urls_visits.PUBLIC,
    *urls_draws.PUBLIC,
    *urls_plans.PUBLIC,
    *urls_conduct.PUBLIC,
    *urls_evaluations.PUBLIC,
    *urls_penalties.PUBLIC,
]
DESK = [
    *urls_items.urlpatterns,
    *urls_inspectors.urlpatterns,
    *urls_plans.urlpatterns,
    *urls_draws.urlpatterns,
    *urls_conduct.urlpatterns,
    *urls_findings.urlpatterns,
    *urls_incidents.urlpatterns,
    *urls_visits.urlpatterns,
    *urls_evaluations.urlpatterns,
    *urls_ratings.urlpatterns,
    *urls_penalties.urlpatterns,
    *urls_results.urlpatterns,
]
urlpatterns = [*PUBLIC, path("supervision/", include(DESK))]
