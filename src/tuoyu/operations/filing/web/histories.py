"""What happened to a registration, told for its page: everything in one line each, and every judgement with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.parts import Event
from tuoyu.operations.filing import queries
from tuoyu.operations.filing.models import FollowUp, Invitation, Judgement, Registration
from tuoyu.operations.filing.words import Channel, Outcome, Progress, Relevance

_LIGHTS = {Relevance.YES.value: "info", Relevance.LIKELY.value: "warn"}


def events_of(
    row: Registration,
    visits: Sequence[FollowUp],
    invitations: Sequence[Invitation],
    judgements: Sequence[Judgement],
) -> list[Event]:
    """Messages, judgements, visits, invitations, newest first."""
    events = [
        Event(
            push.received_at,
            f"收到报文 {push.message_id}",
            push.sender.name,
            icon="transfer-in",
            light="info",
        )
        for push in queries.pushes_of(row)
    ]
    if row.received_at is not None and row.channel != Channel.API:
        way = Channel.label_of(row.channel)
        events.append(Event(row.received_at, f"首次收到：{way}", row.unit.name, icon="file-import"))
    for visit in visits:
        who = f"{visit.unit.name} {visit.made_by}"
        events.append(
            Event(visit.made_at, f"走访：{Outcome.label_of(visit.outcome)}", who, visit.note, "home-search")
        )
    for each in judgements:
        sentence = f"判定：{Relevance.label_of(each.relevance)}"
        events.append(Event(each.made_at, sentence, _judge(each), icon="gavel"))
    for link in invitations:
        events.append(Event(link.made_at, "发出开户邀请", link.made_by, icon="send"))
        if link.used_at is not None:
            events.append(Event(link.used_at, "机构开通了账号", icon="user-check", light="ok"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def judgement_events(judgements: Sequence[Judgement]) -> list[Event]:
    """Who judged when, what, and why; the first of them holds."""
    return [
        Event(
            each.made_at,
            f"{Relevance.label_of(each.relevance)}，{Progress.label_of(each.progress)}",
            _judge(each),
            each.note,
            "gavel" if each.made_by else "text-recognition",
            _LIGHTS.get(each.relevance, ""),
        )
        for each in judgements
    ]


def gap_sentences(clocks: Sequence[Clock]) -> list[str]:
    """When a clock stood cancelled by mistake."""
    return [
        f"{_day(gap['from'])}曾判定不属于托育，取消了时限；{_day(gap['to'])}改判后恢复，到期日不变。"
        for clock in clocks
        for gap in clock.gaps
    ]


def _judge(judgement: Judgement) -> str:
    if not judgement.made_by:
        return "名称或范围有变，系统按用语重新判断"
    return f"{judgement.unit.name} {judgement.made_by}" if judgement.unit else judgement.made_by


def _day(text: str) -> str:
    return zh_date_year(date.fromisoformat(text))
