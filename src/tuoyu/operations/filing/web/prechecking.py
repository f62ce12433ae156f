"""The pre-check: an address, floors, areas, a lease, planned classes; and what the law says of them. By GET, so that
the answer can be sent to a partner or a landlord as an address. Nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.ui.answering import cached
from tuoyu.operations.filing.queries.cases import limits_at
from tuoyu.operations.filing.queries.prechecks import PreChecked, place_of, pre_checked
from tuoyu.operations.filing.rules.application import ClassPlan
from tuoyu.operations.filing.rules.findings import counts
from tuoyu.operations.filing.web.forms_public import MOST_ROWS, ROWS, ClassRow, PremisesForm
from tuoyu.operations.filing.words import Grade
from tuoyu.registers.institutions.words import Band, SupplyForm, Tenure

REASON = "签租约之前先看场地合不合规：不登录，不留存，规定本来就是公开的"
_LIGHTS = {Grade.BAD: ("bad", "不符"), Grade.ON_SITE: ("none", "现场看"), Grade.OK: ("ok", "符合")}
_FACTS = (
    "tenure",
    "lease_from_on",
    "lease_to_on",
    "lowest_floor",
    "highest_floor",
    "building_year",
    "indoor_m2",
    "observation_m2",
    "window_percent",
    "sunlight_hours",
)


@public(REASON)
@require_safe
@cached
def precheck(request: CtxRequest) -> HttpResponse:
    asked, ctx = request.GET, request.ctx
    is_asked = "form" in asked
    form = PremisesForm(asked if is_asked else None)
    bands = tuple(limits_at(ctx.today, ctx.area).law.bands)
    if Band.HOME.value not in bands:
        # Home care points have had rules of their own since 2023; before, there was none to check against.
        _without_home(form)
    rows = _rows(asked, bands)
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "more": min(len(rows) + 3, MOST_ROWS) if len(rows) < MOST_ROWS else 0,
    }
    status = 200
    if is_asked and "more" not in asked:
        if form.is_valid() and all(row.is_valid() for row in rows):
            context |= _answer(_checked(request, form, rows))
        else:
            status = 422
    return render(request, "filing/precheck.html", context, status=status)


def _checked(request: CtxRequest, form: PremisesForm, rows: list[ClassRow]) -> PreChecked:
    told, ctx = form.cleaned_data, request.ctx
    facts = {name: told[name] for name in _FACTS if told[name] not in (None, "")}
    facts["tenure"] = told["tenure"] or Tenure.LEASE.value
    if told["meals"]:
        facts["meals"] = told["meals"]
    checked = pre_checked(told["form"], facts, _classes(rows), ctx.today, ctx.area)
    return replace(checked, place=place_of(told["address"], ctx.area))


def _classes(rows: list[ClassRow]) -> list[ClassPlan]:
    """Rows that name a band, as classes called by their number: 托小班“第1班”."""
    found: list[ClassPlan] = []
    for row in rows:
        band = row.cleaned_data["band"]
        if band:
            number = sum(each.band == band for each in found) + 1
            found.append(ClassPlan(f"第{number}班", band, row.cleaned_data["places"] or 0))
    return found


def _without_home(form: PremisesForm) -> None:
    kept = [choice for choice in SupplyForm.choices() if choice[0] != SupplyForm.HOME]
    form.fields["form"].choices = kept  # type: ignore[attr-defined]


def _rows(asked: QueryDict, known: tuple[str, ...]) -> list[ClassRow]:
    """The class rows of the address, blank ones behind them. ``?band=infant&places=9&band=…``"""
    pairs = list(zip(asked.getlist("band"), asked.getlist("places"), strict=False))[:MOST_ROWS]
    wanted = asked.get("more", "")
    count = max(len(pairs), min(int(wanted), MOST_ROWS) if wanted.isdecimal() else 0, ROWS)
    pairs += [("", "")] * (count - len(pairs))
    rows = [
        ClassRow({"band": band, "places": places}, auto_id=f"id_{at}_%s")
        for at, (band, places) in enumerate(pairs)
    ]
    for row in rows:
        row.fields["band"].choices = [("", "不开"), *((b.value, b.label) for b in Band if b.value in known)]  # type: ignore[attr-defined]
    return rows


def _answer(checked: PreChecked) -> dict[str, Any]:
    """The big answer, then what does not fit, what has to be seen, what fits."""
    held = counts(checked.findings)
    bad, seen = held[Grade.BAD], held[Grade.ON_SITE]
    order = (Grade.BAD, Grade.ON_SITE, Grade.OK)
    shown = sorted(
        checked.findings, key=lambda finding: order.index(finding.grade) if finding.grade in order else 3
    )
    untold = "、".join(checked.untold)
    if bad:
        light, icon, title = "bad", "alert-octagon", f"有 {bad} 处不符合，先别签约"
        sentence = "请看下面红色的几条，改了再查一次。"
    elif checked.untold:
        light, icon, title = "none", "help-circle", "还看不全"
        sentence = f"填了的没有发现不符合。还没填：{untold}。"
    else:
        light, icon, title = "ok", "circle-check", "没有发现不符合"
        sentence = "这是按您填的内容算的，不代替备案审核和现场核实。"
    if seen:
        sentence += f"另有 {seen} 条要到现场才知道。"
    return {
        "checked": checked,
        "light": light,
        "icon": icon,
        "title": title,
        "sentence": sentence,
        "findings": [
            (finding, *_LIGHTS.get(finding.grade, ("none", finding.grade.label))) for finding in shown
        ],
    }
