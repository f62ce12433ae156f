"""The peer: a raw WSGI application that runs the product's own statements and writes the same bytes by string formatting.

No framework, no permissions worked out, no journal thought about: each request finds its step by a header, sends the
statements that the product sent to a database of its own, and draws the rows. What never changes between two
requests (the page around the table, the cursor of the next page) is a constant, to the peer's advantage.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any

import orjson

from bench.district import DATABASE
from bench.web.scene import LIST, READ, STEP_HEADER, Scene, Step

Rows = list[tuple[Any, ...]]
Draw = Callable[[list[Rows]], bytes]

_CHINA = timezone(timedelta(hours=8))
_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA mmap_size=134217728;"
)
_HEADER = f"HTTP_{STEP_HEADER.upper().replace('-', '_')}"
_SIZE = 50
_NOTHING = '<span class="ty-nothing">—</span>'
_BODY, _BODY_END = '<tbody role="rowgroup">', "</tbody>"


class Peer:
    """The WSGI application over one scene and one folder with a database."""

    def __init__(self, scene: Scene, database: Path) -> None:
        self._marks, self._labels = scene.marks, scene.labels
        self._database = database
        self._local = threading.local()
        steps = [step for lanes in scene.plays.values() for lane in lanes for step in lane]
        self._steps = {step.headers[STEP_HEADER]: (step, self._draw_of(step)) for step in steps}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        step, draw = self._steps[environ[_HEADER]]
        if step.body:
            orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        content = draw(self._run(step))
        kind = "text/html" if step.headers[STEP_HEADER] == LIST else "application/json"
        headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(content)))]
        start_response("200 OK", headers)
        return [content]

    def _run(self, step: Step) -> list[Rows]:
        connection = self._connection()
        found = [connection.execute(sql, params).fetchall() for sql, params in step.statements]
        if connection.in_transaction:
            connection.execute("COMMIT")
        return found

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            connection = sqlite3.connect(self._database, timeout=20, isolation_level=None)
            connection.executescript(_PRAGMAS)
            self._local.connection = connection
        return self._local.connection  # type: ignore[no-any-return]

    def _draw_of(self, step: Step) -> Draw:
        name = step.headers[STEP_HEADER]
        if name == LIST:
            return self._table(step)
        return self._list(step) if name == READ else self._report(step)

    def _table(self, step: Step) -> Draw:
        at = _place(step, '"submitted_at"', "coordination_report")
        before, _, rest = step.answer.partition(_BODY)
        after = _BODY_END + rest.partition(_BODY_END)[2]

        def draw(found: list[Rows]) -> bytes:
            rows = "".join([self._table_row(row) for row in found[at][:_SIZE]])
            return f"{before}{_BODY}{rows}{after}".encode()

        return draw

    def _table_row(self, row: tuple[Any, ...]) -> str:
        _, pk, title, number, unit, period, state, evidence, submitted = row[:9]
        proof = self._marks[f"{state}/{min(evidence, 1)}"] or _NOTHING
        return (
            f'<tr role="row" data-ty-row><td role="cell" class="ty-wide" data-label="任务">'
            f'<a class="ty-row-link" href="/coordination/reports/{pk}/">{escape(title)}</a></td>'
            f'<td role="cell" class="ty-num" data-label="序号">{number:,}</td>'
            f'<td role="cell" data-label="报送单位">{escape(unit)}</td>'
            f'<td role="cell" data-label="月份">{period[:4]}年{int(period[5:7])}月</td>'
            f'<td role="cell" data-label="状态">{self._marks[state]}</td>'
            f'<td role="cell" data-label="核实">{proof}</td>'
            f'<td role="cell" data-label="报送时间">{_moment(submitted)}</td></tr>'
        )

    def _list(self, step: Step) -> Draw:
        at = _place(step, '"submitted_at"', "coordination_report")
        after = orjson.loads(step.answer)["next"]

        def draw(found: list[Rows]) -> bytes:
            items = [self._item(row[1:]) for row in found[at][:_SIZE]]
            return orjson.dumps({"items": items, "next": after})

        return draw

    def _item(self, row: tuple[Any, ...]) -> dict[str, Any]:
        pk, number, title, code, unit, period, state, summary, submitted, evidence = row[:10]
        return {
            "id": pk,
            "task_no": number,
            "task_title": title,
            "unit": {"code": code, "name": unit},
            "month": period[:7],
            "state": state,
            "state_label": self._labels[state],
            "summary": summary,
            "submitted_at": _utc(submitted),
            "evidence_count": evidence,
        }

    def _report(self, step: Step) -> Draw:
        """The one report that was written; it says what was just stored, so the answer known is the answer."""
        known = orjson.loads(step.answer)

        def draw(_found: list[Rows]) -> bytes:
            return orjson.dumps(known)

        return draw


def _place(step: Step, *words: str) -> int:
    """Which of the statements reads the rows of the answer."""
    return next(
        at
        for at, (sql, _) in enumerate(step.statements)
        if all(word in sql.partition(" WHERE ")[0] for word in words)
    )


def _utc(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _moment(stored: str | None) -> str:
    if stored is None:
        return _NOTHING
    local = datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(_CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local.hour:02d}:{local.minute:02d}"


def peer() -> Peer:
    """The application over the scene and the folder that the environment names."""
    folder = Path(os.environ["TUOYU_BENCH_PEER"])
    return Peer(Scene.load(folder / "scene.json"), folder / DATABASE)


if "TUOYU_BENCH_PEER" in os.environ:
    application = peer()
