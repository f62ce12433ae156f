"""Corrections: only what was flagged reopens; what is new in a later round says why it comes late."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.commands import Flag
from tuoyu.operations.filing.rules.corrections import flags_are_sound, keeps_closed

KEYS = ("name", "address", "lease_to_on", "classes", "meals")
VALUES = st.none() | st.sampled_from(["", "甲", "乙", 1, True]) | st.just([])
ANSWERS = st.dictionaries(st.sampled_from(KEYS), VALUES)


def codes(
    flags: list[Flag], round_no: int, raised: tuple[str, ...] = (), changed: tuple[str, ...] = ()
) -> set[str]:
    return {reason.code for reason in flags_are_sound(flags, KEYS, round_no, raised, changed).failures}


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        ([], {"filing.no_flag"}),
        ([Flag("nowhere", "x")], {"filing.flag_unknown"}),
        ([Flag("name", "  ")], {"filing.flag_comment"}),
        ([Flag("name", "写全称")], set()),
        (
            [Flag("name", "写全称"), Flag("address", ""), Flag("x", "y")],
            {"filing.flag_comment", "filing.flag_unknown"},
        ),
    ],
)
def test_in_the_first_round_a_flag_names_a_field_and_says_what(flags: list[Flag], found: set[str]) -> None:
    assert codes(flags, 1) == found


@pytest.mark.parametrize(
    ("flag", "raised", "changed", "found"),
    [
        (Flag("address", "写楼层"), (), (), {"filing.flag_late"}),
        (Flag("address", "写楼层", "首轮缺页"), (), (), set()),
        (Flag("address", "写楼层", "  "), (), (), {"filing.flag_late"}),
        (Flag("address", "还是不清楚"), ("address",), (), set()),
        (Flag("address", "改得不对"), (), ("address",), set()),
        (Flag("address", "写楼层"), ("name",), ("meals",), {"filing.flag_late"}),
    ],
)
def test_what_was_not_raised_in_the_first_round_is_justified(
    flag: Flag, raised: tuple[str, ...], changed: tuple[str, ...], found: set[str]
) -> None:
    """一次性告知: everything at once."""
    assert codes([flag], 2, raised, changed) == found
    verdict = flags_are_sound([flag], KEYS, 2, raised, changed)
    assert [reason.basis for reason in verdict.failures] == ["一次性告知"] * len(found)


@given(ANSWERS, ANSWERS, st.sets(st.sampled_from(KEYS)))
def test_a_correction_never_touches_a_field_that_was_not_flagged(
    before: dict[str, Any], after: dict[str, Any], open_fields: set[str]
) -> None:
    """Refused exactly when a closed field would differ; empty and absent are the same."""
    empty = (None, "", [])
    differ = {
        key for key in KEYS
        if not (before.get(key) in empty and after.get(key) in empty) and before.get(key) != after.get(key)
    }  # fmt: skip
    verdict = keeps_closed(before, after, KEYS, open_fields)
    assert {reason.field for reason in verdict.failures} == differ - open_fields
    assert all(reason.next_step for reason in verdict.failures)


@given(ANSWERS, st.sets(st.sampled_from(KEYS)))
def test_handing_in_the_same_again_is_never_refused(answers: dict[str, Any], open_fields: set[str]) -> None:
    assert keeps_closed(answers, dict(answers), KEYS, open_fields).is_ok
