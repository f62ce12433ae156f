"""The list of positions, the page of a person, and the same person in two institutions."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.lists import render_list
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Reason
from tuoyu.registers.institutions.queries import may_about, own_institutions
from tuoyu.registers.workforce import permissions, queries
from tuoyu.registers.workforce.models import Position, Practitioner
from tuoyu.registers.workforce.policy import full_time_hours_at
from tuoyu.registers.workforce.rules.rosters import roster_is_possible
from tuoyu.registers.workforce.web import cards
from tuoyu.registers.workforce.web.lists import POSITIONS

MOST_PEOPLE = 200


@page(permissions.VIEW)
@require_GET
def position_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    may_register = allowed(ctx, permissions.REGISTER)
    extra = {
        "context_line": f"现任和待入职的；岗位证书按{queries.certified_posts(ctx.today, ctx.area).ground}",
        "mine": list(own_institutions(ctx)) if may_register else (),
    }
    rows = queries.positions_with_papers(ctx)
    return render_list(request, ctx, POSITIONS, rows, template="workforce/position_list.html", extra=extra)


@page(permissions.VIEW)
@require_GET
def practitioner_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One person, masked: posts, certificates, training, record queries; two full-time posts are asked about."""
    ctx = request.ctx
    person = require(ctx, permissions.VIEW, Practitioner.objects.all(), pk)
    everywhere = list(queries.posts_of(person))
    posts = [post for post in everywhere if may_about(ctx, permissions.VIEW, post.institution)]
    certificates = queries.all_certificates_of([pk]).get(pk, [])
    trainings = list(queries.trainings_of(person))
    context = {
        "person": person,
        "facts": cards.facts_of(person),
        "posts": cards.posts_of(posts, ctx.today),
        "papers": cards.papers_of(
            posts, certificates, queries.certified_posts(ctx.today, ctx.area), ctx.today
        ),
        "certificates": cards.certificates_of(certificates, ctx.today),
        "trainings": trainings,
        "hours": sum(each.hours for each in trainings),
        "due": [post for post in posts if post.due_on is not None],
        "reasons": _impossible(ctx, everywhere),
        **_rights(ctx),
    }
    return render(request, "workforce/practitioner_detail.html", context)


@page(permissions.VIEW)
@require_GET
def roster_list(request: CtxRequest) -> HttpResponse:
    """People who hold posts in several institutions, where one person can hardly do both."""
    ctx = request.ctx
    people = list(queries.in_several(ctx)[: MOST_PEOPLE + 1])
    reasons = _roster(ctx, [person.pk for person in people[:MOST_PEOPLE]])
    context = {
        "people": [(person, reasons[person.pk]) for person in people if reasons.get(person.pk)],
        "asked": min(len(people), MOST_PEOPLE),
        "is_cut": len(people) > MOST_PEOPLE,
        "hours": full_time_hours_at(ctx.today, ctx.area),
    }
    return render(request, "workforce/roster_list.html", context)


def _roster(ctx: Ctx, keys: list[int]) -> dict[int, tuple[Reason, ...]]:
    """Person → why what is held can hardly be done by one."""
    hours = full_time_hours_at(ctx.today, ctx.area)
    held = queries.posts_held(keys, ctx.today)
    return {pk: roster_is_possible(posts, hours).failures for pk, posts in held.items()}


def _impossible(ctx: Ctx, posts: list[Position]) -> tuple[Reason, ...]:
    """Why one person can hardly do all that is held today."""
    held = [queries.held_of(post) for post in posts if post.holds_on(ctx.today)]
    return roster_is_possible(held, full_time_hours_at(ctx.today, ctx.area)).failures


def _rights(ctx: Ctx) -> dict[str, bool]:
    return {
        "may_reveal": allowed(ctx, permissions.REVEAL),
        "may_end": allowed(ctx, permissions.END_POSITION),
        "may_certify": allowed(ctx, permissions.RECORD_CERTIFICATE),
        "may_train": allowed(ctx, permissions.RECORD_TRAINING),
    }
