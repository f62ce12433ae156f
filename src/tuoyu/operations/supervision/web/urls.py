"""Addresses of supervision, one list a noun."""

from __future__ import annotations

from tuoyu.operations.supervision.web.urls_conduct import urlpatterns as conduct
from tuoyu.operations.supervision.web.urls_findings import urlpatterns as findings

app_name = "supervision"
urlpatterns = [*findings, *conduct]
