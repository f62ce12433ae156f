"""Where supervision lives, a list a noun."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.supervision.web import urls_evaluations, urls_ratings

app_name = "supervision"
urlpatterns = [
    *urls_evaluations.PUBLIC,
    path("supervision/", include(urls_ratings.urlpatterns)),
    path("supervision/", include(urls_evaluations.urlpatterns)),
]
