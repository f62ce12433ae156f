"""Findings in every state for tests, made through the services; a second institution of the same form."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.pictures import PNG
from tests.operations.supervision.world import Stage
from tests.registers.institutions.world import USCCS, an_institution
from tuoyu.foundation.access.services import house_of
from tuoyu.kernel.context import PostRef
from tuoyu.operations.supervision.commands.findings import (
    CloseFinding,
    LookBackFinding,
    NewFile,
    OpenFinding,
    SubmitFinding,
)
from tuoyu.operations.supervision.models import Finding, ItemVersion
from tuoyu.operations.supervision.services.findings import open_finding, submit_finding
from tuoyu.operations.supervision.services.judging import close_finding, look_back_finding
from tuoyu.registers.institutions.models import Institution


def picture(name: str = "改好了.png") -> NewFile:
    return NewFile(name, PNG)


def an_item(code: str = "SAN-001") -> ItemVersion:
    return ItemVersion.objects.unscoped("tests").get(code=code)


def found(
    stage: Stage,
    severity: str = "major",
    *,
    by: str = "ann",
    now: datetime = NOW,
    item: str = "SAN-001",
    at: Institution | None = None,
) -> Finding:
    """Something found by an inspector of the health bureau."""
    place = at or stage.place
    command = OpenFinding(
        place.pk,
        stage.units["health"].pk,
        severity,
        "消毒柜没有记录",
        now,
        f"{by}君",
        stage.users[by].pk,
        item_id=an_item(item).pk if item else None,
    )
    return open_finding(house_of(stage.ctx(by, now)), command)


def handed_in(stage: Stage, severity: str = "major", *, now: datetime = NOW) -> Finding:
    finding = found(stage, severity, now=now)
    return submit_finding(
        stage.ctx("head", now), SubmitFinding(finding.pk, "补了记录，指定专人", (picture(),))
    )


def closed(stage: Stage, *, now: datetime = NOW) -> Finding:
    finding = handed_in(stage, now=now)
    return close_finding(stage.ctx("bo", now), CloseFinding(finding.pk, "看了照片和本子，齐了"))


def to_be_looked_at(stage: Stage, severity: str = "grave", *, now: datetime = NOW) -> Finding:
    finding = handed_in(stage, severity, now=now)
    day = now.date() + timedelta(days=7)
    return look_back_finding(stage.ctx("lead", now), LookBackFinding(finding.pk, day, "再看本子"))


def another_place(stage: Stage, **changes: object) -> Institution:
    """An open institution of the same form with a head of its own (key ``other``)."""
    place = an_institution("河东托育园", USCCS[1], address="河东路1号")
    unit = make_unit("hdty", "河东托育园", kind="served", area="330302002")
    place.unit, place.standing = unit, "open"
    for name, value in changes.items():
        setattr(place, name, value)
    place.save()
    stage.units["other"], stage.users["other"] = unit, make_user("other", "other君")
    post = make_post(stage.users["other"], unit, "institution_head")
    stage.posts["other"] = PostRef(post.pk, unit.pk, unit.name, "institution_head", unit.area)
    return place
