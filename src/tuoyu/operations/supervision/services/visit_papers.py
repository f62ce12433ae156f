"""The record of a visit as a paper: every answer, every photo by its digest and its times, who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.papers.numbers import number_text
from tuoyu.foundation.papers.paper import Paper, Proof
from tuoyu.foundation.papers.rendering import render_paper
from tuoyu.foundation.papers.services import take_number
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.models import Photo, Signature, Visit, VisitItem
from tuoyu.operations.supervision.policy.visits import record_numbering_at, visit_limits_at
from tuoyu.operations.supervision.queries.plans import said_by_all
from tuoyu.operations.supervision.queries.visits import (
    answer_of,
    checklist_of,
    members_of,
    photos_at,
    photos_of,
    signatures_of,
)
from tuoyu.operations.supervision.rules.visits import clock_sentence
from tuoyu.operations.supervision.words.visits import Outcome, Side, VisitKind

SERIES = "supervision.record"
_TEMPLATE = Path(__file__).resolve().parents[1] / "papers" / "record.typ"
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200"><path d="{path}" fill="none" '
    'stroke="#000" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Record:
    text: str
    paper: StoredFile


def print_record(house: Ctx, visit: Visit) -> Record:
    """Take the next number of the year and make the paper, in the transaction of the caller."""
    numbering = record_numbering_at(house.today, house.area)
    serial = take_number(house, SERIES, house.today.year)
    number = number_text(numbering.pattern, area=house.area, year=house.today.year, serial=serial)
    paper = Paper(SERIES, numbering.title, _TEMPLATE)
    proof = Proof("扫描二维码核对这次检查的单位和人员。", check_url(visit))
    content = record_content(house, visit, number)
    # It is made by the signatures, not by a seal; several departments may stand on it.
    pdf = render_paper(paper, content, proof=proof)
    return Record(number, store_file(house, f"{numbering.title} {number}.pdf", pdf, data_class=C1))


def check_url(visit: Visit) -> str:
    return f"{settings.TUOYU_PUBLIC_URL}/v/{visit.code}/"


def record_content(house: Ctx, visit: Visit, number: str) -> dict[str, Any]:
    """What the template reads as ``data``."""
    minutes = visit_limits_at(house.today, house.area).clock_gap_minutes
    items = list(checklist_of(visit))
    photos = list(photos_of(visit))
    marks = {photo.pk: place for place, photo in enumerate(photos, 1)}
    return {
        "organ": visit.lead_unit.name,
        "issued_on": house.today,
        "name": visit.institution.name,
        "rows": _facts(visit, number),
        "answers": [_line(place, item, marks) for place, item in enumerate(items, 1)],
        "tally": _tally(items),
        "photos": [_photo(marks[photo.pk], photo, minutes) for photo in photos],
        "signatures": [_signature(each) for each in signatures_of(visit)],
    }


def _facts(visit: Visit, number: str) -> list[list[str]]:
    members = "；".join(
        f"{each.unit.name} {each.inspector.name}（{each.inspector.certificate_no}）"
        for each in members_of(visit)
    )
    return [
        ["记录编号", number],
        ["机构", f"{visit.institution.name}，{visit.institution.address}"],
        ["检查类型", VisitKind.label_of(visit.kind)],
        ["事由", said_by_all(visit, "reason")],
        ["依据", said_by_all(visit, "authority")],
        ["检查人员", members],
        ["检查时间", f"{_moment(visit.started_at)} 至 {_moment(visit.recorded_at)}"],
    ]


def _line(place: int, item: VisitItem, marks: dict[int, int]) -> dict[str, str]:
    answer = answer_of(item)
    photos = "、".join(f"照片{marks[photo.pk]}" for photo in photos_at(item) if photo.pk in marks)
    said = answer.note if answer else ""
    return {
        "place": str(place),
        "title": item.item.title,
        "clause": item.item.item.clause_text,
        "version": f"{item.item.code} 第{item.item.version}版",
        "outcome": Outcome.label_of(answer.outcome) if answer else Outcome.UNSEEN.label,
        "note": "；".join(part for part in (said, photos) if part),
        "by": answer.inspector.name if answer else "",
    }


def _tally(items: list[VisitItem]) -> str:
    found = [answer.outcome for answer in map(answer_of, items) if answer]
    parts = [f"{each.label} {found.count(each.value)} 项" for each in Outcome]
    return f"共 {len(items)} 项：" + "，".join(parts) + "。"


def _photo(mark: int, photo: Photo, minutes: int) -> dict[str, str]:
    place = f"北纬 {photo.lat}，东经 {photo.lng}" if photo.lat is not None else "没有定位"
    if photo.lat is not None and photo.accuracy_m is not None:
        place += f"（误差约 {photo.accuracy_m} 米）"
    gap = timedelta(seconds=photo.gap_seconds)
    said = [clock_sentence(photo.taken_at, photo.received_at, gap, minutes), camera_sentence(photo, minutes)]
    return {
        "mark": f"照片{mark}",
        "sha256": _grouped(photo.sha256),
        "sent": _grouped(photo.file.digest) if photo.is_reduced else "",
        "times": f"手机时间 {_moment(photo.taken_at)}，收到时间 {_moment(photo.received_at)}",
        "place": place,
        "said": "；".join(part for part in said if part),
        "by": photo.by_name,
    }


def camera_sentence(photo: Photo, minutes: int) -> str:
    """What the record says where the picture itself tells another time than the phone did; "" where they agree."""
    here = photo.taken_at.astimezone(CHINA)
    parts = photo.camera_time.replace(":", " ").split()
    if len(parts) != 6 or not all(part.isdecimal() for part in parts):
        return ""
    shown = "照片自带时间 {}-{}-{} {}:{}，与手机时间不一致".format(*parts[:5])
    try:
        told = here.replace(
            year=int(parts[0]),
            month=int(parts[1]),
            day=int(parts[2]),
            hour=int(parts[3]),
            minute=int(parts[4]),
        )
    except ValueError:
        return shown
    return shown if abs(here - told) > timedelta(minutes=minutes) else ""


def _grouped(digest: str) -> str:
    """In groups of 16 signs, as people compare them."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def _signature(row: Signature) -> dict[str, str]:
    strokes = row.strokes.reveal()
    return {
        "side": Side.label_of(row.side),
        "name": row.name,
        "svg": _SVG.format(path=strokes) if strokes else "",
        "at": _moment(row.signed_at),
        "refusal": f"拒绝签字：{row.refusal}。见证人：{row.witness}" if row.is_refused else "",
    }


def _moment(moment: Any) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else ""
