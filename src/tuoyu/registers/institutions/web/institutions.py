"""The list of institutions, and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.lists import render_list
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions import permissions, queries
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.policy import bands_at, premises_limits_at
from tuoyu.registers.institutions.rules.standing import Known
from tuoyu.registers.institutions.web import cards
from tuoyu.registers.institutions.web.lists import INSTITUTIONS, STANDINGS
from tuoyu.registers.institutions.words import FactKind, Standing, SupplyForm
from tuoyu.registers.sites.queries import street_choices


@page(permissions.VIEW)
@require_GET
def institution_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {
        "context_line": "一家机构一条，状态按已登记、已备案、开业等事实推算",
        "can_see_pairs": allowed(ctx, permissions.VIEW_SAMENESS),
    }
    rows = queries.institutions(ctx)
    template = "institutions/institution_list.html"
    return render_list(request, ctx, INSTITUTIONS, rows, template=template, extra=extra)


@page(permissions.VIEW)
@require_GET
def institution_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One institution: each fact with its day, classes against the limits, premises, operator, chain, and what others add."""
    ctx = request.ctx
    institution = require(ctx, permissions.VIEW, queries.institution_page(), pk)
    held = queries.believed_on(queries.believed_facts(institution), ctx.today, ctx.now)
    light, word = STANDINGS[institution.standing]
    context = {
        "institution": institution,
        "light": light,
        "word": word,
        "form": SupplyForm.label_of(institution.form),
        "marks": cards.marks_of(held),
        "facts": cards.facts_of(institution),
        "operator": cards.operator_facts(institution),
        "map_data": cards.map_of(ctx, institution, STANDINGS),
        **_classes(ctx, institution, held),
        **_place(ctx, institution),
        **_chain(ctx, institution),
        **_capacity(institution),
        **_rights(ctx, institution),
    }
    return render(request, "institutions/institution_detail.html", context)


def _classes(ctx: Ctx, institution: Institution, held: dict[str, Known]) -> dict[str, Any]:
    fact = held.get(FactKind.CLASSES)
    bands = bands_at(ctx.today, institution.area_code or ctx.area)
    return {
        "classes": cards.classes_of(fact, bands),
        "classes_since": fact.valid_from_on if fact else None,
    }


def _place(ctx: Ctx, institution: Institution) -> dict[str, Any]:
    place = queries.place_of(institution, ctx.today)
    if place is None:
        return {"place": None, "rooms": (), "place_basis": ""}
    limits = premises_limits_at(ctx.today, institution.area_code or ctx.area)
    lines = cards.place_facts(place, limits)
    basis = str(limits.ground) if any(line.problem for line in lines) else ""
    return {"place": lines, "rooms": cards.rooms_of(place), "place_basis": basis}


def _chain(ctx: Ctx, institution: Institution) -> dict[str, Any]:
    """Head office, sisters with what is serious about them, and agreement; asked only where there is a chain."""
    is_chain = institution.head_office_id or institution.has_branches  # type: ignore[attr-defined]
    rows = list(queries.sisters_of(institution)) if is_chain else []
    sisters = cards.sisters(ctx, institution, rows)
    concerns = queries.concerns_of(ctx, [row.pk for row in rows])
    has_agreement = institution.has_agreement  # type: ignore[attr-defined]
    agreements = list(queries.agreements_of(institution)) if has_agreement else []
    areas = dict(street_choices(ctx)) | {ctx.area: "全区"} if agreements else {}
    return {
        "sisters": sisters,
        "chain_alert": cards.chain_alert(sisters, concerns),
        "agreements": cards.agreements(agreements, areas),
    }


def _capacity(institution: Institution) -> dict[str, Any]:
    if institution.form != SupplyForm.KINDERGARTEN:
        return {"is_kindergarten": False}
    months = list(queries.capacities_of(institution)[:12])
    return {"is_kindergarten": True, "months": months, **cards.capacity(months)}


def _rights(ctx: Ctx, institution: Institution) -> dict[str, Any]:
    """What the reader may do here. A right held in a narrower scope is asked of the row itself, without a statement."""
    may_see_pairs = allowed(ctx, permissions.VIEW_SAMENESS)
    has_pairs = institution.has_pairs  # type: ignore[attr-defined]
    return {
        "may_locate": queries.may_about(ctx, permissions.LOCATE, institution),
        "may_attach": not institution.has_branches  # type: ignore[attr-defined]
        and institution.standing != Standing.CLOSED
        and queries.may_about(ctx, permissions.ATTACH, institution),
        "may_agree": queries.may_about(ctx, permissions.RECORD_AGREEMENT, institution),
        "may_report_capacity": institution.form == SupplyForm.KINDERGARTEN
        and queries.may_about(ctx, permissions.RECORD_CAPACITY, institution),
        "may_see_history": queries.may_about(ctx, permissions.VIEW_HISTORY, institution),
        "pairs": list(queries.open_pairs_of(ctx, institution)) if may_see_pairs and has_pairs else [],
    }
