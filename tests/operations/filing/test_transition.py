"""The days of the transition from filings to permits, against a search day by day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import DISTRICT
from tests.operations.filing.conftest import PermitsBegin
from tuoyu.foundation.policy.parsing import ParameterFile, parse
from tuoyu.foundation.policy.reader import PolicySet, current
from tuoyu.kernel.dates import add_months
from tuoyu.operations.filing import policy
from tuoyu.operations.filing.policy import Transition, regime_at, transition_at
from tuoyu.operations.filing.words import Regime

START = date(2027, 1, 1)
CITY = f"{DISTRICT[:4]}00"
DAY = timedelta(days=1)
HEAD = """parameters:
  filing.access_regime:
    label: 准入制度
    kind: text
    choices: {filing: 登记备案, permit: 许可}
    read_by: [tuoyu.operations.filing.policy]
    description: 虚构
    values:
"""
MONTHS = """  filing.conversion_months:
    label: 过渡期
    kind: months
    read_by: [tuoyu.operations.filing.policy]
    description: 虚构
    values:
      - {area: "000000", from: 2019-12-19, value: 12, source: {title: 虚构, article: 一}, confidence: uncertain}
"""


def line(area: str, first: date, last: date | None, value: str) -> str:
    end = f"to: {last}, " if last else ""
    source = "source: {title: 虚构, article: 一}, confidence: uncertain"
    return f'      - {{area: "{area}", from: {first}, {end}value: {value}, {source}}}\n'


def law(folder: Path, nation: list[tuple[int, str]], city: tuple[int, int, str] | None) -> PolicySet:
    """The nation's values follow each other, each so many days long; the city speaks for a while of its own."""
    text, first = HEAD + line("000000", date(2019, 12, 19), START - DAY, "filing"), START
    for number, (days, value) in enumerate(nation):
        last = None if number == len(nation) - 1 else first + (days - 1) * DAY
        text += line("000000", first, last, value)
        first += days * DAY
    if city is not None:
        begins, days, value = city
        text += line(CITY, START + begins * DAY, START + (begins + days - 1) * DAY, value)
    file = folder / "law.yaml"
    file.write_text(text + MONTHS, encoding="utf-8")
    parameters, problems = parse([ParameterFile(file, "law.yaml")])
    assert problems == []
    return PolicySet(parameters)


regimes = st.sampled_from(["filing", "permit"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nation=st.lists(st.tuples(st.integers(1, 9), regimes), min_size=1, max_size=4),
    city=st.none() | st.tuples(st.integers(0, 20), st.integers(1, 9), regimes),
    ahead=st.integers(-2, 45),
)
def test_the_transition_begins_on_the_first_of_the_days_of_permits(
    nation: Any, city: Any, ahead: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = law(tmp_path, nation, city)
    with monkeypatch.context() as patched:
        patched.setattr(policy, "current", lambda: snapshot)
        today = START + ahead * DAY
        found = transition_at(today, DISTRICT)
        first = today
        while regime_at(first - DAY, DISTRICT) is Regime.PERMIT:
            first -= DAY
        expected = Transition(first, add_months(first, 12))
        assert found == (expected if regime_at(today, DISTRICT) is Regime.PERMIT else None)


def test_the_last_day_still_belongs_to_the_transition() -> None:
    transition = Transition(START, date(2028, 1, 1))
    assert [transition.is_over(date(2028, 1, 1)), transition.is_over(date(2028, 1, 2))] == [False, True]


def test_what_is_shipped_knows_filing_alone() -> None:
    assert {value.value for value in current().history("filing.access_regime")} == {"filing"}
    assert transition_at(date(2026, 11, 26), DISTRICT) is None


def test_the_months_are_those_of_the_day_that_asks(permits_begin: PermitsBegin) -> None:
    permits_begin(START, months=18)
    assert transition_at(START, DISTRICT) == Transition(START, date(2028, 7, 1))
    assert transition_at(START - DAY, DISTRICT) is None


def test_a_permit_and_a_receipt_never_bear_the_same_number() -> None:
    shipped = [
        current().record(key, date(2026, 11, 26), DISTRICT).text("pattern")
        for key in ("papers.receipt_number", "papers.permit_number")
    ]
    assert len(set(shipped)) == len(shipped)
