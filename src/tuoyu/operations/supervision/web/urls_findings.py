"""Addresses of findings, their pictures, objections and self-checks."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import findings, mending, moving_findings

urlpatterns = [
    path("findings/", findings.finding_list, name="finding-list"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding-detail"),
    path("findings/<int:pk>/submit/", moving_findings.finding_submit, name="finding-submit"),
    path("findings/<int:pk>/close/", moving_findings.finding_close, name="finding-close"),
    path("findings/<int:pk>/return/", moving_findings.finding_return, name="finding-return"),
    path("findings/<int:pk>/look-back/", moving_findings.finding_look_back, name="finding-look_back"),
    path("findings/<int:pk>/confirm/", moving_findings.finding_confirm, name="finding-confirm"),
    path("findings/<int:pk>/reopen/", moving_findings.finding_reopen, name="finding-reopen"),
    path("findings/<int:pk>/cancel/", moving_findings.finding_cancel, name="finding-cancel"),
    path("findings/<int:pk>/spread/", moving_findings.finding_spread, name="finding-spread"),
    path("findings/<int:finding_id>/object/", moving_findings.objection_raise, name="objection-raise"),
    path("objections/<int:pk>/answer/", moving_findings.objection_answer, name="objection-answer"),
    path("proofs/<int:pk>/", findings.proof_view, name="proof-view"),
    path("mend/", mending.mend_list, name="mend-list"),
    path("self-checks/", mending.self_check_list, name="self_check-list"),
    path("self-checks/<int:pk>/answer/", mending.self_check_answer, name="self_check-answer"),
]
