"""What a department is asked in a draw, to seal and to open: a clock until it did so, and a notice to its leads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.models import Draw, DrawParty
from tuoyu.operations.supervision.words.draws import OPEN_CLOCK, SEAL_CLOCK

ROLE = "inspection_lead"


def ask_to_seal(ctx: Ctx, draw: Draw, parties: Iterable[DrawParty]) -> None:
    """The pool is frozen: every department has until the end of sealing."""
    sentence = f"“{draw.title}”的名单已冻结，请在{_day(draw.seal_by_at)}以前为本部门封存密数。"
    for party in parties:
        _start(ctx, SEAL_CLOCK, draw, party, f"封存密数 {draw.title}", draw.seal_by_at)
        _tell(ctx, draw, party, "seal", "双随机抽取：请封存密数", sentence)


def ask_to_open(ctx: Ctx, draw: Draw, parties: Iterable[DrawParty], why: str) -> None:
    """Opening has begun, because of ``why``: those who sealed have until the end of opening."""
    sentence = f"“{draw.title}”{why}，请在{_day(draw.open_by_at)}以前公开本部门的密数。"
    for party in parties:
        _start(ctx, OPEN_CLOCK, draw, party, f"公开密数 {draw.title}", draw.open_by_at)
        _tell(ctx, draw, party, "open", "双随机抽取：请公开密数", sentence)


def _day(moment: datetime) -> str:
    day = moment.astimezone(CHINA)
    return f"{day.month}月{day.day}日"


def _start(ctx: Ctx, kind: str, draw: Draw, party: DrawParty, title: str, until: datetime) -> None:
    due_on = until.astimezone(CHINA).date()
    start_clock(ctx, kind, draw, unit_id=party.unit_id, title=title, link=_link(draw), due_on=due_on)


def _tell(ctx: Ctx, draw: Draw, party: DrawParty, what: str, title: str, sentence: str) -> None:
    news = NewNotice(
        key=f"supervision.draw:{draw.pk}:{what}:{party.unit_id}",
        kind="supervision.draw",
        title=title,
        sentence=sentence,
        link=_link(draw),
    )
    notify(ctx, news, unit=party.unit, role=ROLE)


def _link(draw: Draw) -> str:
    return f"/supervision/draws/{draw.pk}/"
