"""What a form of each writing address is sent, so that a refusal is about the right and not about the form."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from tests.conftest import DISTRICT, NOW
from tests.house.world import MONTH, PLAN_TEXT, Person, World
from tests.operations.supervision.house_visits import visit_batch, visit_partner, visit_photo, visit_plan
from tests.operations.supervision.pictures import PNG
from tuoyu.foundation.people.models import Post, Unit
from tuoyu.operations.supervision.queries.items import proposal_of
from tuoyu.operations.supervision.rules.item_versions import digest_of
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.plans.models import Task

TODAY = NOW.date()
TEXT = "把事情写清楚：原因、措施、完成时间。"
PASSWORD = "orbit-tulip-4711-x"

# Fields that mean the same wherever they stand; a new app gets far with these.
USUAL: dict[str, Any] = {
    "note": TEXT, "reason": TEXT, "reply": TEXT, "obstacle": TEXT, "summary": TEXT, "purpose": "核对联系方式",
    "title": "一个节点", "due_on": TODAY + timedelta(days=30), "reached_on": TODAY, "valid_to_on": TODAY,
    "numerator": "5", "source": "月报表", "is_checked": "on",
}  # fmt: skip


def payload(name: str, person: Person, row: models.Model | None, world: World) -> dict[str, Any]:
    """The form of the address ``name`` about ``row``, filled in as the person would."""
    make = _SPECIAL.get(name)
    return {**USUAL, "unit_id": world.units["a"].pk, **(make(person, row, world) if make else {})}


def _unit_of_task(person: Person, task: Any, world: World) -> int:
    """The person's own unit where it has a duty, else one that leads; a member where a collective leads."""
    assert isinstance(task, Task)
    duties = sorted(world.duties(task), key=lambda duty: duty.kind != "lead")
    named = {duty.unit_id for duty in duties}
    if person.unit.pk in named or person.unit.collective_id in named:
        return int(person.unit.pk)
    first = duties[0].unit
    return int(world.units["s1"].pk if first == world.units["streets"] else first.pk)


def _six_months_back() -> Any:
    return MONTH.replace(month=MONTH.month - 4)


def _end_of(_person: Person, post: Any, _world: World) -> dict[str, Any]:
    assert isinstance(post, Post)
    return {"ends_on": max(post.starts_on, TODAY)}


def _other(person: Person, world: World) -> int:
    return int(next(each.user.pk for each in world.people.values() if each.user != person.user))


def _delegation(person: Person, _row: Any, world: World) -> dict[str, Any]:
    return {"to_user": _other(person, world), "starts_on": TODAY, "ends_on": TODAY + timedelta(days=5)}


def _definition(_person: Person, indicator: Any, world: World) -> dict[str, Any]:
    same = {
        name: getattr(indicator, name, "")
        for name in ("name", "unit", "numerator_label", "denominator_label", "basis")
    }
    return {
        **same,
        "definition": TEXT,
        "decimals": 0,
        "direction": "up",
        "period": "month",
        "owner_id": world.units["a"].pk,
    }


def _practitioner(_person: Person, _row: Any, _world: World) -> dict[str, Any]:
    return {
        "name": "王小禾", "citizen_id": "11010519491231002X", "mobile": "13800138000", "kind": "carer", "starts_on": TODAY,
        "is_full_time": "on",
    }  # fmt: skip


def _unit(_person: Person, _row: Any, _world: World) -> dict[str, Any]:
    return {
        "name": "区图书馆", "short_name": "图书馆", "code": "tsg", "kind": "department", "area": DISTRICT,
        "valid_from_on": TODAY,
    }  # fmt: skip


def _opening(_person: Person, _row: Any, world: World) -> dict[str, Any]:
    unit: Unit = world.units["c"]
    return {"user": world.people["idle"].user.pk, "unit": unit.pk, "role": "unit_officer", "starts_on": TODAY}


