"""Every benchmark runs at its smallest size with answers equal to the peer's. How fast it was is nobody's concern here."""

from __future__ import annotations

import pytest

from bench.__main__ import NAMES, measured
from bench.lines import Line, against, limited, table
from bench.timing import TINY
from bench.web.histogram import Histogram

# These start servers over a whole demonstration.
SERVED = {"demo", "pages", "web.compare"}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SERVED])
def test_it_runs(name: str) -> None:
    lines = measured(name, TINY)
    assert lines
    assert all(line.what and line.ours for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SERVED))
def test_it_runs_with_servers(name: str) -> None:
    assert measured(name, TINY)


def test_the_table_is_aligned() -> None:
    lines = [
        against("a", (400.0, 2.0), "peer", at_least=100),
        against("longer", (1.0, 2.0), "peer", at_least=0.9),
        limited("size", 251, "MB", 250),
        Line("free", "1"),
    ]
    text = table(lines).splitlines()
    assert [line.split()[-1] for line in text] == ["verdict", "met", "MISSED", "MISSED", "1"]
    assert len({line.rindex(line.split()[-1]) for line in text[:-1]}) == 1


def test_percentiles_are_told_within_two_per_cent() -> None:
    histogram = Histogram()
    for micros in range(1, 100_001):
        histogram.add(micros / 1e6)
    for share in (0.5, 0.95, 0.99, 1.0):
        assert histogram.percentile(share) == pytest.approx(share * 0.1, rel=0.02)
    assert len(histogram._counts) < 1_000
