"""What pages of findings draw: pills, the moves a person may make, and why somebody may not."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import ALL, action_named
from tuoyu.foundation.access.services import explain, grants
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.flow.findings import FINDING, FindingState
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.queries.judging import closing_verdict, judging_verdict
from tuoyu.operations.supervision.words.findings import Severity

STATES: dict[str, tuple[str, str]] = {
    FindingState.OPEN.value: ("warn", FindingState.OPEN.label),
    FindingState.SUBMITTED.value: ("info", FindingState.SUBMITTED.label),
    FindingState.RETURNED.value: ("bad", FindingState.RETURNED.label),
    FindingState.LOOK_BACK.value: ("info", FindingState.LOOK_BACK.label),
    FindingState.CLOSED.value: ("ok", FindingState.CLOSED.label),
    FindingState.CANCELLED.value: ("none", FindingState.CANCELLED.label),
}
SEVERITIES: dict[str, tuple[str, str]] = {
    Severity.MINOR.value: ("none", Severity.MINOR.label),
    Severity.MAJOR.value: ("warn", Severity.MAJOR.label),
    Severity.GRAVE.value: ("bad", Severity.GRAVE.label),
}
STEP_ICONS = {
    "begin": "flag",
    "submit": "send",
    "close": "circle-check",
    "return": "arrow-back-up",
    "look_back": "eye",
    "confirm": "eye-check",
    "reopen": "reload",
    "cancel": "x",
    "object": "message-2",
    "answer": "message-report",
    "spread": "speakerphone",
}
STEP_LIGHTS = {"close": "ok", "confirm": "ok", "return": "warn", "reopen": "bad", "begin": "warn"}

MAIN = ("submit", "close", "look_back", "confirm")


@dataclass(frozen=True, slots=True)
class Button:
    """``is_main``: what the page is waited for; sending back and taking back never are."""

    name: str
    label: str
    url: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """A move that this person may not make now, and why."""

    label: str
    sentence: str
    basis: str
    next_step: str


def severity_mark(finding: Finding) -> SafeString:
    return pill(*SEVERITIES[finding.severity])


def state_mark(finding: Finding) -> SafeString:
    return pill(*STATES[finding.state])


def moves_of(ctx: Ctx, finding: Finding) -> tuple[list[Button], list[Barred]]:
    """Which moves of the present state this person may make, and which not, with the first reason."""
    buttons: list[Button] = []
    barred: list[Barred] = []
    for move in FINDING.moves_from(finding.state):
        verdict = _verdict(ctx, finding, move.name, action_named(move.action))
        if verdict.is_ok:
            url = reverse(f"supervision:finding-{move.name}", args=[finding.pk])
            buttons.append(
                Button(
                    move.name,
                    move.label,
                    url,
                    move.name in MAIN and not any(each.is_main for each in buttons),
                )
            )
        else:
            reason = verdict.failures[0]
            barred.append(Barred(move.label, reason.sentence, reason.basis, reason.next_step))
    return buttons, barred


def may_here(ctx: Ctx, action: Action, finding: Finding) -> bool:
    """What the scopes ``all`` and ``unit`` say about one row; the service asks again."""
    granted = grants(ctx, action)
    mine = {finding.unit_id, finding.institution.unit_id}
    return ALL in granted or any(post.unit_id in mine for posts in granted.values() for post in posts)


def _verdict(ctx: Ctx, finding: Finding, name: str, action: Action) -> Verdict:
    if not may_here(ctx, action, finding):
        return explain(ctx, action) if not grants(ctx, action) else _foreign(finding)
    if name == "submit":
        return _theirs(ctx, finding)
    if name in {"close", "confirm"}:
        return closing_verdict(ctx, finding, after_look=name == "confirm")
    return judging_verdict(ctx, finding)


def _theirs(ctx: Ctx, finding: Finding) -> Verdict:
    unit_id = finding.institution.unit_id
    if unit_id is None or unit_id in ctx.actor.unit_ids:
        return PASSED
    return Verdict.refuse("supervision.finding.not_theirs", "整改由机构自己提交，这里等机构负责人。")


def _foreign(finding: Finding) -> Verdict:
    return Verdict.refuse(
        "supervision.finding.foreign", f"这个问题由{finding.unit.name}跟进。", next_step="请联系该单位办理。"
    )
