"""Visits for tests: planned by the lead, made by three inspectors, with photos and signatures as phones send them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import NOW
from tests.operations.supervision.world import TODAY, Stage
from tuoyu.operations.supervision.commands.visits import (
    AddPhoto,
    AnswerGiven,
    PlanVisit,
    RecordVisit,
    SignatureGiven,
    SignVisit,
    StartVisit,
    SyncVisit,
    Told,
)
from tuoyu.operations.supervision.models import Visit, VisitItem
from tuoyu.operations.supervision.queries.visits import checklist_of
from tuoyu.operations.supervision.services.recording import record_visit, sign_visit
from tuoyu.operations.supervision.services.syncing import add_photo, sync_visit
from tuoyu.operations.supervision.services.visits import plan_visit, start_visit

MINUTE = timedelta(minutes=1)
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60


def plan(stage: Stage, *keys: str, **changes: Any) -> PlanVisit:
    told: dict[str, Any] = {
        "institution_id": stage.place.pk,
        "kind": "planned",
        "planned_on": TODAY,
        "reason": "年度计划检查",
        "authority": "《托育机构管理规范（试行）》",
        "inspector_ids": tuple(stage.inspectors[key].pk for key in keys or ("ann", "bo", "cai")),
    }
    return PlanVisit(**(told | changes))


def planned(stage: Stage, *keys: str, **changes: Any) -> Visit:
    return plan_visit(stage.ctx("lead"), plan(stage, *keys, **changes))


def begun(stage: Stage, *keys: str) -> Visit:
    visit = planned(stage, *keys)
    return start_visit(stage.ctx("ann"), StartVisit(visit.pk, NOW))


def items_of(stage: Stage, visit: Visit, unit: str) -> list[VisitItem]:
    return [item for item in checklist_of(visit) if item.unit_id == stage.units[unit].pk]


def answer(item: VisitItem, outcome: str = "ok", at: datetime = NOW, note: str = "") -> AnswerGiven:
    return AnswerGiven(uuid4(), item.pk, outcome, note, at)


def send(
    stage: Stage,
    key: str,
    visit: Visit,
    *answers: AnswerGiven,
    now: datetime = NOW,
    sent_at: datetime | None = None,
) -> tuple[Told, ...]:
    return sync_visit(stage.ctx(key, now), SyncVisit(visit.pk, answers, sent_at or now))


def answer_all(stage: Stage, visit: Visit) -> None:
    for key, unit in (("ann", "health"), ("cai", "market")):
        send(stage, key, visit, *(answer(item) for item in items_of(stage, visit, unit)))


def recorded(stage: Stage) -> Visit:
    visit = begun(stage)
    answer_all(stage, visit)
    return record_visit(stage.ctx("ann"), RecordVisit(visit.pk))


def signature(side: str, name: str, strokes: str = "M1 1 L50 60", **changes: Any) -> SignatureGiven:
    return SignatureGiven(uuid4(), side, name, strokes, NOW, **changes)


def signed(stage: Stage) -> Visit:
    visit = recorded(stage)
    for side, name in (("inspector", "ann君"), ("inspector", "bo君"), ("institution", "陈园长")):
        visit = sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature(side, name)))
    return visit


def photo(visit: Visit, item: VisitItem | None = None, content: bytes = JPEG, **changes: Any) -> AddPhoto:
    digest = hashlib.sha256(content).hexdigest()
    told: dict[str, Any] = {
        "visit_id": visit.pk,
        "visit_item_id": item.pk if item else None,
        "uid": uuid4(),
        "sha256": digest,
        "sent_sha256": digest,
        "taken_at": NOW,
        "sent_at": NOW,
        "content": SimpleUploadedFile("现场.jpg", content, "image/jpeg"),
        "name": "现场.jpg",
    }
    return AddPhoto(**(told | changes))


def upload(stage: Stage, key: str, command: AddPhoto, now: datetime = NOW) -> Told:
    return add_photo(stage.ctx(key, now), command)
