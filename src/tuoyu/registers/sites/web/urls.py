"""Addresses of sites."""

from __future__ import annotations

from django.urls import path

from tuoyu.registers.sites.web import views

app_name = "sites"
urlpatterns = [
    path("areas/", views.area_list, name="area-list"),
    path("areas/map/", views.area_map, name="area-map"),
    path("areas/<int:area_id>/", views.area_detail, name="area-detail"),
]
