"""The life of a plan version: imported as a draft, reviewed, adopted; a later version supersedes it."""

from __future__ import annotations

from tuoyu.kernel.flow import Flow, Move
from tuoyu.registers.plans.words import VersionState

VERSION = Flow(
    name="plans.version",
    label="方案",
    states=VersionState,
    start=VersionState.DRAFT,
    moves=(
        Move("adopt", "采用为现行方案", (VersionState.DRAFT,), VersionState.ADOPTED, "plans.version.adopt"),
        Move("discard", "作废草稿", (VersionState.DRAFT,), VersionState.DISCARDED, "plans.version.discard"),
        # Not a person's move: it happens when another version of the same district is adopted.
        Move(
            "supersede", "由新版替代", (VersionState.ADOPTED,), VersionState.SUPERSEDED, "plans.version.adopt"
        ),
    ),
)
