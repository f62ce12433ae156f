"""Where supervision lives: one list a noun."""

from __future__ import annotations

from tuoyu.operations.supervision.web import urls_draws, urls_inspectors, urls_items, urls_plans

app_name = "supervision"

urlpatterns = [
    *urls_draws.urlpatterns,
    *urls_inspectors.urlpatterns,
    *urls_items.urlpatterns,
    *urls_plans.urlpatterns,
]
