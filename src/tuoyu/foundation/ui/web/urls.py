"""Addresses of the design system."""

from __future__ import annotations

from django.urls import path

from tuoyu.foundation.ui.web import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("offline/", views.offline, name="offline"),
    path("views/save/", views.view_save, name="view-save"),
    path("views/drop/", views.view_drop, name="view-drop"),
]
