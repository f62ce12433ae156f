"""Addresses of the first pages: where one lands, my inbox, the cockpit, search (within the namespace ``site``)."""

from __future__ import annotations

from django.urls import path

from tuoyu.entrypoints.site.home import cockpit, inbox, search

urlpatterns = [
    path("", inbox.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("cockpit/", cockpit.cockpit, name="cockpit"),
    path("search/", search.search, name="search"),
]
