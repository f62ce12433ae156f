from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.money import Yuan

AMOUNTS = st.integers(-(10**12), 10**12).map(Yuan)


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        ("147,000.00", 14_700_000),
        ("0.1", 10),
        (" -5 ", -500),
        (800, 80_000),
        (Decimal("0.01"), 1),
        ("1000000", 10**8),
    ],
)
def test_amounts_as_written(yuan: str | int | Decimal, fen: int) -> None:
    assert Yuan.of(yuan).fen == fen


@pytest.mark.parametrize(
    "yuan", ["", "1.234", "abc", "1e3", "1,00", "１２", Decimal("0.001"), Decimal("NaN"), Decimal("Infinity")]
)
def test_bad_amounts_are_refused(yuan: str | Decimal) -> None:
    with pytest.raises(ValueError, match="两位小数"):
        Yuan.of(yuan)


@pytest.mark.parametrize("yuan", [1.5, True, None])
def test_no_float_comes_in(yuan: object) -> None:
    with pytest.raises(TypeError):
        Yuan.of(yuan)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Yuan(yuan)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Yuan(1).times(yuan)  # type: ignore[arg-type]


@given(AMOUNTS, AMOUNTS)
def test_sums(a: Yuan, b: Yuan) -> None:
    assert a + b - b == a
    assert Yuan.total([a, b]) == a + b
    assert (a < b) == (a.fen < b.fen)
    assert -a + a == Yuan(0) == Yuan.total([])


@given(AMOUNTS)
def test_printed_and_read_again(amount: Yuan) -> None:
    assert Yuan.of(str(amount).removesuffix(" 元")) == amount


def test_shares_are_rounded_as_named() -> None:
    assert Yuan(5).times(Decimal("0.5")) == Yuan(3)
    assert Yuan(5).times(Decimal("0.5"), ROUND_DOWN) == Yuan(2)
    assert Yuan.of(10_000).times(3) == Yuan.of(30_000)


def test_how_money_is_shown() -> None:
    assert str(Yuan.of(147_000)) == "147,000.00 元"
    assert str(Yuan(-5)) == "-0.05 元"
    assert Yuan.of(150_000).short() == "15 万元"
    assert Yuan.of(-150_000).short() == "-15 万元"
    assert Yuan.of(147_000).short() == "147,000.00 元"
    assert Yuan(0).short() == "0.00 元"
