"""Addresses of penalties and transfers."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import (
    penalties,
    penalty_deciding,
    penalty_public,
    penalty_spot,
    penalty_steps,
    transfers,
)

# At the root: read by everybody.
PUBLIC = [path("penalties/", penalty_public.penalty_public, name="public-penalty-list")]
# Below supervision/.
urlpatterns = [
    path("penalties/", penalties.penalty_list, name="penalty-list"),
    path("penalties/open/", penalty_steps.penalty_open, name="penalty-open"),
    path("penalties/impose/", penalty_spot.penalty_impose, name="penalty-impose"),
    path("penalties/export/", penalty_public.penalty_export, name="penalty-export"),
    path("penalties/<int:pk>/", penalties.penalty_detail, name="penalty-detail"),
    path("penalties/<int:pk>/paper/", penalties.penalty_paper, name="penalty-paper"),
    path("penalties/<int:pk>/plea/", penalties.penalty_reveal, name="penalty-reveal"),
    path("penalties/<int:pk>/report/", penalty_spot.penalty_report, name="penalty-report"),
    path("penalties/<int:pk>/conclude/", penalty_steps.penalty_conclude, name="penalty-conclude"),
    path("penalties/<int:pk>/tell/", penalty_steps.penalty_tell, name="penalty-tell"),
    path("penalties/<int:pk>/plead/", penalty_steps.penalty_plead, name="penalty-plead"),
    path("penalties/<int:pk>/contest/", penalty_steps.penalty_contest, name="penalty-contest"),
    path("penalties/<int:pk>/call/", penalty_steps.penalty_call, name="penalty-call"),
    path("penalties/<int:pk>/hear/", penalty_steps.penalty_hear, name="penalty-hear"),
    path("penalties/<int:pk>/decide/", penalty_deciding.penalty_decide, name="penalty-decide"),
    path("penalties/<int:pk>/spare/", penalty_steps.penalty_spare, name="penalty-spare"),
    path("penalties/<int:pk>/withdraw/", penalty_steps.penalty_withdraw, name="penalty-withdraw"),
    path("penalties/<int:pk>/serve/", penalty_steps.penalty_serve, name="penalty-serve"),
    path("penalties/<int:pk>/pay/", penalty_steps.penalty_pay, name="penalty-pay"),
    path("penalties/<int:pk>/close/", penalty_steps.penalty_close, name="penalty-close"),
    path("penalties/<int:pk>/publish/", penalty_steps.penalty_publish, name="penalty-publish"),
    path("penalties/<int:pk>/revoke/", penalty_steps.penalty_revoke, name="penalty-revoke"),
    path("penalties/<int:penalty_id>/challenges/file/", penalty_steps.challenge_file, name="challenge-file"),
    path("challenges/<int:pk>/settle/", penalty_steps.challenge_settle, name="challenge-settle"),
    path("transfers/", transfers.transfer_list, name="transfer-list"),
    path("transfers/send/", transfers.transfer_send, name="transfer-send"),
    path("transfers/<int:pk>/", transfers.transfer_detail, name="transfer-detail"),
    path("transfers/<int:pk>/paper/", transfers.transfer_paper, name="transfer-paper"),
    path("transfers/<int:pk>/accept/", transfers.transfer_accept, name="transfer-accept"),
    path("transfers/<int:pk>/return/", transfers.transfer_return, name="transfer-return"),
    path("transfers/<int:pk>/answer/", transfers.transfer_answer, name="transfer-answer"),
]
