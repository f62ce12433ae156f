"""A claim without evidence stays a claim; a report says something about a month that has begun."""

from __future__ import annotations

from datetime import date

import pytest

from tuoyu.governance.coordination.flow import ReportState
from tuoyu.governance.coordination.rules.proof import is_period, may_submit, note_is_given, proof_of
from tuoyu.governance.coordination.words import Proof

TODAY = date(2021, 6, 15)
SAID = "完成三个点位的现场踏勘。"


@pytest.mark.parametrize("state", list(ReportState))
def test_nothing_is_proven_without_evidence(state: ReportState) -> None:
    assert proof_of(state, 0) is Proof.CLAIMED


@pytest.mark.parametrize("state", list(ReportState))
def test_evidence_is_verified_only_by_accepting(state: ReportState) -> None:
    expected = Proof.VERIFIED if state is ReportState.ACCEPTED else Proof.EVIDENCED
    assert proof_of(state.value, 2) is expected


@pytest.mark.parametrize(
    ("summary", "period", "codes"),
    [
        (SAID, date(2021, 6, 1), []),
        ("   已完成。   ", date(2021, 6, 1), ["coordination.summary_short"]),
        ("一二三四五六七八九", date(2021, 6, 1), ["coordination.summary_short"]),
        ("一二三四五六七八九十", date(2021, 6, 1), []),
        (SAID, date(2021, 6, 2), ["coordination.period_form"]),
        (SAID, date(2021, 7, 1), ["coordination.period_ahead"]),
        (
            "",
            date(2021, 7, 2),
            ["coordination.summary_short", "coordination.period_form", "coordination.period_ahead"],
        ),
    ],
)
def test_report_wants_words_and_a_month(summary: str, period: date, codes: list[str]) -> None:
    assert [reason.code for reason in may_submit(summary, period, TODAY).failures] == codes


def test_period_alone_is_asked_the_same() -> None:
    assert is_period(date(2021, 6, 1), TODAY).is_ok
    assert not is_period(date(2021, 6, 15), TODAY).is_ok


def test_reason_is_wanted_beside_the_field_it_is_typed_in() -> None:
    assert note_is_given(" 资料不齐 ", "退回补正").is_ok
    [reason] = note_is_given(" \n", "答复", "reply").failures
    assert (reason.sentence, reason.field) == ("答复要写明理由。", "reply")
