"""Risk rating over columns answers as the single rule does, whatever the facts; and the rule as a person would count."""

from __future__ import annotations

import json
from datetime import date, timedelta

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import DISTRICT
from tuoyu.operations.supervision.columnar import ratings as columnar
from tuoyu.operations.supervision.policy.ratings import rating_law_at
from tuoyu.operations.supervision.rules.ratings import (
    ClassBand,
    RatingFact,
    RatingLaw,
    Weight,
    digest_of,
    line_json,
    line_of,
    rate,
    without,
)

ON = date(2026, 8, 31)
KINDS = (
    ("finding", "minor"),
    ("finding", "grave"),
    ("staffing", "short"),
    ("incident", "major"),
    ("unknown", "x"),
)
CLASSES = (
    ClassBand("A", 0, 1000, 0),
    ClassBand("B", 10, 3000, 1),
    ClassBand("C", 25, 6000, 2),
    ClassBand("D", 45, 10_000, 4),
)


def law(*weights: Weight) -> RatingLaw:
    return RatingLaw({(each.kind, each.grade): each for each in weights}, CLASSES, 12, "B", 30, 8, 24)


def found(
    since: date, ended: date | None = None, kind: str = "finding", grade: str = "minor", **more: int
) -> RatingFact:
    return RatingFact(
        kind, grade, "supervision.finding", more.get("row_id", 1), since, ended, more.get("measure", 1)
    )


MINOR = Weight("finding", "minor", 3, 0, 6, 12)


def test_a_fact_weighs_whole_while_it_stands_then_halves_then_is_gone() -> None:
    ended = date(2026, 2, 28)
    days = (
        ended - timedelta(1),
        ended,
        date(2026, 8, 27),
        date(2026, 8, 28),
        date(2027, 2, 27),
        date(2027, 2, 28),
    )
    counted = [rate([found(date(2026, 1, 5), ended)], law(MINOR), day).tenths for day in days]
    assert counted == [30, 30, 30, 15, 15, 0]


def test_a_fact_of_tomorrow_and_one_nobody_weighs_count_nothing() -> None:
    facts = [found(ON + timedelta(1)), found(ON, kind="gossip")]
    assert rate(facts, law(MINOR), ON).lines == ()


def test_the_cap_is_spent_by_the_oldest_first() -> None:
    capped = Weight("finding", "minor", 3, 5, 6, 12)
    facts = [found(date(2026, 3, day), row_id=day) for day in (3, 1, 2)]
    rated = rate(facts, law(capped), ON)
    assert [(line.fact.row_id, line.tenths) for line in rated.lines] == [(1, 30), (2, 20), (3, 0)]
    assert rated.tenths == 50


def test_what_stands_sets_the_least_class_and_what_is_mended_does_not() -> None:
    grave = Weight("finding", "grave", 1, 0, 12, 36, "D")
    assert rate([found(ON, grade="grave")], law(grave), ON).klass == "D"
    assert rate([found(ON - timedelta(9), ON, grade="grave")], law(grave), ON).klass == "A"


def test_points_reach_a_class_on_the_point() -> None:
    four = Weight("finding", "minor", 1, 0, 0, 12)
    classes = [rate([found(ON, measure=points)], law(four), ON).klass for points in (9, 10, 24, 25, 44, 45)]
    assert classes == ["A", "B", "B", "C", "C", "D"]


def test_a_struck_fact_is_gone_but_the_same_row_at_another_time_is_not() -> None:
    first, later = found(date(2026, 1, 1)), found(date(2026, 2, 1))
    assert without([first, later], [first.key]) == [later]


def test_lines_are_kept_and_read_back() -> None:
    rated = rate([found(date(2026, 1, 5), date(2026, 2, 28)), found(ON, row_id=2)], law(MINOR), ON)
    assert tuple(line_of(each) for each in json.loads(rated.text)) == rated.lines
    assert [line_json(line) for line in rated.lines] == json.loads(rated.text)
    assert rated.digest == digest_of(rated.text)


def test_the_law_of_the_house_begins_at_nought_and_rises() -> None:
    ours = rating_law_at(ON, DISTRICT)
    starts = [band.from_points for band in ours.classes]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert [band.share for band in ours.classes] == sorted(band.share for band in ours.classes)
    assert ours.is_unverified


days = st.dates(date(2023, 1, 28), date(2026, 9, 2))
facts = st.builds(
    lambda kind, row, since, length, row_id, measure: RatingFact(
        *kind,
        row,
        row_id,
        since,
        None if length is None else since + timedelta(length),
        measure,
    ),
    st.sampled_from(KINDS),
    st.sampled_from(("supervision.finding", "institutions.institution", "Credit.fact")),
    days,
    st.none() | st.integers(0, 1200),
    st.integers(1, 4),
    st.integers(1, 5),
)
weights = st.tuples(
    *(
        st.builds(
            Weight,
            st.just(kind),
            st.just(grade),
            st.integers(0, 9),
            st.sampled_from((0, 0, 4, 11)),
            st.sampled_from((0, 1, 3, 6)),
            st.sampled_from((0, 1, 12, 36)),
            st.sampled_from(("", "", "B", "D")),
        )
        for kind, grade in KINDS[:4]
    )
)


@settings(max_examples=400)
@given(places=st.lists(st.lists(facts, max_size=9), min_size=1, max_size=4), rules=weights, on=days)
@example([[found(date(2026, 1, 31), date(2026, 2, 28))], []], (MINOR,), date(2026, 8, 28))
@example([[found(date(2024, 1, 31), date(2024, 3, 31))]], (MINOR,), date(2024, 4, 30))
def test_columns_rate_as_the_single_rule_does(
    places: list[list[RatingFact]], rules: tuple[Weight, ...], on: date
) -> None:
    rows = [
        (at, each.kind, each.grade, each.row, each.row_id, each.since, each.ended, each.measure)
        for at, place in enumerate(places)
        for each in place
    ]
    frame = pl.DataFrame(rows, schema=columnar.FACTS, orient="row")
    many = columnar.rate_many(frame, pl.Series(range(len(places))), law(*rules), on)
    single = [rate(place, law(*rules), on) for place in places]
    assert many.select("tenths", "klass", "lines").rows() == [
        (one.tenths, one.klass, one.text) for one in single
    ]
    assert columnar.digests(many["lines"]) == [one.digest for one in single]


@settings(max_examples=50)
@given(place=st.lists(facts, max_size=6), gone=st.sets(st.integers(0, 5)))
def test_columns_strike_as_the_single_rule_does(place: list[RatingFact], gone: set[int]) -> None:
    rows = [
        (7, each.kind, each.grade, each.row, each.row_id, each.since, each.ended, each.measure)
        for each in place
    ]
    frame = pl.DataFrame(rows, schema=columnar.FACTS, orient="row")
    keys = [place[at].key for at in gone if at < len(place)]
    struck = pl.DataFrame(
        [(7, *key) for key in keys],
        schema={name: columnar.FACTS[name] for name in columnar.KEY},
        orient="row",
    )
    assert columnar.facts_of_frame(columnar.without(frame, struck)) == list(without(place, keys))
