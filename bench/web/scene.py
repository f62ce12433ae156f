"""What both servers are asked: requests, the product's answers, and the statements behind them. Written by ``stage``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LIST, READ, WRITE = "list", "read", "write"
# Names the step for the peer; the product does not look at it.
STEP_HEADER = "X-Bench-Step"


@dataclass(frozen=True)
class Step:
    """One request, the answer of the product, and the statements (SQL, parameters) it took.

    ``tokens``: the secrets to ask with, one after the other, so that no quota is reached; none for a page.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: str
    answer: str
    statements: list[tuple[str, list[Any]]]
    tokens: list[str]


@dataclass(frozen=True)
class Page:
    """How many statements a page takes, and the bytes of the largest."""

    path: str
    statements: int
    largest: int


@dataclass(frozen=True)
class Scene:
    """``plays``: name → lanes; a lane is a run of steps asked over and over on one connection.

    ``marks``: how states are drawn; ``labels``: how they are called.
    """

    plays: dict[str, list[list[Step]]]
    marks: dict[str, str]
    labels: dict[str, str]
    pages: list[Page]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), default=str), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Scene:
        data = json.loads(path.read_text(encoding="utf-8"))
        data["plays"] = {
            name: [[Step(**step) for step in lane] for lane in lanes] for name, lanes in data["plays"].items()
        }
        data["pages"] = [Page(**page) for page in data["pages"]]
        return cls(**data)
