"""What phones send: answers and photos, each once, weighed against what is there (``words.field.CONFLICT_RULES``)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.files.policy import files_policy_at
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C2
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.visits import AddPhoto, AnswerGiven, StartVisit, SyncVisit, Told
from tuoyu.operations.supervision.flow.visits import AHEAD, CLOSED, VisitState
from tuoyu.operations.supervision.models import Answer, Photo, Visit, VisitItem, VisitMember
from tuoyu.operations.supervision.permissions.visits import ADD_PHOTO, SYNC_VISIT
from tuoyu.operations.supervision.queries.visits import (
    answer_of,
    checklist_of,
    has_successor,
    photos_of,
    visit_day,
)
from tuoyu.operations.supervision.rules.visits import Given, makes_finding, weigh
from tuoyu.operations.supervision.services.visits import ROWS, demand_member, start_visit
from tuoyu.operations.supervision.words.field import Kept, Weighing
from tuoyu.operations.supervision.words.visits import Outcome

_MEGABYTE = 1024 * 1024
_MOST_GAP = timedelta(days=3650)


@service(SYNC_VISIT)
def sync_visit(ctx: Ctx, command: SyncVisit) -> tuple[Told, ...]:
    """Take the answers of one phone; the same batch again changes nothing. Says of each what became of it.

    A visit that was not begun is begun, at the moment the phone says. Raises ``Refused`` (404, 409) where the visit is
    not the actor's: then the phone keeps everything.
    """
    asked = require(ctx, SYNC_VISIT, ROWS, command.visit_id, lock=True)
    visit = _joint(ctx, asked, SYNC_VISIT)
    member = demand_member(ctx, visit)
    if visit.state in AHEAD:
        first = min((each.answered_at for each in command.answers), default=ctx.now)
        visit = start_visit(ctx, StartVisit(visit.pk, command.started_at or first))
    items = _items_sent(asked, visit)
    counted = {item.pk: answer_of(item) for item in items.values()}
    before, fresh = list(filter(None, counted.values())), list[Answer]()
    known = set(
        Answer.objects.unscoped("the same answer is kept once")
        .filter(uid__in=[each.uid for each in command.answers])
        .values_list("uid", flat=True)
    )
    gap = clock_gap(ctx, command)
    told = []
    for given in command.answers:
        if given.uid in known:
            told.append(Told(str(given.uid), Kept.HAD.value, ""))
            continue
        known.add(given.uid)
        told.append(
            _take(ctx, member, _Place(visit, items.get(given.visit_item_id), counted, fresh), given, gap)
        )
    # First who no longer counts, then who does: of each item one counts at any time.
    replaced = [answer.pk for answer in before if answer.is_replaced]
    Answer.objects.unscoped("what was corrected stays").filter(pk__in=replaced).update(is_replaced=True)
    Answer.objects.bulk_create(fresh)
    journal(ctx, SYNC_VISIT, visit, fields=("answers",), note=f"收到 {len(command.answers)} 条")
    return tuple(told)


def clock_gap(ctx: Ctx, command: SyncVisit | AddPhoto) -> timedelta:
    """How far the phone's clock is behind ours; one that is off by years tells nothing of the hour."""
    return max(-_MOST_GAP, min(_MOST_GAP, ctx.now - command.sent_at))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an answer goes; ``counted`` is what holds so far of each item, ``fresh`` what shall be written at once."""

    visit: Visit
    item: VisitItem | None
    counted: dict[int, Answer | None]
    fresh: list[Answer]


def _take(ctx: Ctx, member: VisitMember, place: _Place, given: AnswerGiven, gap: timedelta) -> Told:
    uid, visit, item = str(given.uid), place.visit, place.item
    if item is None:
        return Told(
            uid, Kept.REFUSED.value, "这次检查的清单里没有这一项，手机上的清单可能是旧的。请刷新清单。"
        )
    if given.outcome not in set(Outcome):
        return Told(uid, Kept.REFUSED.value, "手机上的程序太旧，结果读不懂。请连上网刷新这个页面。")
    held = place.counted[item.pk]
    weighed = weigh(
        Given(given.answered_at, ctx.now, 1, gap),
        Given(held.answered_at, held.received_at, 0, timedelta(seconds=held.gap_seconds)) if held else None,
        is_own=item.unit_id == member.unit_id,
        is_closed=visit.state in CLOSED,
    )
    if weighed is Weighing.COUNTS and held is not None:
        held.is_replaced = True
    answer = Answer(
        visit_item=item,
        uid=given.uid,
        outcome=given.outcome,
        note=given.note.strip(),
        inspector=member.inspector,
        answered_at=given.answered_at,
        received_at=ctx.now,
        gap_seconds=int(gap.total_seconds()),
        is_replaced=weighed is Weighing.OLDER,
        is_note=weighed in {Weighing.FOREIGN, Weighing.LATE},
    )
    place.fresh.append(answer)
    if weighed is Weighing.COUNTS:
        place.counted[item.pk] = answer
        return Told(uid, Kept.KEPT.value, withdrawn_sentence(visit, item))
    state = Kept.KEPT if weighed is Weighing.OLDER else Kept.NOTE
    return Told(uid, state.value, weighed.label)


def withdrawn_sentence(visit: Visit, item: VisitItem) -> str:
    """What is said of an item whose version was withdrawn after the visit was planned; "" where it stands."""
    until = item.item.until_on
    day = visit_day(visit)
    if until is None or until > day:
        return ""
    if makes_finding(until, day, has_successor=has_successor(item.item, day)):
        return "这一项已经改版，本次仍按安排检查时的版本查。"
    return "这一项已经停用：结果照记，不合格也不作为问题。"


@service(ADD_PHOTO)
def add_photo(ctx: Ctx, command: AddPhoto) -> Told:
    """Keep a photo once, under the digest that the phone counted. Raises ``Refused`` as ``store_file`` does."""
    asked = require(ctx, ADD_PHOTO, ROWS, command.visit_id, lock=True)
    visit = _joint(ctx, asked, ADD_PHOTO)
    member = demand_member(ctx, visit)
    item = _items_sent(asked, visit).get(command.visit_item_id) if command.visit_item_id else None
    command = replace(command, visit_item_id=item.pk if item else None)
    if _is_known(visit, command):
        journal(ctx, ADD_PHOTO, visit, note="照片早已收到")
        return Told(str(command.uid), Kept.HAD.value, "这张照片已经收过，只算一张。")
    digest, size = _digest_of(command)
    if size > files_policy_at(ctx.today, ctx.area).max_bytes:
        journal(ctx, ADD_PHOTO, visit, note=f"照片太大，没有收：{size} 字节")
        return Told(str(command.uid), Kept.REFUSED.value, _too_large(ctx, size))
    if digest != command.sent_sha256:
        journal(ctx, ADD_PHOTO, visit, note="照片与手机上的摘要对不上")
        sentence = "照片在路上损坏了，和手机上的对不上。手机上的还在，请再发一次。"
        return Told(str(command.uid), Kept.REFUSED.value, sentence)
    if visit.state in AHEAD:
        start_visit(ctx, StartVisit(visit.pk, command.taken_at))
    photo = Photo.objects.create(
        visit=visit,
        visit_item=item,
        uid=command.uid,
        sha256=command.sha256,
        file=store_file(ctx, command.name, command.content, data_class=C2, is_photo=True),
        taken_at=command.taken_at,
        received_at=ctx.now,
        gap_seconds=int(clock_gap(ctx, command).total_seconds()),
        camera_time=command.camera_time[:19],
        lat=command.lat,
        lng=command.lng,
        accuracy_m=command.accuracy_m,
        by_name=member.inspector.name,
    )
    journal(ctx, ADD_PHOTO, photo, fields=("sha256", "taken_at"))
    if visit.state == VisitState.SIGNED:
        return Told(str(command.uid), Kept.NOTE.value, "记录已经签字，这张照片留存，不印在记录上。")
    return Told(str(command.uid), Kept.KEPT.value, "")


def _joint(ctx: Ctx, visit: Visit, action: Action) -> Visit:
    """Where a visit is made. A phone that was without network may still send to one that was merged since."""
    if visit.merged_into_id is None:
        return visit
    return require(ctx, action, ROWS, visit.merged_into_id, lock=True)


def _items_sent(asked: Visit, visit: Visit) -> dict[int, VisitItem]:
    """Key that a phone may send → the item it stands for; those of a merged visit stand for the same in the joint one."""
    rows = list(checklist_of(visit))
    found = {item.pk: item for item in rows}
    if asked.pk != visit.pk:
        codes = {item.item.code: item for item in rows}
        found |= {old.pk: codes[old.item.code] for old in checklist_of(asked)}
    return found


def _is_known(visit: Visit, command: AddPhoto) -> bool:
    """The same upload, or the same picture chosen twice for the same item."""
    if Photo.objects.unscoped("the same photo is kept once").filter(uid=command.uid).exists():
        return True
    return photos_of(visit).filter(sha256=command.sha256, visit_item_id=command.visit_item_id).exists()


def _too_large(ctx: Ctx, size: int) -> str:
    """What the phone says of a photo that is too large. The photo is still on the phone: nothing is lost."""
    most = files_policy_at(ctx.today, ctx.area).max_megabytes
    return (
        f"这张照片 {size // _MEGABYTE} MB，系统最多收 {most} MB。"
        "请点“存出原图”存到手机相册，再用小一些的分辨率拍一张。"
    )


def _digest_of(command: AddPhoto) -> tuple[str, int]:
    """SHA-256 and length of what came."""
    digest, size = hashlib.sha256(), 0
    for chunk in command.content.chunks():
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
