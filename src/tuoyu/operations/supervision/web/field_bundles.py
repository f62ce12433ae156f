"""What a phone takes along: the own visits of the next days with their lists, and what the server has of each."""

from __future__ import annotations

from typing import Any

from tuoyu.foundation.files.policy import files_policy_at
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Visit, VisitItem
from tuoyu.operations.supervision.policy.visits import least_officers_at, visit_limits_at
from tuoyu.operations.supervision.queries.plans import said_by_all
from tuoyu.operations.supervision.queries.visits import (
    answer_of,
    checklist_of,
    field_visits,
    members_of,
    photos_at,
    signatures_of,
)
from tuoyu.operations.supervision.services.syncing import withdrawn_sentence
from tuoyu.operations.supervision.words.field import CONFLICT_RULES
from tuoyu.operations.supervision.words.items import Evidence
from tuoyu.operations.supervision.words.visits import Outcome, VisitKind


def bundle_of(ctx: Ctx) -> dict[str, Any]:
    """As JSON carries it; keys are read by ``static/supervision/field-*.js``."""
    limits = visit_limits_at(ctx.today, ctx.area)
    files = files_policy_at(ctx.today, ctx.area)
    return {
        "user": {"id": ctx.actor.user_id, "name": ctx.actor.name},
        "made_at": ctx.now.isoformat(),
        "limits": {
            "photo_bytes": min(limits.photo_bytes, files.max_bytes),
            "photo_pixels": limits.photo_pixels,
            "photo_types": sorted(
                {
                    each.media_type
                    for each in (*files.allowed_types, *files.photo_types)
                    if each.media_type.startswith("image/")
                }
            ),
            "least_signers": least_officers_at(ctx.today, ctx.area),
        },
        "outcomes": [{"value": each.value, "label": each.label} for each in Outcome],
        "rules": list(CONFLICT_RULES),
        "visits": [_visit(ctx, visit) for visit in field_visits(ctx)],
    }


def _visit(ctx: Ctx, visit: Visit) -> dict[str, Any]:
    members = list(members_of(visit))
    mine = {each.unit_id for each in members if each.inspector.user_id == ctx.actor.user_id}
    place = visit.institution
    return {
        "id": visit.pk,
        "name": place.name,
        "address": place.address,
        "head": place.head_name,
        "phone": place.public_phone,
        "kind": VisitKind.label_of(visit.kind),
        "planned_on": visit.planned_on.isoformat(),
        "state": visit.state,
        "state_label": VisitState.label_of(visit.state),
        "reason": said_by_all(visit, "reason"),
        "authority": said_by_all(visit, "authority"),
        "code": visit.code,
        "lead": visit.lead_unit.name,
        "members": [
            {
                "name": each.inspector.name,
                "unit": each.unit.name,
                "certificate": each.inspector.certificate_no,
                "is_me": each.inspector.user_id == ctx.actor.user_id,
            }
            for each in members
        ],
        "signed": [{"side": each.side, "name": each.name} for each in signatures_of(visit)],
        "items": [_item(visit, item, mine) for item in checklist_of(visit)],
    }


def _item(visit: Visit, item: VisitItem, mine: set[int]) -> dict[str, Any]:
    version, answer = item.item, answer_of(item)
    return {
        "id": item.pk,
        "title": version.title,
        "look": version.look,
        "clause": version.item.clause_text,
        "evidence": Evidence.label_of(version.evidence),
        "is_key": version.is_key,
        "weight": version.weight,
        "unit": item.unit.name,
        "is_mine": item.unit_id in mine,
        "withdrawn": withdrawn_sentence(visit, item),
        "photos": len(photos_at(item)),
        "answer": {
            "outcome": answer.outcome,
            "note": answer.note,
            "by": answer.inspector.name,
            "at": answer.answered_at.isoformat(),
        }
        if answer
        else None,
    }
