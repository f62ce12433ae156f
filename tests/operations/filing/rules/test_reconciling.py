"""A whole list against what was pushed: by code, else by name and address together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.rules.reconciling import Found, Known, Listed, Match, match_list, name_key

CODES = st.sampled_from(["", "A", "B", "C"])
NAMES = st.sampled_from(["", "青禾托育园", "红禾托育园"])
PLACES = st.sampled_from(["", "稻香路1号", "稻香路2号"])
LISTED = st.lists(st.tuples(CODES, NAMES, PLACES), max_size=8)
KNOWN = st.lists(st.tuples(CODES, NAMES, PLACES, st.booleans()), max_size=8)


def matched(uscc: str, name: str, address: str, *known: Known) -> Match:
    (found,) = match_list([Listed(2, uscc, name, address)], known)
    return found


def test_the_code_goes_before_name_and_address() -> None:
    by_name, by_code = Known(1, "B", "青禾", "稻香路1号"), Known(2, "A", "别的", "别处", is_pushed=False)
    assert matched("A", "青禾", "稻香路1号", by_name, by_code) == Match(2, Found.CODE, 2, is_pushed=False)


def test_by_name_and_address_it_says_why() -> None:
    found = matched("A", "青禾（托育）园", "稻香路 1号", Known(7, "B", "青禾托育园", "稻香路1号"))
    assert (found.found, found.pk, found.is_pushed) == (Found.NAME, 7, True)
    assert "名单上的代码是 A，推送的是 B" in found.why
    assert "名单上没有代码" in matched("", "青禾", "路1", Known(7, "B", "青禾", "路1")).why


@pytest.mark.parametrize(
    ("name", "address"), [("青禾", ""), ("", "稻香路1号"), ("青禾", "稻香路2号"), ("红禾", "稻香路1号")]
)
def test_a_name_alone_or_an_address_alone_proves_nothing(name: str, address: str) -> None:
    assert (
        matched("", name, address, Known(1, "", "青禾", "稻香路1号"), Known(2, "", "青禾", "")).found
        is Found.NONE
    )


@pytest.mark.parametrize(
    "written",
    [
        "青禾托育园",
        "青禾 托育园",
        "青禾（托育）园",
        "青禾(托育)园",
        "青禾·托育园",
        "青禾托育園",
        "青禾-托育園",
    ],
)
def test_a_name_is_the_same_however_it_is_written(written: str) -> None:
    assert name_key(written, "路1") == name_key("青禾托育园", "路１")


@given(LISTED, KNOWN)
def test_matching_agrees_with_looking_at_every_pair(
    listed: list[tuple[str, str, str]], known: list[tuple[str, str, str, bool]]
) -> None:
    rows = [Known(pk, *row[:3], is_pushed=row[3]) for pk, row in enumerate(known)]
    found = match_list([Listed(line, *row) for line, row in enumerate(listed)], rows)
    assert [match.line for match in found] == list(range(len(listed)))
    for match, (uscc, name, address) in zip(found, listed, strict=True):
        by_code = [row for row in rows if uscc and row.uscc == uscc]
        by_name = [row for row in rows if name and address and (row.name, row.address) == (name, address)]
        first = next(iter(by_code or by_name), None)
        assert match.pk == (first.pk if first else None)
        assert match.is_pushed == (first is not None and first.is_pushed)
        assert match.found is (Found.CODE if by_code else Found.NAME if by_name else Found.NONE)
