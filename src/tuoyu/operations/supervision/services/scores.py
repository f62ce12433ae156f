"""What both sides of an evaluation have in common: keeping points, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuoyu.kernel.verdict import demand
from tuoyu.operations.supervision.commands.evaluations import Scores
from tuoyu.operations.supervision.models import OutsideScore, SelfScore
from tuoyu.operations.supervision.rules.evaluation_table import TableItem
from tuoyu.operations.supervision.rules.evaluations import scores_fit


def fitting(items: Sequence[TableItem], scores: Scores) -> Scores:
    """The scores of items that the table has. Raises ``Refused`` (422) where points lie outside of their item."""
    known = {item.code for item in items}
    found = {code: score for code, score in scores.items() if code in known}
    demand(scores_fit(items, found), status=422)
    return found


def keep_scores(
    model: type[SelfScore] | type[OutsideScore], owner: str, owner_id: int, scores: Scores
) -> None:
    """One row an item; what was there is replaced. Called by the service that asked the right."""
    rows: list[Any] = [
        model(**{f"{owner}_id": owner_id}, code=code, points=score.points, is_failed=score.is_failed, reason=score.reason.strip()[:300])
        for code, score in scores.items()
    ]  # fmt: skip
    model.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[owner, "code"],
        update_fields=["points", "is_failed", "reason"],
    )
