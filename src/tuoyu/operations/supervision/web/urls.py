"""Where supervision lives, a list a noun."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.supervision.web import urls_ratings

app_name = "supervision"
urlpatterns = [path("supervision/", include(urls_ratings.urlpatterns))]
