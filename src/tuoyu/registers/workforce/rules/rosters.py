"""The same person in two institutions: lent on paper (挂靠), or really working in both?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuoyu.kernel.verdict import PASSED, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Held:
    """A position a person holds now; ``weekly_hours`` by the roster, None where there is none."""

    institution: str
    kind: str
    is_full_time: bool
    weekly_hours: int | None


def roster_is_possible(held: Sequence[Held], most_hours: int) -> Verdict:
    """May one person really do all of this? Two full-time posts, or more hours than a week allows, are to be explained."""
    places = {post.institution for post in held}
    if len(places) < 2:
        return PASSED
    reasons = []
    full = sorted({post.institution for post in held if post.is_full_time})
    if len(full) > 1:
        reasons.append(
            Reason(
                "workforce.two_full_time",
                f"同时在{'、'.join(full)}登记为专职。",
                next_step="请核对实际排班：只能在一家专职，其他改为兼职或终止。",
            )
        )
    hours = sum(post.weekly_hours or 0 for post in held)
    if hours > most_hours:
        reasons.append(
            Reason(
                "workforce.too_many_hours",
                f"在 {len(places)} 家机构排班合计每周 {hours} 小时，超过 {most_hours} 小时。",
                next_step="请核对排班表，确认是否挂靠。",
            )
        )
    return Verdict.of(reasons)
