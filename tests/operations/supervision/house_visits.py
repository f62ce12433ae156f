"""Visits for the world of the house tests: for each of two bureaus one in every state of its way, to its own institution."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import NOW
from tests.registers.institutions.world import system
from tuoyu.operations.supervision.commands.visits import (
    AddPhoto,
    CancelVisit,
    MergeVisit,
    NoticeVisit,
    PlanVisit,
    RecordVisit,
    SignatureGiven,
    SignVisit,
    StartVisit,
)
from tuoyu.operations.supervision.models import Inspector, ItemVersion, Photo, Visit, VisitItem
from tuoyu.operations.supervision.services.items import load_items
from tuoyu.operations.supervision.services.merging import merge_visit
from tuoyu.operations.supervision.services.recording import record_visit, sign_visit
from tuoyu.operations.supervision.services.syncing import add_photo
from tuoyu.operations.supervision.services.visits import cancel_visit, notice_visit, plan_visit, start_visit
from tuoyu.registers.institutions.models import Institution

if TYPE_CHECKING:
    from tests.house.world import Person, World

TODAY = NOW.date()
# Of the two that are signed, one is published and one waits for it.
PARTED, JOINED = TODAY + timedelta(days=60), TODAY + timedelta(days=120)
STATES = ("planned", "noticed", "under_way", "recorded", "signed", "signed", "cancelled")


def stock_visits(world: World) -> None:
    load_items(system(NOW - timedelta(days=30)))
    _education_asks()
    pools = {key: [_inspector(world, key, number) for number in range(2)] for key in ("a", "b")}
    # Not many rows are tried of a kind: the rare ones stand first.
    _joint(world, _place(world, "i"), JOINED, is_merged=True)
    _joint(world, _place(world, "i"), PARTED, is_merged=False)
    for key, institution_key in (("a", "i"), ("b", "j")):
        place = _place(world, institution_key)
        for state in STATES:
            _Walk(world, key, institution_key, place, pools[key]).to(state)


def _place(world: World, key: str) -> Institution:
    place = Institution.objects.unscoped("tests").filter(unit=world.units[key]).order_by("pk").first()
    assert place is not None
    return place


def _joint(world: World, place: Institution, day: date, *, is_merged: bool) -> None:
    """Both bureaus plan a visit to one institution on one day; perhaps it is made one."""
    visits = []
    for key in ("a", "b"):
        pool = Inspector.objects.unscoped("tests").filter(certificate_no__startswith=f"证{key}")
        officers = tuple(pool.order_by("pk").values_list("pk", flat=True)[:2])
        reason = world.canary(key, "C1")
        command = PlanVisit(place.pk, "planned", day, f"事由 {reason}", "管理规范", officers)
        visits.append((key, reason, plan_visit(world.people[f"{key}_lead"].ctx(), command)))
    both = {world.units["a"].pk, world.units["b"].pk}
    (_, _, first), (_, _, second) = visits
    if is_merged:
        merge_visit(world.people["a_lead"].ctx(), MergeVisit(first.pk, (second.pk,)))
        # What the second said of itself stands on the page of the first, of which the institution was told.
        visits = [("a", visits[0][1], first), ("b", visits[1][1], first)]
    for key, reason, visit in visits:
        row: Any = Visit.objects.unscoped("tests").select_related("institution").get(pk=visit.pk)
        row.house_units = {*both, place.unit_id} if is_merged else {world.units[key].pk}
        world.stands_in(reason, row, "supervision.visit.view")
        if key == "a" or not is_merged:
            world.add(row)


def _education_asks() -> None:
    """The library gives nothing to education yet; here it asks one thing."""
    ItemVersion.objects.create(
        code="CARE-900", version=1, domain="care", unit_kind="教育", title="托班单独分班", look="看名册", clause="约定", weight=1,
        evidence="paper", forms=["all"], confidence="uncertain", since_on=TODAY - timedelta(days=400), changed_at=NOW, changed_by="测试",
    )  # fmt: skip


def _inspector(world: World, key: str, number: int) -> Inspector:
    """The first is the bureau's inspector of the world; the second has no account."""
    return Inspector.objects.create(
        unit=world.units[key],
        user=world.people[f"{key}_inspector"].user if number == 0 else None,
        kind="officer",
        name=f"{key}检查员{number}",
        certificate_no=f"证{key}{number}",
        since_on=TODAY - timedelta(days=400),
    )


