"""The duties of the plan as a file."""

from __future__ import annotations

import csv
import io

import pytest

from tests.entrypoints.api.world import make_plan, post_of
from tests.entrypoints.site.world import client_of
from tuoyu.foundation.exchange.reading import read_rows
from tuoyu.foundation.exchange.tables import read_lines
from tuoyu.registers.plans.exchange import DUTIES

pytestmark = pytest.mark.django_db


def test_duties_leave_as_one_line_a_task_and_unit_and_read_back() -> None:
    make_plan(2)
    client = client_of(post_of("leader").user)
    answer = client.get("/plans/duties/export/?export=csv")
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == DUTIES.labels
    assert [line[0] + line[3] + line[5] for line in lines] == [
        "1第1单位牵头",
        "1各街镇责任",
        "2第2单位牵头",
        "2各街镇责任",
    ]
    result = read_rows(DUTIES, read_lines("a.csv", content, max_bytes=10**6, most_lines=100))
    assert result.is_ok
    assert [row["kind"] for row in result.rows] == ["lead", "responsible"] * 2


def test_duties_as_excel_and_nothing_else() -> None:
    make_plan(1)
    client = client_of(post_of("leader").user)
    assert b"".join(client.get("/plans/duties/export/").streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert client.get("/plans/duties/export/?export=pdf").status_code == 422
