"""The law of penalties as arithmetic: time, spread, what is shown before signing, and money that comes late."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.dates import add_months
from tuoyu.operations.supervision.limits.penalties import Articles, Ground, Hearing, LateFee, TimeBar
from tuoyu.operations.supervision.rules.penalties import (
    Account,
    Sentence,
    Voice,
    late_fee,
    not_raised,
    shown,
    voice_was_given,
    wants_hearing,
    within_time,
)
from tuoyu.operations.supervision.rules.spread import (
    PastCase,
    Spread,
    deviation_is_explained,
    digest_of,
    most_alike,
    seen_as_it_stands,
    spread_of,
)

TODAY = date(2026, 5, 20)
BAR = TimeBar(2, 5, Ground("行政处罚法第三十六条", is_unverified=True))
FEE = LateFee(Decimal("0.03"), Ground("行政处罚法第七十二条"))
ARTICLES = Articles(
    "行政处罚法", {"tell": "第四十四条", "plea": "第四十五条", "hearing": "第六十三条"}, is_unverified=True
)
FINES = st.integers(0, 50_000_000)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def case(number: int, fine: int, form: str = "community", places: int = 30) -> PastCase:
    return PastCase(number, f"罚{number}号", TODAY, ("fine",), fine, form, places)


CASES = st.lists(FINES, max_size=30).map(lambda fines: [case(at, fine) for at, fine in enumerate(fines)])


@given(CASES)
def test_the_spread_is_that_of_the_textbook(cases: list[PastCase]) -> None:
    found = spread_of(cases)
    fines = [each.fine_fen for each in cases]
    if not fines:
        assert found == Spread(0)
        return
    assert (found.count, found.low, found.high) == (len(fines), min(fines), max(fines))
    if len(fines) > 1:
        quarters = statistics.quantiles(fines, n=4, method="inclusive")
        assert None not in (found.q1, found.median, found.q3)
        mine = [each or 0 for each in (found.q1, found.median, found.q3)]
        assert all(abs(one - other) <= 0.5 for one, other in zip(mine, quarters, strict=True))
        assert mine == sorted(mine)


@given(CASES, st.randoms())
def test_the_digest_names_the_cases_and_not_their_order(cases: list[PastCase], dice: object) -> None:
    mixed = list(cases)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert digest_of(mixed) == digest_of(cases)
    assert digest_of([*cases, case(999, 1)]) != digest_of(cases)
    if cases:
        assert digest_of(cases[1:]) != digest_of(cases)
        changed = [replace(cases[0], fine_fen=cases[0].fine_fen + 1), *cases[1:]]
        assert digest_of(changed) != digest_of(cases)


def test_a_stale_view_is_refused() -> None:
    seen, now = digest_of([case(1, 5)]), digest_of([case(1, 5), case(2, 5)])
    assert seen_as_it_stands(now, now).is_ok
    assert seen_as_it_stands(seen, now).failures[0].sentence == "看到的以往案例已有变化。"


def test_like_cases_come_first() -> None:
    cases = [case(1, 1, "home", 20), case(2, 1, "community", 90), case(3, 1, "community", 25)]
    assert [each.penalty_id for each in most_alike(cases, "community", 20)] == [3, 2, 1]


@given(CASES, FINES)
def test_a_deviation_is_explained_exactly_outside_of_the_middle_half(
    cases: list[PastCase], fine: int
) -> None:
    spread = spread_of(cases)
    is_off = spread.count >= 5 and not spread.q1 <= fine <= spread.q3  # type: ignore[operator]
    assert deviation_is_explained(spread, fine, "", 5, "").is_ok != is_off
    assert deviation_is_explained(spread, fine, "瞒报", 5, "").is_ok


@given(DAYS, st.integers(0, 4000), st.booleans())
def test_the_bar_of_time_falls_after_its_last_day(occurred: date, passed: int, has_harm: bool) -> None:
    found_on = occurred + timedelta(days=passed)
    last = add_months(occurred, 12 * (5 if has_harm else 2))
    assert within_time(occurred, found_on, has_harm=has_harm, bar=BAR).is_ok == (found_on <= last)


def test_a_wrong_of_tomorrow_is_refused_and_the_ground_is_marked() -> None:
    assert not within_time(TODAY + timedelta(days=1), TODAY, has_harm=False, bar=BAR).is_ok
    late = within_time(date(2020, 1, 1), TODAY, has_harm=False, bar=BAR).failures[0]
    assert late.basis == "行政处罚法第三十六条（待核实）"


@given(FINES, DAYS, st.integers(-30, 5000))
def test_lateness_costs_three_percent_a_day_and_never_more_than_the_fine(
    fine: int, due: date, days: int
) -> None:
    fee = late_fee(fine, due, due + timedelta(days=days), FEE)
    assert 0 <= fee <= fine
    if days <= 0:
        assert fee == 0
    elif days <= 33:
        assert abs(fee - fine * days * 3 / 100) <= 0.5
    else:
        assert fee == fine


@given(FINES, FINES, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20_000_000)), max_size=6))
def test_money_in_parts_never_costs_more_than_the_fine_again(
    fine: int, taken: int, parts: list[tuple[int, int]]
) -> None:
    account = Account(fine, taken, 0, 0, TODAY)
    day = TODAY
    for days, paid in parts:
        day += timedelta(days=days)
        late, due = account.late_on(day, FEE), account.due_on(day, FEE)
        assert account.late_fen <= late <= fine
        account = Account(fine, taken, account.paid_fen + min(paid, due), late, day)
        assert account.paid_fen <= 2 * fine + taken
        assert account.due_on(day, FEE) == due - min(paid, due)


VOICE = Voice(TODAY, None, has_pleaded=False, has_waived=False, is_heard=False)


@pytest.mark.parametrize(
    ("changes", "days", "is_ok"),
    [
        ({}, 0, False),
        ({}, 1, True),
        ({"has_pleaded": True}, 0, True),
        ({"has_waived": True}, 0, True),
        ({"has_pleaded": True, "hearing_until_on": TODAY}, 0, False),
        ({"has_pleaded": True, "hearing_until_on": TODAY}, 1, True),
        ({"hearing_until_on": TODAY, "is_heard": True}, 0, True),
    ],
)
def test_nothing_is_decided_while_the_party_may_still_speak(
    changes: dict[str, object], days: int, is_ok: bool
) -> None:
    voice = replace(VOICE, **changes)  # type: ignore[arg-type]
    assert voice_was_given(voice, TODAY + timedelta(days=days), ARTICLES).is_ok == is_ok


@given(FINES, FINES, st.booleans())
def test_speaking_up_never_raises_a_penalty(told: int, decided: int, has_pleaded: bool) -> None:
    kinds = frozenset({"fine"})
    verdict = not_raised(Sentence(kinds, told), Sentence(kinds, decided), ARTICLES, has_pleaded=has_pleaded)
    assert verdict.is_ok == (decided <= told)
    assert not not_raised(
        Sentence(frozenset({"warning"})),
        Sentence(frozenset({"warning", "suspend"})),
        ARTICLES,
        has_pleaded=True,
    ).is_ok


def test_a_hearing_is_offered_by_sum_or_by_kind() -> None:
    hearing = Hearing(
        5_000_000, counts_confiscated=True, kinds=frozenset({"suspend"}), ground=Ground("第六十三条")
    )
    assert wants_hearing(Sentence(frozenset({"fine"}), 5_000_000), hearing)
    assert not wants_hearing(Sentence(frozenset({"fine"}), 4_999_999), hearing)
    assert wants_hearing(Sentence(frozenset({"suspend"})), hearing)
    taken = Sentence(frozenset({"fine", "confiscate"}), 1_000_000, 4_000_000)
    assert wants_hearing(taken, hearing)
    assert not wants_hearing(taken, replace(hearing, counts_confiscated=False))


def test_an_article_is_named_with_its_act() -> None:
    assert ARTICLES.plain("tell", "plea") == "《行政处罚法》第四十四条、第四十五条"
    assert ARTICLES.basis("plea") == "《行政处罚法》第四十五条（待核实）"


def test_a_sentence_is_read_lightest_first() -> None:
    assert shown(Sentence(frozenset({"fine", "warning"}), 2_000_000)) == "警告、罚款 2 万元"
