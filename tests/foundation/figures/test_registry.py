"""Figures: what is declared can be found, what is not is honestly absent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tuoyu.foundation.figures import registry
from tuoyu.foundation.figures.registry import Count, FigureSource, all_figures, declare_figure, figure


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_figures", {})


SOURCE = FigureSource(
    key="health.managed",
    label="健康管理人数",
    definition="当年至少随访一次的婴幼儿",
    unit="%",
    numerator_label="随访人数",
    denominator_label="婴幼儿人数",
    owner_app="health",
    compute=lambda _ctx, _on, _area: Count(936, 1000),
)


def test_count_is_a_ratio_or_a_plain_number() -> None:
    assert Count(936, 1000).value == Decimal("0.936")
    assert Count(12).value == 12
    assert Count(0, 0).value is None


def test_a_figure_is_found_by_its_key_and_absent_otherwise() -> None:
    declare_figure(SOURCE)
    assert figure("health.managed") is SOURCE
    assert figure("health.unknown") is None
    assert list(all_figures()) == ["health.managed"]


def test_a_room_may_open_twice_but_a_key_has_one_definition() -> None:
    declare_figure(SOURCE)
    declare_figure(SOURCE)
    with pytest.raises(ValueError, match="declared twice"):
        declare_figure(replace(SOURCE, definition="另一种数法"))


@pytest.mark.parametrize("key", ["managed", "Health.managed", "health.managed.x", "health."])
def test_a_key_names_app_and_figure(key: str) -> None:
    with pytest.raises(ValueError, match=r"app\.figure"):
        replace(SOURCE, key=key)


def test_compute_is_asked_with_day_and_area(system_ctx) -> None:
    seen: list[tuple[date, str | None]] = []
    source = replace(SOURCE, compute=lambda _ctx, on, area: (seen.append((on, area)), Count(1))[1])
    assert source.compute(system_ctx, date(2026, 10, 31), "330302006").value == 1
    assert seen == [(date(2026, 10, 31), "330302006")]
