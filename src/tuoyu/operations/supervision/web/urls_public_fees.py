"""The public list of prices, under a short path of its own."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import conduct

app_name = "fees"
urlpatterns = [path("", conduct.fee_public, name="fee-public")]
