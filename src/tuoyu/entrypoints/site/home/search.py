"""The search box: institutions, registrations, receipts, tasks, slips, units, indicators, document numbers — each only
what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.web import CtxRequest, signed_in
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.search.queries import matching as matching_pairs
from tuoyu.foundation.ui.filters import search as matching
from tuoyu.governance.coordination import queries as coordination
from tuoyu.governance.targets.queries import indicators
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.queries.cases import receipts
from tuoyu.operations.filing.queries.registrations import registrations
from tuoyu.registers.institutions.queries import institutions
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.plans.queries import versions
from tuoyu.registers.sites.queries import areas

SHOWN = 8
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    icon: str
    hits: tuple[Hit, ...]


@signed_in("只搜本人岗位能看到的内容")
def search(request: CtxRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    groups = [group for group in _groups(request.ctx, text) if group.hits] if text else []
    return render(request, "site/search.html", {"text": text, "groups": groups, "has_asked": bool(text)})


def _groups(ctx: Ctx, text: str) -> Iterable[Group]:
    yield from _providers(ctx, text)
    yield from _plan(ctx, text)


def _providers(ctx: Ctx, text: str) -> Iterable[Group]:
    homes = matching_pairs(institutions(ctx), text).order_by("name", "pk")[:SHOWN]
    yield Group(
        "机构",
        "home-heart",
        tuple(
            Hit(
                row.name,
                f"{Standing.label_of(row.standing)} · {row.address}",
                reverse("institutions:institution-detail", args=[row.pk]),
            )
            for row in homes
        ),
    )
    told = matching_pairs(registrations(ctx), text).order_by("-registered_on", "-pk")[:SHOWN]
    yield Group(
        "登记信息",
        "transfer-in",
        tuple(Hit(row.name, row.uscc, reverse("filing:registration-detail", args=[row.pk])) for row in told),
    )
    papers = matching(receipts(ctx), ("number",), text).order_by("-issued_on", "-pk")[:SHOWN]
    yield Group(
        "备案回执",
        "certificate",
        tuple(
            Hit(row.number, row.institution.name, reverse("filing:receipt-detail", args=[row.pk]))
            for row in papers
        ),
    )


def _plan(ctx: Ctx, text: str) -> Iterable[Group]:
    tasks = matching(coordination.tasks(ctx), ("title", "clause"), text).order_by("no")[:SHOWN]
    yield Group(
        "任务",
        "list-numbers",
        tuple(
            Hit(
                f"{task.no} {task.title}",
                task.section_title,
                reverse("coordination:task-detail", args=[task.pk]),
            )
            for task in tasks
        ),
    )
    found = matching(indicators(ctx), ("name", "definition"), text).order_by("name", "pk")[:SHOWN]
    yield Group(
        "指标",
        "target",
        tuple(
            Hit(row.name, row.definition, reverse("targets:indicator-detail", args=[row.pk])) for row in found
        ),
    )
    slips = matching(coordination.slips(ctx), ("number", "reason"), text).order_by("-pk")[:SHOWN]
    yield Group(
        "督办",
        "bell-ringing",
        tuple(
            Hit(row.number, row.reason, reverse("coordination:slip-detail", args=[row.pk])) for row in slips
        ),
    )
    named = matching(units(ctx), ("name", "short_name"), text).order_by("position", "pk")[:SHOWN]
    yield Group(
        "单位",
        "building-community",
        tuple(
            Hit(row.name, row.short_name, reverse("coordination:unit-detail", args=[row.pk])) for row in named
        ),
    )
    plans = matching(versions(ctx), ("title", "doc_no"), text).defer("text", "draft").order_by("-pk")[:SHOWN]
    yield Group(
        "方案",
        "file-text",
        tuple(Hit(row.doc_no, row.title, reverse("plans:version-detail", args=[row.pk])) for row in plans),
    )
    places = matching(areas(ctx), ("name", "code"), text).order_by("code")[:SHOWN]
    yield Group(
        "区域",
        "map-2",
        tuple(Hit(row.name, row.code, reverse("sites:area-detail", args=[row.pk])) for row in places),
    )
