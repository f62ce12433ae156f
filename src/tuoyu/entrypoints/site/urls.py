"""Addresses of the pages that belong to no single app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tuoyu.entrypoints.site.home import urls as home
from tuoyu.entrypoints.site.settings import urls as settings
from tuoyu.entrypoints.site.signin import urls as signin

_own: list[URLPattern | URLResolver] = [
    *home.urlpatterns,
    *signin.urlpatterns,
    *settings.urlpatterns,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_own, "site"))),
    *home.namespaces,
    *settings.namespaces,
]
