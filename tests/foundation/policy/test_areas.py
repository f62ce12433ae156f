from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.areas import NATION, chain, is_area, level

codes = st.from_regex(r"\A[0-9]{6}([0-9]{3}){0,2}\Z").filter(is_area)


def test_a_street_climbs_to_the_nation() -> None:
    assert chain("330302006") == ("330302006", "330302", "330300", "330000", "000000")


def test_a_community_asks_its_street_first() -> None:
    assert chain("330302006044")[:2] == ("330302006044", "330302006")


@pytest.mark.parametrize(
    "code", ["", "33", "33030", "3303020", "33030２", "330300001", "鹿城", "330302006044001"]
)
def test_what_is_no_area_is_refused_with_a_sentence(code: str) -> None:
    with pytest.raises(ValueError, match="不是区划代码"):
        chain(code)


@given(codes)
def test_every_chain_ends_with_the_nation_and_never_repeats(code: str) -> None:
    steps = chain(code)
    assert steps[0] == code
    assert steps[-1] == NATION
    assert len(set(steps)) == len(steps)
    assert all(chain(step) == steps[place:] for place, step in enumerate(steps))


def test_levels_have_names() -> None:
    assert [level(code) for code in chain("330302006044")] == ["社区", "街镇", "区县", "市", "省", "全国"]
