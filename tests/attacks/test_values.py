"""Values that are dates and texts to a form and an error to a database."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tests.entrypoints.site.world import client_of, officer
from tuoyu.registers.plans.web.review import draft_from

DRAFT = {
    "tasks": [{"no": 1, "title": "办好托班", "lead": [], "responsible": []}],
    "targets": [{"metric": "托位数", "op": ">=", "year": 2025, "value": 4, "unit": "个"}],
}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "0000-01-01", "2026-02-30", "１"])
@pytest.mark.parametrize("end", ["from", "to"])
@pytest.mark.parametrize("path", ["/coordination/slips/?issued_at", "/coordination/reports/?period_on"])
def test_days_at_the_ends_of_time(day: str, end: str, path: str) -> None:
    client = client_of(officer(role="coordinator"))
    assert client.get(f"{path}_{end}={day}").status_code in {200, 400}


def test_a_review_lets_no_control_character_into_the_draft() -> None:
    """PostgreSQL keeps no NUL in JSON: the draft could be saved on SQLite alone."""
    post = QueryDict(mutable=True)
    names = ("title", "lead", "responsible")
    post.update({f"task-0-{name}": "区\x00教育\x1b局" for name in names})
    post.update({f"target-0-{name}": "托\x00位" for name in ("metric", "unit")} | {"fact-title": "方\x00案"})
    changed, problems = draft_from(post, DRAFT)
    assert not problems
    assert changed["tasks"][0] == DRAFT["tasks"][0] | {
        "title": "区教育局",
        "lead": ["区教育局"],
        "responsible": ["区教育局"],
    }
    assert (changed["title"], changed["targets"][0]["metric"]) == ("方案", "托位")
