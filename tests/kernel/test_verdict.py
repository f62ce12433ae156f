from __future__ import annotations

import pytest

from tuoyu.kernel.verdict import PASSED, Reason, Refused, Verdict, demand

FINE = Verdict((Reason("fine", "合格。", is_ok=True),))
BAD = Verdict.refuse("plan.missing", "缺少方案。", basis="第五条", next_step="上传方案。", field="plan")


def test_a_verdict_holds_when_nothing_speaks_against_it() -> None:
    assert PASSED.is_ok
    assert FINE.is_ok
    assert not BAD.is_ok
    assert not (FINE & BAD).is_ok
    assert (FINE & BAD).reasons == FINE.reasons + BAD.reasons
    assert (FINE & BAD).failures == BAD.reasons
    assert Verdict.of(iter(BAD.reasons)) == BAD


def test_a_verdict_is_no_truth_value() -> None:
    with pytest.raises(TypeError, match="is_ok"):
        bool(PASSED)


def test_a_refusal_carries_reasons_and_status() -> None:
    demand(FINE)
    with pytest.raises(Refused, match="缺少方案。") as caught:
        demand(FINE & BAD, 422)
    assert (caught.value.status, caught.value.verdict.failures) == (422, BAD.reasons)
    because = Refused.because(
        "plan.missing", "缺少方案。", basis="第五条", next_step="上传方案。", field="plan"
    )
    assert (because.status, because.verdict) == (409, BAD)
