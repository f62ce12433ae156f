"""Who is told that visits became one, or were taken apart: the institution once, each other department, who goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Visit, VisitMember
from tuoyu.operations.supervision.queries.visits import members_of
from tuoyu.operations.supervision.services.visit_notices import HEAD, day_of, tell_members, visit_link

LEAD = "inspection_lead"


def tell_of_merge(ctx: Ctx, joint: Visit, others: Sequence[Visit], joining: Sequence[VisitMember]) -> None:
    units = _departments(joint)
    place, count = joint.institution.name, len(others) + 1
    led = f"{day_of(joint)}由{joint.lead_unit.name}牵头"
    if joint.noticed_at:
        sentence = (
            f"{_names(units.values())}原来分 {count} 次来，现在合成一次：{led}，一起来。核验码 {joint.code}；"
            "以前通知上的核验码也能查到这一次。"
        )
        _tell_institution(ctx, joint, "几次检查合成一次", sentence)
    _tell_leads(
        ctx,
        joint,
        units,
        "几个部门的检查合成了一次",
        f"去{place}的 {count} 次检查合成一次：{led}，各查各的事项。不合适的，在检查开始以前可以分开。",
    )
    tell_members(ctx, joint, [member.inspector for member in joining])


def tell_of_split(ctx: Ctx, joint: Visit, others: Sequence[Visit]) -> None:
    rows = (joint, *others)
    days = "；".join(f"{day_of(visit)}{visit.lead_unit.name}" for visit in rows)
    if joint.noticed_at:
        _tell_institution(
            ctx,
            joint,
            "合成一次的检查又分开了",
            f"改回各来各的：{days}。有通知的按通知上的核验码核对，还没有通知的另发。",
        )
    for visit in rows:
        units = _departments(visit)
        _tell_leads(
            ctx, visit, units, "合成的检查分开了", f"去{joint.institution.name}的检查改回各去各的：{days}。"
        )
    _tell_inspectors(ctx, others)


def _tell_inspectors(ctx: Ctx, visits: Iterable[Visit]) -> None:
    for visit in visits:
        for member in members_of(visit).select_related("inspector__user"):
            if member.inspector.user is not None:
                sentence = (
                    f"去{visit.institution.name}的检查改回{day_of(visit)}，由本部门去。请把手机上的清单刷新。"
                )
                news = _news(ctx, visit, f"member:{member.pk}", "合成的检查分开了", sentence)
                notify(ctx, news, user=member.inspector.user)


def _tell_institution(ctx: Ctx, joint: Visit, title: str, sentence: str) -> None:
    if joint.institution.unit is not None:
        notify(ctx, _news(ctx, joint, "institution", title, sentence), unit=joint.institution.unit, role=HEAD)


def _tell_leads(ctx: Ctx, visit: Visit, units: dict[int, Unit], title: str, sentence: str) -> None:
    """The leads of every department of the visit but the actor's own."""
    for key, unit in units.items():
        if key not in ctx.actor.unit_ids:
            notify(ctx, _news(ctx, visit, f"unit:{key}", title, sentence), unit=unit, role=LEAD)


def _news(ctx: Ctx, visit: Visit, whom: str, title: str, sentence: str) -> NewNotice:
    """Each merging and each splitting is told anew: the moment is part of the key."""
    key = f"supervision.visit_joint:{visit.pk}:{ctx.now:%Y%m%d%H%M%S%f}:{whom}"
    return NewNotice(
        key=key, kind="supervision.visit", title=title, sentence=sentence[:300], link=visit_link(visit)
    )


def _departments(visit: Visit) -> dict[int, Unit]:
    return {member.unit_id: member.unit for member in members_of(visit)}


def _names(units: Iterable[Unit]) -> str:
    return "、".join(unit.name for unit in units)
