"""Links by which accounts are opened: found by their digest alone, by whoever holds them."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, Verdict, demand
from tuoyu.operations.filing.models import Invitation, Registration
from tuoyu.operations.filing.rules.inviting import may_be_invited


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def open_invitation(ctx: Ctx, token: str) -> Invitation:
    """The invitation of a link. Raises ``Refused``: 404 unknown, used, ended or expired alike; 409 the provider would not
    be invited now."""
    rows = Invitation.objects.unscoped("whoever holds the link").select_related("registration__institution")
    found: Invitation | None = (
        waiting(rows).filter(digest=digest_of(token), expires_on__gte=ctx.today).first()
    )
    if found is None:
        raise Refused.because(
            "filing.join.over",
            "这个链接不对，或者已经用过、已经过期。",
            status=404,
            next_step="已经开通的请直接登录；没有开通的请联系发出邀请的登记机关或区卫生健康局，重新发一个链接。",
        )
    demand(verdict_on(found.registration))
    return found


def verdict_on(row: Registration) -> Verdict:
    """May the people of this provider be given an account now?"""
    return may_be_invited(row.name, row.uscc, row.relevance, row.progress)


def waiting(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Links that were neither used nor ended."""
    return rows.filter(used_at__isnull=True, ended_at__isnull=True)