class _Walk:
    """One visit, as far as a state; its texts are canaries."""

    def __init__(self, world: World, key: str, other: str, place: Institution, pool: list[Inspector]) -> None:
        self.world, self.key, self.place, self.pool = world, key, place, pool
        self.lead = world.people[f"{key}_lead"].ctx()
        self.inspector = world.people[f"{key}_inspector"].ctx()
        self.units = {world.units[key].pk}
        self.owner = world.units[other].pk

    def to(self, state: str) -> None:
        reason = self.world.canary(self.key, "C1")
        command = PlanVisit(
            self.place.pk,
            "planned",
            TODAY,
            f"事由 {reason}",
            "管理规范",
            tuple(each.pk for each in self.pool),
        )
        visit = plan_visit(self.lead, command)
        photo = self._walk(visit, STATES.index(state)) if state != "cancelled" else None
        if state == "cancelled":
            notice_visit(self.lead, NoticeVisit(visit.pk))
            cancel_visit(self.lead, CancelVisit(visit.pk, "改派"))
        row: Any = Visit.objects.unscoped("tests").select_related("institution").get(pk=visit.pk)
        row.house_units = self.units | ({self.owner} if state != "planned" else set())
        self.world.add(row)
        self.world.stands_in(reason, row, "supervision.visit.view")
        if photo is not None:
            photo.house_units = row.house_units
            self.world.add(photo)

    def _walk(self, visit: Visit, steps: int) -> Any:
        photo = None
        if steps >= 1:
            notice_visit(self.lead, NoticeVisit(visit.pk))
        if steps >= 2:
            start_visit(self.inspector, StartVisit(visit.pk))
            add_photo(self.inspector, _photo(visit.pk, f"{visit.pk}".encode()))
            photo = Photo.objects.unscoped("tests").filter(visit=visit).get()
        if steps >= 3:
            record_visit(self.inspector, RecordVisit(visit.pk, "没有查"))
            self._sign(visit, "inspector", self.pool[0].name)
            self._sign(visit, "inspector", self.pool[1].name)
        if steps >= 4:
            self._sign(visit, "institution", "园长")
        return photo

    def _sign(self, visit: Visit, side: str, name: str) -> None:
        sign_visit(self.inspector, SignVisit(visit.pk, SignatureGiven(uuid4(), side, name, "", NOW)))


def _photo(visit_id: int, content: bytes) -> AddPhoto:
    content = b"\xff\xd8\xff\xe0" + content
    digest = hashlib.sha256(content).hexdigest()
    file = SimpleUploadedFile("现场.jpg", content, "image/jpeg")
    return AddPhoto(visit_id, None, uuid4(), digest, digest, NOW, NOW, file, "现场.jpg")


def visit_plan(person: Person, _row: Any, _world: World) -> dict[str, Any]:
    """A visit of the person's own inspectors to any institution."""
    place = Institution.objects.unscoped("tests").exclude(standing="closed").order_by("name", "pk").first()
    pool = Inspector.objects.unscoped("tests").filter(unit=person.unit).order_by("pk")
    return {
        "institution_id": place.pk if place else 0,
        "kind": "planned",
        "planned_on": TODAY,
        "authority": "管理规范",
        "inspector_ids": [each.pk for each in pool],
    }


def visit_partner(_person: Person, row: Any, _world: World) -> dict[str, Any]:
    """Those of other bureaus to the same institution on the same day."""
    others = Visit.objects.unscoped("tests").filter(state="planned").exclude(pk=row.pk if row else None)
    same = others.filter(institution=row.institution_id, planned_on=row.planned_on) if row else others.none()
    partners = same.exclude(lead_unit=row.lead_unit_id).values_list("pk", flat=True) if row else []
    return {"with_ids": ",".join(map(str, partners)) or "999999"}


def visit_batch(person: Person, _row: Any, _world: World) -> dict[str, Any]:
    rows = Visit.objects.unscoped("tests").filter(state="under_way", lead_unit=person.unit)
    visit = rows.first()
    items = VisitItem.objects.unscoped("tests").filter(visit=visit).order_by("pk")[:1]
    answers = [
        {
            "uid": str(uuid4()),
            "visit_item_id": item.pk,
            "outcome": "ok",
            "note": "",
            "answered_at": NOW.isoformat(),
        }
        for item in items
    ]
    part = {"visit_id": visit.pk if visit else 0, "answers": answers}
    return {"batch": json.dumps({"sent_at": NOW.isoformat(), "visits": [part]})}


def visit_photo(_person: Person, row: Any, _world: World) -> dict[str, Any]:
    told = _photo(row.pk, b"house")
    return {
        "photo": told.content,
        "uid": str(told.uid),
        "sha256": told.sha256,
        "sent_sha256": told.sent_sha256,
        "taken_at": NOW.isoformat(),
        "sent_at": NOW.isoformat(),
    }
