from __future__ import annotations

import pytest

from tuoyu.kernel.area import AreaCode, AreaLevel

DISTRICT, STREET, COMMUNITY = AreaCode("330302"), AreaCode("330302025"), AreaCode("330302025010")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("000000", AreaLevel.NATION),
        ("330000", AreaLevel.PROVINCE),
        ("330300", AreaLevel.CITY),
        ("330302", AreaLevel.DISTRICT),
        ("330302025", AreaLevel.STREET),
        ("330302025010", AreaLevel.COMMUNITY),
    ],
)
def test_levels(code: str, level: AreaLevel) -> None:
    assert AreaCode(code).level is level


def test_each_place_contains_all_narrower_ones_and_itself() -> None:
    chain = COMMUNITY.chain()
    assert [str(area) for area in chain] == [
        "330302025010",
        "330302025",
        "330302",
        "330300",
        "330000",
        "000000",
    ]
    for place, inner in enumerate(chain):
        assert [outer.contains(inner) for outer in chain] == [False] * place + [True] * (len(chain) - place)


def test_neighbours_do_not_contain_each_other() -> None:
    assert not AreaCode("330303").contains(DISTRICT)
    assert not AreaCode("330302024").contains(COMMUNITY)
    assert not AreaCode("330100").contains(STREET)


@pytest.mark.parametrize("code", ["", "33", "3303020", "33030202501", "33030a", "３３０３０２", "330300025"])
def test_bad_codes_are_refused(code: str) -> None:
    with pytest.raises(ValueError, match="区划代码"):
        AreaCode(code)
