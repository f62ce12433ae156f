"""What the page of a person and the card on an institution's page show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.formats import zh_date_year, zh_moment_year
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import may_about
from tuoyu.registers.workforce import queries
from tuoyu.registers.workforce.limits import CertifiedPosts, Shown, is_certified
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner
from tuoyu.registers.workforce.permissions import REGISTER, VIEW
from tuoyu.registers.workforce.words import SOON_DAYS, CertificateKind, Education, StaffKind

Light = tuple[str, str]


def facts_of(person: Practitioner) -> list[tuple[str, str]]:
    return [
        ("姓名", str(person.name)),
        ("公民身份号码", str(person.citizen_id)),
        ("手机", str(person.mobile) or "没有登记"),
        ("出生年份", str(person.birth_year or "")),
        ("学历", Education.label_of(person.education) if person.education else ""),
        ("相关管理年限", f"{person.management_years} 年" if person.management_years else ""),
        ("登记时间", zh_moment_year(person.first_known_at)),
    ]


def posts_of(posts: Sequence[Position], today: date) -> list[dict[str, Any]]:
    return [
        {
            "row": post,
            "kind": StaffKind.label_of(post.kind),
            "hours": f"每周 {post.weekly_hours} 小时" if post.weekly_hours else "",
            "state": _post_state(post, today),
            "is_open": post.ends_on is None,
        }
        for post in posts
    ]


def _post_state(post: Position, today: date) -> Light:
    if post.ends_on is not None and post.ends_on < today:
        return ("none", f"{zh_date_year(post.ends_on)}离职")
    if post.starts_on > today:
        return ("info", "待入职")
    return ("ok", "在职") if post.ends_on is None else ("warn", f"{zh_date_year(post.ends_on)}离职")


def papers_of(
    posts: Sequence[Position], certificates: Sequence[Certificate], wanted: CertifiedPosts, today: date
) -> list[dict[str, Any]]:
    """For each post held that wants a certificate: is one held that counts, and which would?"""
    shown = [Shown(each.kind, each.expires_on) for each in certificates]
    kinds = dict.fromkeys(post.kind for post in posts if post.ends_on is None or post.ends_on >= today)
    return [
        {
            "kind": StaffKind.label_of(kind),
            "is_held": is_certified(kind, shown, wanted.by_post, today),
            "any_of": "、".join(sorted(CertificateKind.label_of(each) for each in wanted.by_post[kind])),
            "basis": wanted.ground,
        }
        for kind in kinds
        if kind in wanted.by_post
    ]


def certificates_of(certificates: Sequence[Certificate], today: date) -> list[dict[str, Any]]:
    return [
        {"row": each, "kind": CertificateKind.label_of(each.kind), "state": _paper_state(each, today)}
        for each in certificates
    ]


def _paper_state(certificate: Certificate, today: date) -> Light:
    end = certificate.expires_on
    if end is None:
        return ("ok", "长期有效")
    if end < today:
        return ("bad", "已过期")
    return (
        ("warn", f"{(end - today).days} 天后到期")
        if end <= today + timedelta(days=SOON_DAYS)
        else ("ok", "有效")
    )


def staff_card(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString | None:
    """Counts by post and the certified share; names only for those who may list them."""
    counted = queries.counted_staff(institution, ctx.today, ctx.area)
    wanting = sum(len(each.people) for each in counted if each.certified is not None)
    holding = sum(each.certified or 0 for each in counted)
    context = {
        "counted": [(StaffKind.label_of(each.kind), len(each.people), each.certified) for each in counted],
        "people": len(frozenset().union(*(each.people for each in counted))),
        "wanted": wanting,
        "certified": holding,
        "share": holding / wanting if wanting else None,
        "basis": queries.certified_posts(ctx.today, ctx.area).ground,
        "institution": institution,
        "may_list": may_about(ctx, VIEW, institution),
        "may_register": may_about(ctx, REGISTER, institution),
    }
    return SafeString(render_to_string("workforce/_staff.html", context, request=request))
