"""Results of the visits of the demonstration, published by those who led them, some with the institution's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.queries import actor_of
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.results import AnswerResult, PublishResult
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.queries.results import tally_of
from tuoyu.operations.supervision.services.results import answer_result, publish_result

CtxOf = Callable[[str, str, datetime], Ctx]
# The newest wait for their publication; every sixth institution with findings says something.
WAITING = timedelta(days=12)
DAYS_LATER = timedelta(days=9)
ANSWERED = 6
ANSWER = "问题已经改好，整改照片交给检查单位了，欢迎家长来园里看。"


def seed_results(ctx_of: CtxOf, units: Mapping[str, object], today: date) -> int:
    """Publish what was signed, each some days after its visit. Returns how many."""
    rows = Visit.objects.unscoped("the demonstration").select_related("lead_unit", "institution")
    signed = rows.filter(state=VisitState.SIGNED.value, signed_at__isnull=False, lead_unit__code__in=units)
    heads = _heads()
    made = 0
    for visit in signed.order_by("signed_at", "pk"):
        if visit.signed_at is None or visit.signed_at.date() > today - WAITING:
            continue
        looked, bad = tally_of(visit)
        outcome = f"发现 {bad} 个问题，已责令整改" if bad else "没有发现问题"
        at = visit.signed_at + DAYS_LATER
        lead = ctx_of(visit.lead_unit.code, "inspection_lead", at)
        result = publish_result(lead, PublishResult(visit.pk, f"检查 {looked} 个事项，{outcome}。"))
        made += 1
        head = heads.get(visit.institution.unit_id or 0)
        if bad and head is not None and made % ANSWERED == 0 and result.until_on >= at.date():
            answer_result(_as(head, lead, today), AnswerResult(result.pk, ANSWER))
    return made


def _heads() -> dict[int, Post]:
    posts = Post.objects.unscoped("the demonstration").filter(role="institution_head")
    return {post.unit_id: post for post in posts.select_related("user").order_by("pk")}


def _as(post: Post, like: Ctx, today: date) -> Ctx:
    """The head of an institution (as it is known today) a day after what ``like`` did."""
    moment = like.now + timedelta(days=1)
    return Ctx(actor_of(post.user, today), moment, like.request_id, like.area)
