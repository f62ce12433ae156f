"""Addresses of institutions."""

from __future__ import annotations

from django.urls import path

from tuoyu.registers.institutions.web import acts, history, institutions, maps, sameness

app_name = "institutions"
urlpatterns = [
    path("", institutions.institution_list, name="institution-list"),
    path("map/", maps.institution_map, name="institution-map"),
    path("duplicates/", sameness.sameness_list, name="sameness-list"),
    path("duplicates/<int:pk>/", sameness.sameness_detail, name="sameness-detail"),
    path("duplicates/<int:pk>/decide/", sameness.sameness_decide, name="sameness-decide"),
    path("<int:pk>/", institutions.institution_detail, name="institution-detail"),
    path("<int:institution_id>/history/", history.fact_list, name="fact-list"),
    path("<int:pk>/locate/", acts.institution_locate, name="institution-locate"),
    path("<int:pk>/attach/", acts.institution_attach, name="institution-attach"),
    path("<int:institution_id>/agreements/record/", acts.agreement_record, name="agreement-record"),
    path("<int:institution_id>/capacity/record/", acts.capacity_record, name="capacity-record"),
]
