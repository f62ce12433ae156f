"""The parameters of policy: what holds today, how it came to be, on which paper it stands, who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.entrypoints.site.permissions import VIEW_POLICY
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.policy.areas import level
from tuoyu.foundation.policy.divisions import division_names
from tuoyu.foundation.policy.parameters import Parameter, Value
from tuoyu.foundation.policy.reader import PolicyMissing, PolicySet, PolicySilent, current
from tuoyu.foundation.policy.words import Confidence
from tuoyu.kernel.context import Ctx

GROUPS = {
    "api": "开放接口",
    "audit": "操作日志",
    "coordination": "任务与督办",
    "deadlines": "时限与提醒",
    "files": "文件",
    "jobs": "后台任务",
    "people": "人员与登录",
    "plan": "方案的数值与目标",
    "targets": "指标",
}
LONGEST = 120


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A parameter as the list shows it; ``value`` is empty where nobody speaks today."""

    key: str
    label: str
    value: str
    source: str
    is_unverified: bool


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One dated value: in force today, over, or still to come."""

    area: str
    value: Value
    confidence: str
    light: str
    word: str


@page(VIEW_POLICY)
@require_GET
def policy_list(request: CtxRequest) -> HttpResponse:
    """All parameters by group. They are files, not rows, so this list filters in memory."""
    policy, asked = current(), request.GET
    text, group = asked.get("q", "").strip()[:60], asked.get("group", "")
    is_unverified = asked.get("unverified", "") == "1"
    lines = [
        (parameter, line)
        for parameter in policy.all_parameters()
        for line in [line_of(policy, parameter, request.ctx)]
        if _matches(parameter, text, group) and (line.is_unverified or not is_unverified)
    ]
    context = {
        "groups": _grouped(lines),
        "total": len(policy.all_parameters()),
        "shown": len(lines),
        "choices": _choices(policy),
        "text": text,
        "group": group,
        "is_unverified": is_unverified,
    }
    return render(request, "site/settings/policy_list.html", context)


@page(VIEW_POLICY)
@require_GET
def policy_detail(request: CtxRequest, key: str) -> HttpResponse:
    policy = current()
    try:
        parameter = policy.parameter(key)
    except PolicyMissing as error:
        raise Http404(str(error)) from error
    names = {code.ljust(6, "0"): name for code, name in division_names().items()}
    now = value_today(policy, parameter, request.ctx)
    context = {
        "parameter": parameter,
        "group": GROUPS.get(_group(key), _group(key)),
        "now": now,
        "history": [
            _value_line(value, names, request.ctx.today, now) for value in reversed(parameter.values)
        ],
    }
    return render(request, "site/settings/policy_detail.html", context)


def value_today(policy: PolicySet, parameter: Parameter, ctx: Ctx) -> Value | None:
    try:
        return policy.at(parameter.key, ctx.today, ctx.area)
    except PolicySilent:
        return None


def line_of(policy: PolicySet, parameter: Parameter, ctx: Ctx) -> ParameterLine:
    value = value_today(policy, parameter, ctx)
    if value is None:
        return ParameterLine(parameter.key, parameter.label, "", "", is_unverified=False)
    shown = value.shown if len(value.shown) <= LONGEST else f"{value.shown[:LONGEST]}…"
    return ParameterLine(parameter.key, parameter.label, shown, str(value.source), value.is_unverified)


def _choices(policy: PolicySet) -> list[tuple[str, str]]:
    codes = sorted({_group(parameter.key) for parameter in policy.all_parameters()})
    return [(code, GROUPS.get(code, code)) for code in codes]


def _grouped(lines: Iterable[tuple[Parameter, ParameterLine]]) -> list[tuple[str, list[ParameterLine]]]:
    groups: dict[str, list[ParameterLine]] = {}
    for parameter, line in lines:
        groups.setdefault(_group(parameter.key), []).append(line)
    return [(GROUPS.get(code, code), found) for code, found in groups.items()]


def _group(key: str) -> str:
    return key.partition(".")[0]


def _matches(parameter: Parameter, text: str, group: str) -> bool:
    words = f"{parameter.key} {parameter.label} {parameter.description}"
    return all(word in words for word in text.split()) and group in {"", _group(parameter.key)}


def _value_line(value: Value, names: dict[str, str], today: date, now: Value | None) -> ValueLine:
    place = names.get(value.area, value.area)
    area = "全国" if level(value.area) == "全国" else f"{place}（{level(value.area)}）"
    if value is now:
        light, word = "ok", "今天适用"
    elif value.since > today:
        light, word = "info", "将来适用"
    elif value.speaks_on(today):
        light, word = "none", "被下级规定代替"
    else:
        light, word = "none", "已失效"
    return ValueLine(area, value, Confidence.label_of(value.confidence), light, word)
