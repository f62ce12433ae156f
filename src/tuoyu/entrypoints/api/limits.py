"""How often a token may call: a count per minute, kept in Django's cache.

With the default cache (memory of the process) each server process counts for itself, so that n processes let through
up to n times the limit; with a shared cache in the settings the limit is exact. It protects the house, it bills nobody.
"""

from __future__ import annotations

from django.core.cache import cache

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.policy import api_policy_at
from tuoyu.kernel.context import Ctx

WINDOW = 60


def demand_quota(ctx: Ctx, caller: int | str, *, is_write: bool) -> None:
    """Count this call of a token (its key) or an address. Raises TY-4290 with Retry-After when the minute is used up."""
    policy = api_policy_at(ctx.today, ctx.area)
    limit = policy.writes_per_minute if is_write else policy.reads_per_minute
    second = int(ctx.now.timestamp())
    key = f"api-{'w' if is_write else 'r'}-{caller}-{second // WINDOW}"
    cache.add(key, 0, WINDOW * 2)
    try:
        used = cache.incr(key)
    except ValueError:
        # The entry was pushed out between the two calls: count from one again.
        cache.set(key, 1, WINDOW * 2)
        used = 1
    if used > limit:
        wait = WINDOW - second % WINDOW
        kind = "写" if is_write else "读"
        who = "这个令牌" if isinstance(caller, int) else "不带令牌时，同一个地址"
        raise ApiError("TY-4290", f"{who}每分钟最多{kind} {limit} 次。", headers={"Retry-After": str(wait)})
