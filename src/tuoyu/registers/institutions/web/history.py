"""What was known of an institution, in two times: when it held, and when we believed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formats import yuan, zh_date_year, zh_moment_year
from tuoyu.foundation.ui.parts import Change, Event
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.registers.institutions import permissions, queries
from tuoyu.registers.institutions.models import Fact, Institution
from tuoyu.registers.institutions.rules.standing import Known, standing_of
from tuoyu.registers.institutions.web.lists import STANDINGS
from tuoyu.registers.institutions.words import Band, FactKind, Meals, ServiceForm, Sponsor, SupplyForm

MOST_EVENTS = 200
_ICONS = {
    FactKind.PROFILE: "edit",
    FactKind.CLASSES: "users-group",
    FactKind.CHAIN: "sitemap",
    FactKind.REGISTERED: "license",
    FactKind.FILED: "rubber-stamp",
    FactKind.NONCONFORMING: "alert-octagon",
    FactKind.OPEN: "door-enter",
    FactKind.SUSPENDED: "player-pause",
    FactKind.CLOSED: "door-exit",
    FactKind.OCCUPIED: "mood-kid",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: how it stood on ``day``, as it was known at the end of ``known_on``."""

    day: date
    known_on: date
    problem: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.known_on, time.max, CHINA)


@page(permissions.VIEW_HISTORY)
@require_GET
def fact_list(request: CtxRequest, institution_id: int) -> HttpResponse:
    ctx = request.ctx
    institution = require(ctx, permissions.VIEW_HISTORY, Institution.objects.all(), institution_id)
    facts = list(queries.history(ctx).filter(institution=institution).order_by("-recorded_at", "-pk"))
    asked = _asked(ctx, request.GET.get("day", ""), request.GET.get("known", ""))
    then = queries.believed_on(facts, asked.day, asked.moment)
    today = queries.believed_on(facts, ctx.today, ctx.now)
    light, word = STANDINGS[standing_of(then).value] if then else ("none", "还没有入册")
    context = {
        "institution": institution,
        "asked": asked,
        "light": light,
        "word": word,
        "state": list(described(then).items()),
        "changes": changes(described(then), described(today)),
        "events": [_event(fact) for fact in facts[:MOST_EVENTS]],
        "left_off": max(len(facts) - MOST_EVENTS, 0),
    }
    status = 400 if asked.problem else 200
    return render(request, "institutions/fact_list.html", context, status=status)


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    """What differs, in the order of the words; an empty side was not there."""
    labels = dict.fromkeys([*then, *now])
    return [
        Change(label, then.get(label, ""), now.get(label, ""))
        for label in labels
        if then.get(label, "") != now.get(label, "")
    ]


def described(held: Mapping[str, Known]) -> dict[str, str]:
    """What is believed, as word and text."""
    found: dict[str, str] = {}
    if FactKind.PROFILE in held:
        found |= _profile(held[FactKind.PROFILE].content)
    if FactKind.CLASSES in held:
        found["班型与托位"] = _classes(held[FactKind.CLASSES].content)
    for kind in _ICONS:
        if kind in held and kind not in {FactKind.PROFILE, FactKind.CLASSES}:
            found[kind.label] = _mark(kind, held[kind])
    return {label: text for label, text in found.items() if text}


def _profile(content: Mapping[str, Any]) -> dict[str, str]:
    fee = content.get("monthly_fee_fen")
    point = f"{content['lon']}, {content['lat']}" if content.get("lon") else ""
    return {
        "名称": content["name"],
        "供给形态": SupplyForm.label_of(content["form"]),
        "举办主体": Sponsor.label_of(content["sponsor"]),
        "普惠": "是" if content["is_inclusive"] else "否",
        "服务形式": "、".join(ServiceForm.label_of(form) for form in content["service_forms"]),
        "供餐": Meals.label_of(content["meals"]),
        "月收费": "" if fee is None else yuan(fee),
        "负责人": content["head_name"],
        "公开电话": content["public_phone"],
        "地址": content["address"],
        "区划代码": content["area_code"],
        "位置（WGS-84）": point,
    }


def _classes(content: Mapping[str, Any]) -> str:
    rows = content["classes"]
    total = sum(int(row["places"]) for row in rows)
    each = "、".join(f"{row['name']}（{Band.label_of(row['band'])}，{row['places']}）" for row in rows)
    return f"{len(rows)} 个班，{total} 个托位：{each}" if rows else "没有班级"


def _mark(kind: FactKind, fact: Known) -> str:
    since = f"{zh_date_year(fact.valid_from_on)}起"
    said = _said(kind, fact.content)
    return f"{since}，{said}" if said else since


def _said(kind: FactKind | str, content: Mapping[str, Any]) -> str:
    if kind == FactKind.FILED:
        return f"编号 {content.get('number', '')}"
    if kind == FactKind.CHAIN:
        return f"总部{content['name']}，按约定 {content['agreement']}"
    if kind == FactKind.OCCUPIED:
        return f"{content.get('children', 0)} 人"
    if kind == FactKind.NONCONFORMING:
        return "；".join(str(reason) for reason in content.get("reasons", ()))
    if kind == FactKind.CLASSES:
        return _classes(content)
    return ""


def _event(fact: Fact) -> Event:
    kind = FactKind(fact.kind)
    until = f"至{zh_date_year(fact.valid_to_on)}" if fact.valid_to_on else "起"
    said = _said(kind, fact.content)
    sentence = f"{kind.label}：{zh_date_year(fact.valid_from_on)}{until}{f'，{said}' if said else ''}"
    gone = f"；{zh_moment_year(fact.superseded_at)}被后来的记录替代" if fact.superseded_at else ""
    light = "none" if fact.superseded_at else "ok"
    return Event(
        fact.recorded_at, sentence, fact.recorded_by, f"依据：{fact.source}{gone}", _ICONS[kind], light
    )


def _asked(ctx: Ctx, day: str, known: str) -> Asked:
    try:
        return Asked(
            date.fromisoformat(day) if day else ctx.today, date.fromisoformat(known) if known else ctx.today
        )
    except ValueError:
        return Asked(ctx.today, ctx.today, "日期没有读懂，应写成 2026-11-25 这样；下面按今天显示。")
