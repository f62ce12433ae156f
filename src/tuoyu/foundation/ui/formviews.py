"""One corridor for every form: check → frozen command → service → redirect with a sentence, or the reasons in place.

``run_form(request, OpenPostForm, build, open_post, done, page=FormPage("任命岗位", "任命"))``
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from tuoyu.foundation.access.web import CtxRequest
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Reason, Refused

C = TypeVar("C")
R = TypeVar("R")

# Not allowed and not found are pages of their own: there is nothing to mend in the form.
_PAGES = frozenset({403, 404})


@dataclass(frozen=True, slots=True)
class FormPage:
    """The page around a form. ``warning`` stands above the fields; ``is_risky`` colours the button."""

    title: str
    submit: str
    back: str = ""
    context: str = ""
    warning: str = ""
    is_risky: bool = False


def run_form(  # noqa: PLR0913 - one call tells a whole form page; each part has its name there
    request: CtxRequest,
    form_class: Callable[..., forms.Form],
    build: Callable[[dict[str, Any]], C],
    service: Callable[[Ctx, C], R],
    done: Callable[[R], tuple[str, str]],
    *,
    page: FormPage,
    initial: Mapping[str, Any] | None = None,
    template: str = "ui/form_page.html",
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form; POST runs ``service(ctx, build(cleaned_data))``.

    ``done(result)`` gives the sentence that says what happened, and where to go next. What the service refuses is
    shown beside the field it names and answered with its status (409, 422); 403 and 404 rise and become pages.
    """
    status = 200
    form = (
        form_class(request.POST, request.FILES, initial=initial)
        if request.method == "POST"
        else form_class(initial=initial)
    )
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                result = service(request.ctx, build(form.cleaned_data))
            except Refused as refused:
                status = show_refusal(form, refused)
            else:
                return _leave(request, *done(result))
    return render(request, template, {"form": form, "page": page, **(extra or {})}, status=status)


def show_refusal(form: forms.Form, refused: Refused) -> int:
    """Put the reasons of a refusal into the form, each beside its field; returns the status to answer with."""
    if refused.status in _PAGES:
        raise refused
    for reason in refused.verdict.failures:
        form.add_error(reason.field if reason.field in form.fields else None, sentence_of(reason))
    return refused.status


def sentence_of(reason: Reason) -> str:
    """What is wrong, on what ground, and what to do, in one line."""
    basis = f"（{reason.basis}）" if reason.basis else ""
    return f"{reason.sentence}{basis}{reason.next_step}"


def _leave(request: CtxRequest, sentence: str, url: str) -> HttpResponse:
    tell(request, sentence)
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
