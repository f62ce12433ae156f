"""A life cycle as a frozen table of states and moves.

No library and no row in the database: a flow is read in one screen, drawn into the docs and tested as data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.kernel.words import LabelledEnum


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow: ``name`` from any of ``sources`` to ``target``, allowed by the access action ``action``."""

    name: str
    label: str
    sources: tuple[LabelledEnum, ...]
    target: LabelledEnum
    action: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """States, moves and the first state. ``name`` is ``app.noun``, the prefix of every action of the flow."""

    name: str
    label: str
    states: type[LabelledEnum]
    start: LabelledEnum
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        names = [move.name for move in self.moves]
        if len(names) != len(set(names)):
            raise ValueError(f"flow {self.name}: two moves share a name")
        unreachable = set(self.states) - self._reachable()
        if unreachable:
            raise ValueError(
                f"flow {self.name}: never reached: {sorted(str(state) for state in unreachable)}"
            )

    def move(self, name: str) -> Move:
        """The move of that name; ``KeyError`` when the flow has none."""
        for move in self.moves:
            if move.name == name:
                return move
        raise KeyError(f"flow {self.name} has no move {name!r}")

    def moves_from(self, state: str) -> Iterator[Move]:
        return (move for move in self.moves if state in move.sources)

    def is_final(self, state: str) -> bool:
        return next(self.moves_from(state), None) is None

    def check(self, state: str, name: str) -> Verdict:
        """May the move start from ``state``? A refusal names the present state and where the move is possible."""
        move = self.move(name)
        if state in move.sources:
            return PASSED
        sources = "、".join(source.label for source in move.sources)
        return Verdict.refuse(
            "flow.state",
            f"{self.label}现在是“{self.states.label_of(state)}”，不能{move.label}。",
            basis=move.basis,
            next_step=f"只有“{sources}”时才能{move.label}。刷新页面看最新状态。",
        )

    def _reachable(self) -> set[LabelledEnum]:
        reached = {self.start}
        while True:
            more = {move.target for move in self.moves if reached & set(move.sources)} - reached
            if not more:
                return reached
            reached |= more
