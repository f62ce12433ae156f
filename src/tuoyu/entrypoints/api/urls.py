"""Addresses of the API (``/api/…``) and of the page where its tokens are issued (``/settings/tokens/``)."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.entrypoints.api.v1 import patterns
from tuoyu.entrypoints.api.web import views

app_name = "api"
urlpatterns = [
    path("api/docs", views.docs, name="docs"),
    path("api/errors/", views.errors, name="error-list"),
    path("api/v1/", include((patterns(), "v1"))),
    path("settings/tokens/", views.token_list, name="token-list"),
    path("settings/tokens/issue/", views.token_issue, name="token-issue"),
    path("settings/tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
]
