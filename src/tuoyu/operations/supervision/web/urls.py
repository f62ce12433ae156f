"""Where supervision lives: the lists of its nouns, joined."""

from __future__ import annotations

from tuoyu.operations.supervision.web import urls_incidents

app_name = "supervision"

urlpatterns = [
    *urls_incidents.urlpatterns,
]
