"""Addresses of the first pages: where one lands, my inbox, the cockpit, search (within the namespace ``site``)."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.entrypoints.site.home import cockpit, inbox, notices, search

urlpatterns = [
    path("", inbox.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("cockpit/", cockpit.cockpit, name="cockpit"),
    path("search/", search.search, name="search"),
]

_notices = [
    path("", notices.notice_list, name="notice-list"),
    path("<int:pk>/", notices.notice_open, name="notice-open"),
    path("read-all/", notices.notice_read_all, name="notice-read-all"),
    path("deliveries/", notices.delivery_list, name="delivery-list"),
    path("deliveries/<int:pk>/retry/", notices.delivery_retry, name="delivery-retry"),
]

namespaces = [path("notices/", include((_notices, "notices")))]
