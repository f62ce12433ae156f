"""Addresses of the pages that belong to no single app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tuoyu.entrypoints.site.signin import urls as signin

app_name = "site"

urlpatterns: list[URLPattern | URLResolver] = [
    *signin.urlpatterns,
]
