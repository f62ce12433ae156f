"""Until when a paper holds, and what a renewal has to be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.rules.material import MaterialRule, holds_longer, holds_until

DAY = date(2021, 6, 15)
DAYS = st.dates(date(2019, 1, 1), date(2035, 1, 1))


def rule(months: int) -> MaterialRule:
    return MaterialRule(
        "fire", "消防安全检查合格证明", "地址", "always", months, is_local=False, basis="第八条"
    )


@pytest.mark.parametrize(
    ("months", "issued", "expires", "until"),
    [
        (12, DAY, None, date(2022, 6, 15)),
        (12, DAY, date(2021, 9, 1), date(2021, 9, 1)),
        (12, None, None, None),
        (0, DAY, None, None),
        (0, None, DAY, DAY),
    ],
)
def test_a_paper_holds_as_it_says_or_so_many_months(
    months: int, issued: date | None, expires: date | None, until: date | None
) -> None:
    assert holds_until(rule(months), issued, expires) == until


@pytest.mark.parametrize(
    ("until", "before", "code"),
    [
        (DAY, DAY - timedelta(days=1), ""),
        (None, DAY, ""),
        (DAY - timedelta(days=1), DAY - timedelta(days=9), "filing.renewal_over"),
        (DAY + timedelta(days=9), DAY + timedelta(days=9), "filing.renewal_no_longer"),
        (DAY, None, "filing.renewal_no_longer"),
        (None, None, "filing.renewal_no_longer"),
    ],
)
def test_a_renewal_holds_today_and_longer(until: date | None, before: date | None, code: str) -> None:
    verdict = holds_longer(until, before, DAY)
    assert [reason.code for reason in verdict.failures] == ([code] if code else [])


@given(until=DAYS, before=DAYS, later=st.integers(1, 400))
def test_who_holds_longer_than_a_sound_renewal_is_sound(until: date, before: date, later: int) -> None:
    if holds_longer(until, before, DAY).is_ok:
        assert holds_longer(until + timedelta(days=later), before, DAY).is_ok
        assert not holds_longer(before, until, DAY).is_ok
