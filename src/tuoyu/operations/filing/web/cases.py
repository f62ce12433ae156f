"""The queue by clock, the page of a case for both sides, and an institution's own home."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from tuoyu.foundation.access.registry import ALL, action_named
from tuoyu.foundation.access.services import grants, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.ui.casemarks import clock_mark
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.lists import (
    Column,
    ColumnKind,
    Empty,
    Filter,
    FilterKind,
    ListSpec,
    Row,
    render_list,
)
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions, queries
from tuoyu.operations.filing.flow import CASE, CaseState, flow_of, state_label
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.queries.cases import due_of
from tuoyu.operations.filing.rules.book import WHOLE
from tuoyu.operations.filing.web.materials import material_cards
from tuoyu.operations.filing.web.showing import (
    STATES,
    blocks_of,
    events_of,
    people_table,
    state_mark,
    tally_pills,
    way_of,
)
from tuoyu.operations.filing.words import (
    CONVERT_HERE,
    LAPSED_HERE,
    PUBLIC_STANDINGS,
    TERMS,
    BookForm,
    CaseKind,
    Regime,
    form_label,
    matter_label,
)
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.sites.queries import area_choices

# Moves that the desk offers as buttons, the one that ends the waiting last.
OFFICER_MOVES = ("reject", "return", "accept", "finish", "verify")


def _due(value: date | None, row: Row) -> SafeString | str:
    """How the soonest clock of a case stands; the list knows no calendar, so it tells the day."""
    if value is None:
        return ""
    return pill(
        "info" if row["state"] == CaseState.SUBMITTED else "none", f"至 {value.month}月{value.day}日", "clock"
    )


def _matter(value: str, row: Row) -> str:
    return matter_label(value, row["regime"])


def _form(value: str, row: Row) -> str:
    return form_label(value, row["regime"])


def _state(value: str, row: Row) -> SafeString:
    return pill(STATES[value][0], state_label(value, row["regime"]))


def _state_word(value: str, row: Row) -> str:
    return state_label(value, row["regime"])


CASES = ListSpec(
    name="filing.case",
    title="登记备案",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("kind", "事项", cell=_matter, export=_matter, is_sortable=True),
        Column("state", "状态", cell=_state, export=_state_word, is_sortable=True),
        Column("due", "时限", cell=_due, export=lambda value, _: value, is_sortable=True),
        Column("round", "轮次", ColumnKind.NUMBER),
        Column("form", "表单", cell=_form, export=_form),
        Column("officer_unit__short_name", "受理"),
        Column("submitted_at", "提交时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(CaseState.choices())),
        Filter("kind", "事项", FilterKind.MULTI, choices=tuple(CaseKind.choices())),
        Filter("form", "表单", FilterKind.MULTI, choices=tuple(BookForm.choices())),
        Filter("submitted_at", "提交时间", FilterKind.DATES),
    ),
    search_fields=("institution__name", "institution__operator__uscc"),
    search_hint="搜机构名称、信用代码",
    default_sort="due",
    row_url="filing:case-detail",
    export_name="备案件",
    extra_fields=("regime",),
    empty=Empty("没有符合条件的备案件", "机构提交后会排在这里，最急的在最前。", "file-certificate"),
)


@page(permissions.VIEW_CASE)
def case_list(request: CtxRequest) -> HttpResponseBase:
    rows = queries.cases(request.ctx).annotate(due=due_of())
    extra = {"context_line": "按时限排序，最急的在最前；机构看到的是同一个时钟"}
    return render_list(request, request.ctx, CASES, rows, extra=extra)


@page(permissions.VIEW_CASE)
def case_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = queries.cases(ctx).select_related("institution__operator")
    case = require(ctx, permissions.VIEW_CASE, rows, pk)
    checked = queries.check_case(ctx, case)
    corrections = list(queries.corrections_of(case))
    people = queries.people_of(case)
    clocks = list(queries.clocks_of_case(case))
    steps = list(timeline(case))
    is_decided = case.decided_at is not None
    newest = {clock.kind: clock for clock in reversed(clocks)}
    is_whole = case.kind in WHOLE
    may_see_papers = is_whole and _may(ctx, permissions.VIEW_MATERIAL.code, case)
    context = {
        "case": case,
        "kind": case.matter,
        "form": case.form_label if is_whole else "",
        "pill": state_mark(case),
        "way": way_of(case, newest),
        "pills": tally_pills(checked.findings),
        "blocks": blocks_of(case, checked.findings, corrections, people, dict(area_choices(ctx))),
        "people": people_table(people),
        "may_reveal": _may(ctx, permissions.REVEAL_CASE.code, case) and bool(people),
        "cards": material_cards(ctx, case, checked, corrections) if may_see_papers else None,
        "exits": queries.exits_tally(case),
        "clocks": [clock_mark(ctx, clock) for clock in clocks],
        "events": events_of(steps),
        "rounds": [step for step in steps if step.move == "submit"],
        "corrections": corrections,
        "visits": list(queries.visits_of(case)) if is_decided else [],
        "receipts": list(queries.receipts_of_case(case)) if is_decided else [],
        "renewals": list(queries.renewals_of(case)) if is_decided and may_see_papers else [],
        "moves": _moves(ctx, case),
        "may_flag": _may(ctx, permissions.RETURN_CASE.code, case) and case.state == CaseState.SUBMITTED,
        "may_fill": _may(ctx, permissions.SAVE_CASE.code, case) and CASE.check(case.state, "submit").is_ok,
    }
    return render(request, "filing/case_detail.html", context)


@page(permissions.VIEW_CASE)
def home(request: CtxRequest) -> HttpResponse:
    """An institution's own first page: how it stands, what waits, which papers end, what can be done."""
    ctx = request.ctx
    cards = [_home_card(ctx, institution) for institution in queries.own_home(ctx)]
    return render(request, "filing/home.html", {"cards": cards})


