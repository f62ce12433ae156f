"""The pages that write: a new person, the end of a post, certificates, training; and seeing a person whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce import permissions, services
from tuoyu.registers.workforce.commands import (
    CertificateData,
    EndPosition,
    RecordCertificate,
    RecordTraining,
    RevealPractitioner,
)
from tuoyu.registers.workforce.models import Position, Practitioner
from tuoyu.registers.workforce.services.practitioners import Revealed
from tuoyu.registers.workforce.web.forms import (
    CertificateForm,
    EndForm,
    RegisterForm,
    RevealForm,
    TrainingForm,
    registration,
)
from tuoyu.registers.workforce.words import CertificateKind, StaffKind

_METHODS = ["GET", "HEAD", "POST"]


@page(permissions.REGISTER)
@sensitive_post_parameters("name", "citizen_id", "mobile")
@require_http_methods(_METHODS)
def practitioner_register(request: CtxRequest, institution_id: int) -> HttpResponse:
    ctx = request.ctx
    institution = require(ctx, permissions.REGISTER, Institution.objects.all(), institution_id)
    return run_form(
        request,
        RegisterForm,
        lambda data: registration(institution.pk, data),
        services.register_practitioner,
        lambda person: (
            f"{person.name}已登记在{institution.name}。入职前要查询违法犯罪记录，已列入应查。",
            _page_of(person.pk),
        ),
        page=FormPage(
            f"登记从业人员：{institution.name}",
            "登记",
            reverse("institutions:institution-detail", args=[institution.pk]),
            "身份号码相同就是同一个人：已在册的，这里登记的以后为准",
        ),
        initial={"kind": StaffKind.CARER.value, "starts_on": ctx.today, "is_full_time": True},
    )


@page(permissions.END_POSITION)
@require_http_methods(_METHODS)
def position_end(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = Position.objects.select_related("institution", "practitioner")
    post = require(ctx, permissions.END_POSITION, rows, pk)
    back = reverse("workforce:position-list")
    return run_form(
        request,
        EndForm,
        lambda data: EndPosition(pk, data["ends_on"]),
        services.end_position,
        lambda row: (
            f"{post.practitioner.name}的任职到{row.ends_on:%Y-%m-%d}为止，未办的从业查询随之终止。",
            back,
        ),
        page=FormPage(
            f"终止任职：{post.practitioner.name}",
            "终止任职",
            back,
            f"{post.institution.name} · {StaffKind.label_of(post.kind)}",
            warning="离职日期过后，本机构不能再查看此人的资料。",
            is_risky=True,
        ),
        initial={"ends_on": ctx.today},
    )


@page(permissions.RECORD_CERTIFICATE)
@require_http_methods(_METHODS)
def certificate_record(request: CtxRequest, practitioner_id: int) -> HttpResponse:
    person = require(request.ctx, permissions.RECORD_CERTIFICATE, Practitioner.objects.all(), practitioner_id)
    return run_form(
        request,
        CertificateForm,
        lambda data: RecordCertificate(person.pk, CertificateData(**data)),
        services.record_certificate,
        lambda row: (f"已登记{person.name}的{CertificateKind.label_of(row.kind)}。", _page_of(person.pk)),
        page=FormPage(
            f"登记证书：{person.name}",
            "登记证书",
            _page_of(person.pk),
            "同一本证书再登记一次，以最后填写的有效期为准",
        ),
    )


@page(permissions.RECORD_TRAINING)
@require_http_methods(_METHODS)
def training_record(request: CtxRequest, practitioner_id: int) -> HttpResponse:
    ctx = request.ctx
    person = require(ctx, permissions.RECORD_TRAINING, Practitioner.objects.all(), practitioner_id)
    return run_form(
        request,
        TrainingForm,
        lambda data: RecordTraining(person.pk, **data),
        services.record_training,
        lambda row: (f"已登记{person.name}的培训 {row.hours} 学时。", _page_of(person.pk)),
        page=FormPage(f"登记培训：{person.name}", "登记培训", _page_of(person.pk)),
        initial={"done_on": ctx.today},
    )


@page(permissions.REVEAL)
@never_cache
@require_http_methods(_METHODS)
def practitioner_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    """The person whole, on this page alone, after a purpose was stated; never in a message or an address."""
    ctx = request.ctx
    person = require(ctx, permissions.REVEAL, Practitioner.objects.all(), pk)
    form, revealed, status = RevealForm(request.POST or None), None, 200
    if form.is_bound:
        revealed, status = _reveal(request, form, pk)
    context: dict[str, Any] = {"person": person, "form": form, "revealed": revealed, "back": _page_of(pk)}
    return render(request, "workforce/practitioner_reveal.html", context, status=status)


def _reveal(request: CtxRequest, form: RevealForm, pk: int) -> tuple[Revealed | None, int]:
    if not form.is_valid():
        return None, 422
    ctx = request.ctx.for_purpose(form.cleaned_data["purpose"])
    try:
        return services.reveal_practitioner(ctx, RevealPractitioner(pk)), 200
    except Refused as refused:
        return None, show_refusal(form, refused)


def _page_of(pk: int) -> str:
    return reverse("workforce:practitioner-detail", args=[pk])
