"""The journal as JSON lines, for the verifier and for the archive; streamed batch by batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce

from tuoyu.foundation.audit.lines import (
    CONTENT_COLUMNS,
    SEALED_COLUMNS,
    head_line,
    moment,
    sealed_line,
    unsealed_line,
)
from tuoyu.foundation.audit.models import Entry, Head

_REASON = "export of the journal"


def export(path: Path, now: datetime) -> int:
    """Write the journal to ``path`` (replaced as a whole when complete); how many lines."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            count = 0
            for line in export_lines(now):
                file.write(line.encode("utf-8") + b"\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def export_lines(now: datetime) -> Iterator[str]:
    """Header, entries and head of every batch, entries outside every batch, unsealed entries, end. One batch in memory."""
    counts = {"entry": 0, "head": 0, "unsealed": 0}
    yield _text({"kind": "journal", "version": 1, "exported_at": moment(now)})
    for line in _body():
        counts[line["kind"]] += 1
        yield _text(line)
    end = {"entries": counts["entry"], "heads": counts["head"], "unsealed": counts["unsealed"]}
    yield _text({"kind": "end", **end})


def _body() -> Iterator[dict[str, Any]]:
    entries = Entry.objects.unscoped(_REASON)
    for head in Head.objects.unscoped(_REASON).order_by("number").iterator():
        batch = entries.filter(position__range=(head.first_position, head.last_position)).order_by("position")
        yield from map(sealed_line, batch.values_list(*SEALED_COLUMNS))
        yield head_line(head)
    # Places that no head covers: nobody but an intruder makes them. One statement, so that the sealer may go on.
    last_head = Head.objects.unscoped(_REASON).order_by("-number").values("last_position")[:1]
    last = Coalesce(Subquery(last_head), 0)
    stray = entries.filter(Q(position__gt=last) | Q(position__lt=1)).order_by("position")
    yield from map(sealed_line, stray.values_list(*SEALED_COLUMNS))
    unsealed = entries.filter(position__isnull=True).order_by("pk")
    yield from map(unsealed_line, unsealed.values_list(*CONTENT_COLUMNS).iterator())


def _text(line: dict[str, Any]) -> str:
    return orjson.dumps(line).decode("utf-8")
