"""Addresses of fees, food, medicine and duties."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import conduct, duties

# Said to families: a short path of its own.
PUBLIC = [path("fees/", conduct.fee_public, name="public-fee-list")]
urlpatterns = [
    path("fees/", conduct.fee_list, name="fee-list"),
    path("institutions/<int:institution_id>/fees/file/", conduct.fee_file, name="fee-file"),
    path("charges/", conduct.charge_list, name="charge-list"),
    path(
        "institutions/<int:institution_id>/charges/record/",
        conduct.charge_record,
        name="charge-record",
    ),
    path("conducts/", conduct.conduct_list, name="conduct-list"),
    path(
        "institutions/<int:institution_id>/conduct/record/",
        conduct.conduct_record,
        name="conduct-record",
    ),
    path("duties/", duties.duty_list, name="duty-list"),
]
