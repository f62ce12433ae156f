"""What follows from a visit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import TODAY
from tuoyu.operations.filing.rules.visits import next_step, progress_after, visit_is_sound
from tuoyu.operations.filing.words import Outcome, Progress


@pytest.mark.parametrize(
    ("outcome", "progress"),
    [
        ("will_file", "unfiled"), ("refuses", "unfiled"), ("not_open", "unfiled"),
        ("not_care", "not_care"), ("not_found", "gone"),
    ],
)  # fmt: skip
def test_a_visit_moves_what_nobody_filed(outcome: str, progress: str) -> None:
    for before in (Progress.UNFILED, Progress.NOT_CARE, Progress.GONE):
        assert progress_after(outcome, before.value) == progress


@given(st.sampled_from(list(Outcome)), st.sampled_from([Progress.FILED, Progress.FILING]))
def test_a_visit_never_touches_what_is_filed_or_on_its_way(outcome: Outcome, progress: Progress) -> None:
    assert progress_after(outcome.value, progress.value) == progress.value


def test_every_outcome_says_what_to_do_next() -> None:
    assert len({next_step(outcome.value) for outcome in Outcome}) == len(Outcome)


@pytest.mark.parametrize(
    ("visited", "is_sound"),
    [(TODAY, True), (TODAY + timedelta(days=1), False), (date(2021, 5, 1), True), (date(2021, 4, 30), False)],
)
def test_a_visit_lies_between_the_registration_and_today(visited: date, is_sound: bool) -> None:
    verdict = visit_is_sound(visited, date(2021, 5, 1), TODAY)
    assert verdict.is_ok == is_sound
    assert is_sound or verdict.failures[0].field == "visited_on"
