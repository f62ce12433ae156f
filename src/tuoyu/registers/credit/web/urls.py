"""Addresses of credit."""

from __future__ import annotations

from django.urls import path

from tuoyu.registers.credit.web import views

app_name = "credit"
urlpatterns = [
    path("", views.fact_list, name="fact-list"),
    path("<int:pk>/", views.fact_detail, name="fact-detail"),
    path("<int:pk>/file/", views.fact_file, name="fact-file"),
]
