"""What a receipt is worth today, and the words for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.rules.proving import JUDGED, Held, said_of, worth_of
from tuoyu.operations.filing.words import ReceiptState, Worth
from tuoyu.registers.institutions.words import Standing

GENUINE = ["valid", "expired", "revoked", "not_yet"]
FALSE = ["altered", "forged", "unknown_key", "unreadable"]
HELD = st.builds(
    Held,
    st.sampled_from([state.value for state in ReceiptState]),
    st.just("2021年6月1日"),
    st.just("机构申请"),
    st.sampled_from([standing.value for standing in Standing]),
    st.just("2021年6月2日"),
    st.sampled_from(["", *(state.value for state in ReceiptState)]),
    st.just("33030220210002"),
)


@pytest.mark.parametrize(
    ("standing", "worth"),
    [
        ("filed", Worth.VALID), ("open", Worth.VALID), ("suspended", Worth.SUSPENDED), ("closed", Worth.CLOSED),
        ("nonconforming", Worth.NONCONFORMING), ("registered", Worth.UNFILED),
    ],
)  # fmt: skip
def test_a_receipt_in_force_is_worth_what_its_institution_is(standing: str, worth: Worth) -> None:
    assert worth_of("valid", is_receipt=True, held=Held("valid", "", "", standing)) is worth
    # One that was replaced is as good as the newest one.
    replaced = Held("replaced", "", "", standing, newest_state="valid")
    assert worth_of("revoked", is_receipt=True, held=replaced) is (
        Worth.REPLACED if worth is Worth.VALID else worth
    )


@given(st.sampled_from(FALSE), st.booleans(), st.none() | HELD)
def test_what_is_not_genuine_is_answered_before_the_registers(
    judged: str, is_receipt: bool, held: Held | None
) -> None:
    assert worth_of(judged, is_receipt, held) is Worth(judged)


@given(st.sampled_from(GENUINE), HELD)
def test_nothing_that_ended_is_ever_valid(judged: str, held: Held) -> None:
    worth = worth_of(judged, is_receipt=True, held=held)
    if worth is Worth.VALID:
        assert (judged, held.state) in {("valid", "valid"), ("revoked", "valid")}
        assert held.standing in {"filed", "open"}
    if held.state == "revoked":
        assert worth in {Worth.REVOKED, Worth.CLOSED}
    if held.standing == "closed":
        assert worth is Worth.CLOSED


@given(st.sampled_from(GENUINE), st.none() | HELD)
def test_another_kind_of_statement_is_no_receipt(judged: str, held: Held | None) -> None:
    assert worth_of(judged, is_receipt=False, held=held) is Worth.OTHER_KIND
    assert worth_of(judged, is_receipt=True, held=None) is Worth.UNRECORDED


@given(st.sampled_from(GENUINE), st.booleans(), st.none() | HELD, st.integers(0, 9))
def test_every_answer_has_words_a_light_and_no_gap(
    judged: str, is_receipt: bool, held: Held | None, changes: int
) -> None:
    worth = worth_of(judged, is_receipt, held)
    if worth in JUDGED:
        return
    said = said_of(worth, "鹿城区卫生健康局", "2021年6月15日", held, changes)
    assert said.light in {"ok", "warn", "bad"}
    assert (said.light == "ok") == (worth is Worth.VALID)
    assert "None" not in said.sentence + said.next_step


def test_every_worth_is_said_here_or_by_the_judge() -> None:
    by_registers = {
        worth_of("valid", is_receipt, held)
        for is_receipt in (True, False)
        for held in (
            None,
            *(
                Held(s.value, "", "", st_.value, newest_state="valid", lapsed=lapsed)
                for s in ReceiptState
                for st_ in Standing
                for lapsed in ("", "2028年1月1日")
            ),
        )
    }
    assert by_registers | set(JUDGED) == set(Worth)
    assert not by_registers & set(JUDGED)


def test_facts_that_moved_on_are_counted() -> None:
    held = Held("valid", "", "", "open")
    assert "有 2 处和现在不同" in said_of(Worth.VALID, "局", "今天", held, 2).next_step
    assert said_of(Worth.VALID, "局", "今天", held, 0).next_step == ""
