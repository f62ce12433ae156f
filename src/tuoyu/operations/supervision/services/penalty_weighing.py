"""What a decision about a fine owes to past cases: a difference is explained, and what was seen is kept with it."""

from __future__ import annotations

from typing import Any

from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.policy.penalties import penalty_law_at
from tuoyu.operations.supervision.queries.penalties import Past
from tuoyu.operations.supervision.rules.penalties import Sentence
from tuoyu.operations.supervision.rules.spread import deviation_is_explained
from tuoyu.operations.supervision.words.penalties import PenaltyKind


def weighed(ctx: Ctx, past: Past, decided: Sentence, deviation: str) -> Verdict:
    """May this fine be decided beside these cases; a decision without a fine is not weighed."""
    if PenaltyKind.FINE not in decided.kinds:
        return PASSED
    law = penalty_law_at(ctx.today, ctx.area)
    return deviation_is_explained(
        past.spread, decided.fine_fen, deviation, law.least_cases, str(law.spread_ground)
    )


def weighed_columns(past: Past, deviation: str) -> dict[str, Any]:
    """What the case keeps of it."""
    spread = past.spread
    return {
        "deviation": deviation.strip(),
        "seen_digest": past.digest,
        "seen_spread": {
            "count": spread.count, "low": spread.low, "q1": spread.q1, "median": spread.median, "q3": spread.q3, "high": spread.high,
        },
    }  # fmt: skip
