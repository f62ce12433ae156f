"""Where filing lives."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.operations.filing.web import (
    cases,
    deliveries,
    desk,
    materials,
    notes,
    receipts,
    reconciling,
    registrations,
    senders,
    wizard,
)
from tuoyu.operations.filing.web.urls_public import NATIONAL, PUBLIC

app_name = "filing"

CASES = [
    path("home/", cases.home, name="home"),
    path("institutions/<int:institution_id>/open/<str:kind>/", wizard.case_open, name="case-open"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/<int:pk>/", cases.case_detail, name="case-detail"),
    path("cases/<int:pk>/save/", wizard.case_save, name="case-save"),
    path("cases/<int:pk>/submit/", wizard.case_submit, name="case-submit"),
    path("cases/<int:pk>/recall/", wizard.case_recall, name="case-recall"),
    path("cases/<int:pk>/withdraw/", wizard.case_withdraw, name="case-withdraw"),
    path("cases/<int:pk>/return/", desk.case_return, name="case-return"),
    path("cases/<int:pk>/accept/", desk.case_accept, name="case-accept"),
    path("cases/<int:pk>/finish/", desk.case_finish, name="case-finish"),
    path("cases/<int:pk>/verify/", desk.case_verify, name="case-verify"),
    path("cases/<int:pk>/reject/", desk.case_reject, name="case-reject"),
    path("cases/<int:pk>/reveal/", desk.case_reveal, name="case-reveal"),
    path("cases/<int:case_id>/materials/add/", materials.material_add, name="material-add"),
    path("cases/<int:case_id>/exits/record/", materials.exit_record, name="exit-record"),
    path("materials/<int:pk>/", materials.material_view, name="material-view"),
    path("materials/<int:pk>/remove/", materials.material_remove, name="material-remove"),
    path("materials/<int:pk>/renew/", materials.material_renew, name="material-renew"),
    path("receipts/", receipts.receipt_list, name="receipt-list"),
    path("receipts/<int:pk>/", receipts.receipt_detail, name="receipt-detail"),
    path("receipts/<int:pk>/paper/", receipts.receipt_paper, name="receipt-paper"),
    path("receipts/<int:pk>/revoke/", receipts.receipt_revoke, name="receipt-revoke"),
    path("notes/", notes.note_list, name="note-list"),
    path("notes/<int:pk>/", notes.note_detail, name="note-detail"),
    path("notes/<int:pk>/paper/", notes.note_paper, name="note-paper"),
    path("institutions/<int:institution_id>/notes/issue/", notes.note_issue, name="note-issue"),
    path("registrations/", registrations.registration_list, name="registration-list"),
    path("registrations/import/", deliveries.registration_import, name="registration-import"),
    path("registrations/template/", deliveries.registration_template, name="registration-template"),
    path("registrations/record/", deliveries.registration_record, name="registration-record"),
    path("registrations/<int:pk>/", registrations.registration_detail, name="registration-detail"),
    path("registrations/<int:pk>/judge/", registrations.registration_judge, name="registration-judge"),
    path("registrations/<int:pk>/invite/", registrations.registration_invite, name="registration-invite"),
    path("registrations/<int:registration_id>/visit/", registrations.followup_record, name="followup-record"),
    path("reconciliation/", reconciling.list_board, name="list-board"),
    path("reconciliation/load/", reconciling.list_load, name="list-load"),
    path("reconciliation/lists/", reconciling.list_history, name="list-history"),
    path("reconciliation/lists/<int:fulllist_id>/", reconciling.list_detail, name="list-detail"),
    path("senders/", senders.sender_list, name="sender-list"),
    path("senders/register/", senders.sender_register, name="sender-register"),
    path("senders/<int:pk>/close/", senders.sender_close, name="sender-close"),
]
# What is printed on papers and said on the telephone stands at the root, everything else under filing/.
urlpatterns = [*PUBLIC, path("filing/", include([*CASES, *NATIONAL]))]