def _home_card(ctx: Ctx, institution: Any) -> dict[str, Any]:
    case = queries.open_case_of(ctx, institution)
    receipt = queries.valid_receipt_of(institution)
    ending = queries.ending_papers(ctx, institution)
    return {
        "institution": institution,
        "standing": pill(Standing(institution.standing).tone, Standing.label_of(institution.standing)),
        "case": case,
        "case_pill": state_mark(case) if case else "",
        "case_kind": case.matter if case else "",
        "may_fill": case is not None and CASE.check(case.state, "submit").is_ok,
        "clocks": [
            clock_mark(ctx, clock)
            for clock in queries.clocks_of_case(case)
            if not clock.met_on and not clock.cancelled_on
        ]
        if case
        else [],
        "receipt": receipt,
        "ending": ending,
        "is_public": institution.standing in PUBLIC_STANDINGS,
        "terms": receipt.terms if receipt else TERMS[Regime.FILING],
        "conversion": _conversion(ctx, institution),
        "matters": [] if case else queries.matters_for(ctx, institution),
        "staff_count": queries.staff_count(institution, ctx.today),
    }


def _conversion(ctx: Ctx, institution: Any) -> dict[str, Any] | None:
    """How long the filing still holds; None while nothing is to be turned into a permit."""
    clock = queries.conversion_clock_of(institution)
    if clock is None:
        return None
    until = zh_date_year(clock.due_on)
    said = LAPSED_HERE if clock.due_on < ctx.today else CONVERT_HERE
    light = "bad" if clock.due_on < ctx.today else "warn"
    return {"mark": clock_mark(ctx, clock), "light": light, "sentence": said.format(until=until)}


def _moves(ctx: Ctx, case: FilingCase) -> list[dict[str, Any]]:
    """What this person may do now, each with its address; handing in goes through the wizard."""
    found = []
    for move in flow_of(case.regime).moves_from(case.state):
        if not _may(ctx, move.action, case):
            continue
        if move.name == ("finish" if case.kind in WHOLE else "accept"):
            continue
        url = reverse(f"filing:case-{move.name}", args=[case.pk])
        found.append({"name": move.name, "label": move.label, "url": url})
    order = {name: at for at, name in enumerate(OFFICER_MOVES)}
    return sorted(found, key=lambda each: order.get(str(each["name"]), -1))


def _may(ctx: Ctx, action: str, case: FilingCase) -> bool:
    """What the scopes ``all`` and ``unit`` say about this case; the service asks again."""
    granted = grants(ctx, action_named(action))
    units = {case.unit_id, case.officer_unit_id}
    return ALL in granted or any(post.unit_id in units for post in granted.get("unit", ()))