def _decision(_person: Person, penalty: Any, _world: World) -> dict[str, Any]:
    from tuoyu.operations.supervision.queries.penalties import past_of

    seen = past_of(penalty.offence, TODAY, without=penalty.pk).digest
    return {"kinds": ["criticism"], "seen": seen, "reviewer": "法规科", "review": TEXT}


def _sheet(name: str) -> SimpleUploadedFile:
    text = f"名称,统一社会信用代码,登记日期,经营范围\n{name},91330302MA2HXY1210,2021-06-07,托育服务\n"
    return SimpleUploadedFile("登记.csv", text.encode())


def _of_door(_person: Person, _row: Any, world: World) -> dict[str, Any]:
    """What is sent about the unit that registers."""
    return {
        "unit_id": world.units["c"].pk, "file": _sheet("新芽托育"), "as_of_on": TODAY, "change": "registered", "name": "新芽托育",
        "uscc": "91330302MA2HXY1210", "registered_on": TODAY, "scope": "托育服务", "code": "sjj-new", "algorithm": "hmac-sha256",
    }  # fmt: skip


_SHARES = {f"share_{risk}": "50" for risk in "ABCD"}


def _draw(person: Person, _row: Any, _world: World) -> dict[str, Any]:
    ends = {"seal_by_on": TODAY, "open_by_on": TODAY}
    return {f"size_{unit.pk}": 1 for unit in Unit.objects.unscoped("tests")} | {
        **_SHARES, **ends, f"size_{person.unit.pk}": 2, "quorum": 1,
    }  # fmt: skip


def _item(_person: Person, row: Any, _world: World) -> dict[str, Any]:
    same = {
        name: getattr(row, name, "") for name in ("title", "clause", "weight", "evidence", "forms", "needs")
    }
    day = max(TODAY, row.since_on + timedelta(days=1)) if row is not None else TODAY
    return {**same, "look": TEXT, "since_on": day, "until_on": day}


def _proposal(_person: Person, row: Any, _world: World) -> dict[str, Any]:
    policy = proposal_of(row) if row is not None else None
    begun = max(TODAY, row.since_on) if row is not None else TODAY
    return {"digest": digest_of(policy) if policy else "", "since_on": begun + timedelta(days=1)}


def _report_of_incident(person: Person, _row: Any, _world: World) -> dict[str, Any]:
    own = Institution.objects.unscoped("tests").filter(unit=person.unit).order_by("pk")
    place = own.first() or Institution.objects.unscoped("tests").order_by("pk")[0]
    moment = NOW.strftime("%Y-%m-%dT%H:%M")
    return {
        "path": "missing.safe", "institution_id": place.pk, "known_at": moment, "happened_at": moment, "children_count": "1",
    }  # fmt: skip


def _drill(person: Person, _row: Any, _world: World) -> dict[str, Any]:
    told = Institution.objects.unscoped("tests").filter(supervisor=person.unit, unit__isnull=False)
    return {"scenario": TEXT, "institution_ids": [place.pk for place in told[:1]]}


def _table(*_: Any) -> dict[str, Any]:
    """The invented scoring table, with the limits of its grades."""
    path = Path(__file__).parents[1] / "fixtures" / "evaluation_table_invented.csv"
    limits = {f"limit_{grade}": points for grade, points in (("A", 900), ("B", 750), ("C", 600), ("D", 0))}
    return {**limits, "version": "1", "file": SimpleUploadedFile("评分表.csv", path.read_bytes())}


