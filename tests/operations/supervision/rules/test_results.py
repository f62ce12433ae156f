"""When a result may be published, answered, withdrawn."""

from __future__ import annotations

import pytest

from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.rules.results import LONGEST, may_answer, may_publish, may_withdraw

SENTENCE = "检查 12 个事项，没有发现问题。"


def test_a_signed_visit_with_a_sentence_is_published() -> None:
    assert may_publish(VisitState.SIGNED, SENTENCE, is_published=False).is_ok


@pytest.mark.parametrize("state", [state for state in VisitState if state is not VisitState.SIGNED])
def test_nothing_is_published_before_both_sides_have_signed(state: VisitState) -> None:
    verdict = may_publish(state, SENTENCE, is_published=False)
    assert [reason.code for reason in verdict.failures] == ["supervision.result_early"]
    assert state.label in verdict.failures[0].sentence


def test_a_result_is_published_once_and_with_a_conclusion() -> None:
    assert not may_publish(VisitState.SIGNED, SENTENCE, is_published=True).is_ok
    for sentence in ("", "好", "长" * (LONGEST + 1)):
        (reason,) = may_publish(VisitState.SIGNED, sentence, is_published=False).failures
        assert reason.field == "sentence"


def test_an_answer_is_read_only_while_the_result_is_shown() -> None:
    assert may_answer("已经整改。", is_shown=True).is_ok
    assert may_answer("", is_shown=True).is_ok
    assert not may_answer("已经整改。", is_shown=False).is_ok
    assert not may_answer("长" * 501, is_shown=True).is_ok


def test_a_result_is_withdrawn_once_and_with_a_reason() -> None:
    assert may_withdraw("机构名称写错", is_withdrawn=False).is_ok
    assert not may_withdraw("", is_withdrawn=False).is_ok
    assert not may_withdraw("机构名称写错", is_withdrawn=True).is_ok
