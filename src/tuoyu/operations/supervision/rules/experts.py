"""Experts of an evaluation are drawn as inspectors are: one object, one crew, the lottery of ``rules.drawing``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tuoyu.operations.supervision.rules.drawing.lottery import (
    WHOLE,
    Crew,
    Inspected,
    Inspector,
    Pool,
    Stratum,
    draw,
)

EXPERTS = "experts"


def frozen_pool(
    object_id: str, expert_ids: Sequence[int], recused: Collection[int], size: int
) -> dict[str, Any]:
    """What is fixed before the seed is known, as it is kept."""
    return {
        "object": object_id,
        "size": size,
        "experts": [str(each) for each in expert_ids],
        "recused": sorted(str(each) for each in recused if each in set(expert_ids)),
    }


def drawn_again(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The experts of a record (``pool`` and ``seed``): the same every time."""
    frozen = record["pool"]
    pool = Pool(
        strata=(Stratum(EXPERTS, WHOLE),),
        crews=(Crew(EXPERTS, frozen["size"]),),
        objects=(Inspected(frozen["object"], "", EXPERTS),),
        inspectors=tuple(Inspector(each, "", EXPERTS) for each in frozen["experts"]),
        recusals=frozenset((each, frozen["object"]) for each in frozen["recused"]),
    )
    return draw(pool, record["seed"])[0].inspectors
