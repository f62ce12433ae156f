"""Who is told of a draw: the leads of its departments, when they are to seal and when they are to open."""

from __future__ import annotations

from collections.abc import Iterable

from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.models import Draw, DrawParty

ROLE = "inspection_lead"


def tell_to_seal(ctx: Ctx, draw: Draw, parties: Iterable[DrawParty]) -> None:
    until = draw.seal_by_at.astimezone(CHINA)
    sentence = f"“{draw.title}”的名单已冻结，请在{until.month}月{until.day}日以前为本部门封存密数。"
    _tell(ctx, draw, parties, "seal", "双随机抽取：请封存密数", sentence)


def tell_to_open(ctx: Ctx, draw: Draw, parties: Iterable[DrawParty]) -> None:
    until = draw.open_by_at.astimezone(CHINA)
    sentence = f"“{draw.title}”各部门都已封存，请在{until.month}月{until.day}日以前公开本部门的密数。"
    _tell(ctx, draw, parties, "open", "双随机抽取：请公开密数", sentence)


def _tell(ctx: Ctx, draw: Draw, parties: Iterable[DrawParty], what: str, title: str, sentence: str) -> None:
    for party in parties:
        news = NewNotice(
            key=f"supervision.draw:{draw.pk}:{what}:{party.unit_id}",
            kind="supervision.draw",
            title=title,
            sentence=sentence,
            link=f"/supervision/draws/{draw.pk}/",
        )
        notify(ctx, news, unit=party.unit, role=ROLE)
