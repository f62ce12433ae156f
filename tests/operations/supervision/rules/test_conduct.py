"""Prices, kitchens and medicine against the rules, as tables."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.supervision.rules.conduct import (
    Charged,
    ConductLimits,
    FoodRecord,
    MedicineRecord,
    check_charge,
    check_food,
    check_medicine,
    counts_fit,
    yuan,
)

LIMITS = ConductLimits(prepaid_months=3, sample_hours=48, sample_grams=125)
ON = date(2026, 3, 2)
GOOD = FoodRecord(date(2027, 1, 1), 4, 4, 125, 48, has_menu=True)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.failures]


@pytest.mark.parametrize(
    ("fen", "filed", "months", "expected"),
    [
        (200_000, 200_000, 1, []),
        (199_999, 200_000, 3, []),
        (200_001, 200_000, 0, ["fees.higher"]),
        (200_000, None, 0, ["fees.unfiled"]),
        (0, None, 4, ["fees.unfiled", "fees.prepaid"]),
        (260_000, 200_000, 6, ["fees.higher", "fees.prepaid"]),
    ],
)
def test_check_charge(fen: int, filed: int | None, months: int, expected: list[str]) -> None:
    assert codes(check_charge(Charged("托育费", fen, months), filed, LIMITS, {})) == expected


def test_a_reason_names_sums_clause_and_what_to_do() -> None:
    verdict = check_charge(Charged("托育费", 268_050), 200_000, LIMITS, {"fees.higher": "第十五条"})
    reason = verdict.failures[0]
    assert reason.sentence == "“托育费”公示 2,000 元，实收 2,680.5 元，多收 680.5 元。"
    assert reason.basis == "第十五条"
    assert "退还家长" in reason.next_step


@given(filed=st.integers(0, 10**7), charged=st.integers(0, 10**7))
def test_only_more_than_filed_is_too_much(filed: int, charged: int) -> None:
    assert check_charge(Charged("费", charged), filed, LIMITS, {}).is_ok == (charged <= filed)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"licence_until": None}, ["food.licence"]),
        ({"licence_until": date(2026, 3, 1)}, ["food.licence"]),
        ({"licence_until": ON}, []),
        ({"samples": 3}, ["food.samples"]),
        ({"least_grams": 124}, ["food.grams"]),
        ({"longest_hours": 47}, ["food.hours"]),
        ({"has_menu": False}, ["food.menu"]),
        ({"dishes": 0, "samples": 0, "least_grams": 0, "longest_hours": 0}, []),
    ],
)
def test_check_food(change: dict[str, object], expected: list[str]) -> None:
    facts = {name: getattr(GOOD, name) for name in GOOD.__slots__} | change
    assert codes(check_food(FoodRecord(**facts), LIMITS, ON, {})) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (MedicineRecord(has_consent=True, entries=5, unsigned=0, incomplete=0), []),
        (MedicineRecord(has_consent=False, entries=0, unsigned=0, incomplete=0), ["medicine.consent"]),
        (
            MedicineRecord(has_consent=True, entries=5, unsigned=1, incomplete=2),
            ["medicine.unsigned", "medicine.incomplete"],
        ),
    ],
)
def test_check_medicine(seen: MedicineRecord, expected: list[str]) -> None:
    assert codes(check_medicine(seen, {})) == expected


def test_counts_fit() -> None:
    assert counts_fit(2, 2, "unsigned", "没签字的").is_ok
    assert counts_fit(3, 2, "unsigned", "没签字的").failures[0].field == "unsigned"


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0 元"), (1, "0.01 元"), (1_250, "12.5 元"), (123_456_700, "1,234,567 元")]
)
def test_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text
