"""Who is told of a visit, and what."""

from __future__ import annotations

from collections.abc import Iterable

from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Inspector, Visit

HEAD = "institution_head"
_TITLES = {
    VisitState.NOTICED.value: "检查通知",
    VisitState.CANCELLED.value: "检查已取消",
    VisitState.SIGNED.value: "检查记录已形成",
}


def visit_link(visit: Visit) -> str:
    return f"/supervision/visits/{visit.pk}/"


def tell_institution(ctx: Ctx, visit: Visit) -> None:
    """The people of the institution, once for each state and day. Where they have no account, the paper goes with the visit."""
    unit = visit.institution.unit
    if unit is None:
        return
    news = NewNotice(
        key=f"supervision.visit:{visit.pk}:{visit.state}:{visit.planned_on:%F}",
        kind="supervision.visit",
        title=_TITLES[visit.state],
        sentence=_sentence(visit)[:300],
        link=visit_link(visit),
    )
    notify(ctx, news, unit=unit, role=HEAD)


def tell_members(ctx: Ctx, visit: Visit, goers: Iterable[Inspector]) -> None:
    for each in goers:
        if each.user is None:
            continue
        news = NewNotice(
            key=f"supervision.visit_member:{visit.pk}:{each.pk}",
            kind="supervision.visit",
            title="有一次检查要您去",
            sentence=f"{day_of(visit)}检查{visit.institution.name}。出门前请打开“现场检查”，把清单存到手机上。",
            link=visit_link(visit),
        )
        notify(ctx, news, user=each.user)


def _sentence(visit: Visit) -> str:
    if visit.state == VisitState.CANCELLED:
        return f"原定{day_of(visit)}的检查取消了。"
    if visit.state == VisitState.SIGNED:
        return f"{day_of(visit)}检查的记录（{visit.number}）双方已签字，可以下载，并请评价这次检查。"
    return (
        f"{day_of(visit)}由{visit.lead_unit.name}牵头检查。事由：{visit.reason}。核验码 {visit.code}，"
        "可以在“检查核验”页核对来人身份。"
    )


def day_of(visit: Visit) -> str:
    return f"{visit.planned_on.month}月{visit.planned_on.day}日"
