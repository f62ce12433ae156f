"""Addresses of filing that need no account, and of the exchange with the national system."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.filing.web import exporting, joining, prechecking, public, verifying

# At the root: they are printed on papers and said on the telephone.
PUBLIC = [
    path("verify/", verifying.receipt_verify, name="receipt-verify"),
    path("verify/offline/", verifying.receipt_offline, name="receipt-offline"),
    path("verify/keys/", verifying.receipt_keys_json, name="receipt-keys"),
    path("verify/revocations/", verifying.receipt_revocations, name="receipt-revocations"),
    path("care/", public.public_list, name="public-list"),
    path("care/map/", public.public_map, name="public-map"),
    path("care/geojson/", public.public_geojson, name="public-geojson"),
    path("care/<int:pk>/", public.public_detail, name="public-detail"),
    path("precheck/", prechecking.precheck, name="precheck"),
    path("join/<str:token>/", joining.invitation_accept, name="invitation-accept"),
]
# Below filing/.
NATIONAL = [
    path("national/", exporting.result_list, name="result-list"),
    path("national/export/", exporting.national_export, name="national-export"),
    path("national/dictionary/", exporting.national_dictionary, name="national-dictionary"),
    path("national/results/template/", exporting.result_template, name="result-template"),
    path("national/results/import/", exporting.result_import, name="result-import"),
    path("national/results/record/", exporting.result_record, name="result-record"),
]