_SPECIAL = {
    "supervision:incident-report": _report_of_incident,
    "supervision:incident-update": lambda *_: {"text": TEXT},
    "supervision:incident-close": lambda *_: {"cause": TEXT, "lessons": TEXT},
    "supervision:drill-start": _drill,
    "supervision:appeal-submit": lambda *_: {"lines": ["0"], "ground": "mended"},
    "supervision:appeal-uphold": lambda *_: {"answer": TEXT},
    "supervision:appeal-reject": lambda *_: {"answer": TEXT},
    "supervision:table-load": _table,
    "filing:registration-import": _of_door,
    "filing:registration-record": _of_door,
    "filing:registration-judge": lambda *_: {"relevance": "likely"},
    "filing:followup-record": lambda *_: {"visited_on": TODAY, "outcome": "will_file"},
    "filing:list-load": _of_door,
    "filing:sender-register": _of_door,
    "people:unit-add": _unit,
    "people:user-add": lambda *_: {"name": "新人", "username": "xinren", "password": PASSWORD, "mobile": ""},
    "people:user-reset": lambda *_: {"password": PASSWORD},
    "people:post-open": _opening,
    "people:post-end": _end_of,
    "people:post-delegate": _delegation,
    "plans:version-import": lambda *_: {"text": PLAN_TEXT},
    "coordination:milestone-add": lambda person, row, world: {"unit_id": _unit_of_task(person, row, world)},
    "coordination:report-submit": lambda person, row, world: {
        "unit_id": _unit_of_task(person, row, world),
        "period_on": _six_months_back().isoformat(),
    },
    "coordination:report-open": lambda *_: {"period_on": MONTH.isoformat()},
    "coordination:slip-issue": lambda person, row, world: {
        "unit_id": _unit_of_task(person, row, world),
        "level": "blue",
    },
    "targets:indicator-define": _definition,
    "targets:observation-record": lambda *_: {"period_on": "2021-05-01", "area": DISTRICT},
    "institutions:institution-locate": lambda *_: {"coordinates": "120.655, 28.015", "datum": "wgs84"},
    "institutions:institution-attach": lambda *_: {
        "head_uscc": "",
        "valid_from_on": TODAY,
        "source": "连锁协议",
    },
    "institutions:agreement-record": lambda *_: {
        "number": "约〔2021〕1号",
        "area_codes": [DISTRICT],
        "supply_forms": ["community"],
        "most_branches": 3,
        "valid_from_on": TODAY,
        "valid_to_on": "",
    },
    "institutions:capacity-record": lambda *_: {
        "month_on": MONTH.isoformat(),
        "rooms": 9,
        "rooms_used": 7,
        "seats_3_6": 270,
        "children_3_6": 200,
        "waiting_3_6": 0,
    },
    "institutions:sameness-decide": lambda *_: {"decision": "different"},
    "workforce:practitioner-register": _practitioner,
    "workforce:position-end": lambda *_: {"ends_on": TODAY},
    "workforce:certificate-record": lambda *_: {
        "kind": "care_teacher",
        "issued_on": TODAY,
        "number": "甲一",
    },
    "workforce:training-record": lambda *_: {"subject": "岗前培训", "hours": "8", "done_on": TODAY},
    "filing:case-submit": lambda *_: {"has_promised": "on"},
    "filing:case-return": lambda *_: {
        "flag-address": "1",
        "comment-address": "写清楼层",
        "late-address": TEXT,
    },
    "filing:case-verify": lambda *_: {"visited_on": TODAY, "officers": "陈经办、王同事"},
    "filing:case-reject": lambda *_: {
        "reasons": "没有观察室",
        "visited_on": TODAY,
        "officers": "陈经办、王同事",
    },
    "filing:material-add": lambda *_: {
        "file": SimpleUploadedFile("消防.txt", "材料".encode()),
        "issued_on": TODAY,
    },
    "filing:material-renew": lambda *_: {
        "file": SimpleUploadedFile("消防.txt", "材料".encode()),
        "issued_on": TODAY,
        "expires_on": "2099-12-31",
    },
    "supervision:penalty-impose": lambda *_: {"kinds": ["warning"], "facts": TEXT, "occurred_on": TODAY},
    "supervision:penalty-conclude": lambda *_: {"facts": TEXT, "evidence": TEXT},
    "supervision:penalty-tell": lambda *_: {"kinds": ["fine"], "fine_fen": "10000"},
    "supervision:penalty-plead": lambda *_: {"text": TEXT},
    "supervision:penalty-call": lambda *_: {"held_on": "2021-07-30", "place": "三楼", "chair": "王科长"},
    "supervision:penalty-hear": lambda *_: {"opinion": TEXT},
    "supervision:penalty-decide": _decision,
    "supervision:penalty-spare": lambda *_: {"ground": "unproven"},
    "supervision:penalty-serve": lambda *_: {"served_on": TODAY, "how": "direct", "receiver": "某人"},
    "supervision:penalty-pay": lambda *_: {"paid_on": TODAY, "paid_fen": "10000"},
    "supervision:penalty-publish": lambda *_: {"fact": "没有查询"},
    "supervision:challenge-file": lambda *_: {"kind": "review", "organ": "区人民政府", "filed_on": TODAY},
    "supervision:challenge-settle": lambda *_: {"outcome": "upheld", "decided_on": TODAY},
    "supervision:transfer-answer": lambda *_: {"answer": TEXT},
    "filing:exit-record": lambda *_: {"label": "林 2020-03", "onward": "七都托育园", "told_on": TODAY},
    "supervision:draw-open": _draw,
    "supervision:draw-edit": _draw,
    "supervision:result-publish": lambda *_: {"sentence": "检查几个事项，没有发现问题。"},
    "supervision:result-answer": lambda *_: {"text": "已经整改。"},
    "supervision:draw-assign": lambda *_: {
        "planned_on": TODAY + timedelta(days=7),
        "authority": "《托育机构管理规范（试行）》",
    },
    "supervision:item-revise": _item,
    "supervision:item-take": _proposal,
    "supervision:item-decline": _proposal,
    "supervision:item-withdraw": _item,
    "supervision:plan-open": lambda *_: {**_SHARES, "cap": 2, "year": TODAY.year - 1},
    "supervision:plan-revise": lambda *_: {**_SHARES, "cap": 1},
    "supervision:inspector-register": lambda *_: {
        "name": "新人",
        "kind": "officer",
        "certificate_no": "浙C新",
        "user_id": "",
        "since_on": TODAY,
    },
    "supervision:inspector-retire": lambda *_: {"until_on": TODAY},
    "supervision:recusal-declare": lambda *_: {
        "institution_id": Institution.objects.unscoped("tests").order_by("-pk")[0].pk,
        "kind": "employer",
        "since_on": TODAY,
    },
    "supervision:recusal-lift": lambda *_: {"until_on": TODAY},
    # Findings: what was done comes with a picture, a look-back and an answer with their choice.
    "supervision:finding-submit": lambda *_: {
        "text": TEXT,
        "pictures": SimpleUploadedFile("改好.png", PNG, "image/png"),
    },
    "supervision:fee-file": lambda *_: {
        "item": "托育费",
        "price": "1980",
        "per": "month",
        "since_on": TODAY,
    },
    "supervision:charge-record": lambda *_: {
        "item": "托育费",
        "charged": "1980",
        "per": "month",
        "months": 1,
        "source": "receipt",
        "seen_on": TODAY,
    },
    "supervision:conduct-record": lambda *_: {
        "seen_on": TODAY,
        "dishes": 0,
        "samples": 0,
        "least_grams": 0,
        "longest_hours": 0,
    },
    "supervision:objection-answer": lambda *_: {"outcome": "kept"},
    "supervision:self_check-answer": lambda *_: {"answer": "mended"},
    "supervision:visit-plan": visit_plan,
    "supervision:visit-move": lambda *_: {"planned_on": TODAY + timedelta(days=3)},
    "supervision:visit-merge": visit_partner,
    "supervision:visit-sync": visit_batch,
    "supervision:visit-sign": lambda *_: {"side": "institution", "name": "园长"},
    "supervision:visit-record": lambda *_: {"unseen_reason": TEXT},
    "supervision:visit-rate": lambda *_: {"score": 5},
    "supervision:photo-add": visit_photo,
    "api:token-issue": lambda person, *_: {
        "name": "对接系统",
        "post": person.post.pk,
        "scopes": ["people.unit.view"],
        "days": 30,
    },
}
