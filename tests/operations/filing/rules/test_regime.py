"""Filing and permit: what is offered under which, over every way an institution can stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.flow import CASE, PERMIT_CASE, CaseState, flow_of, state_label
from tuoyu.operations.filing.rules.material import MaterialRule, is_in_force
from tuoyu.operations.filing.rules.opening import (
    ADMITTING,
    Footing,
    matters_of,
    may_go_on,
    may_open,
    regime_of,
)
from tuoyu.operations.filing.rules.proving import Held, said_of, worth_of
from tuoyu.operations.filing.words import (
    FILED_STANDINGS,
    TERMS,
    BookForm,
    CaseKind,
    Regime,
    Worth,
    form_label,
    matter_label,
)
from tuoyu.registers.institutions.words import Standing

K, R, S = CaseKind, Regime, Standing


def _is_possible(footing: Footing) -> bool:
    """Who stands as filed has filed, who stands as registered has not, and only a filing has a receipt."""
    if footing.standing in FILED_STANDINGS:
        return footing.has_filed
    return not (footing.has_filed and footing.standing == S.REGISTERED) and (
        footing.has_filed or not footing.held
    )


footings = st.builds(
    Footing,
    standing=st.sampled_from([standing.value for standing in S]),
    has_filed=st.booleans(),
    has_head_office=st.booleans(),
    today=st.sampled_from(R),
    held=st.sampled_from([None, *R]),
    has_lapsed=st.booleans(),
).filter(_is_possible)


def under_permits(standing: str, held: Regime | None = None, **changes: bool) -> Footing:
    """An institution that filed, on a day of permits."""
    return replace(Footing(standing, has_filed=True, today=R.PERMIT, held=held), **changes)  # type: ignore[arg-type]


@given(footings)
def test_a_first_filing_and_a_conversion_are_never_offered_together(footing: Footing) -> None:
    offered = set(matters_of(footing))
    assert not {K.FILING, K.CONVERSION} <= offered
    assert len(offered & set(ADMITTING)) <= 1


@given(footings)
def test_every_filed_institution_has_exactly_one_way_to_a_permit(footing: Footing) -> None:
    ways = [
        kind for kind in matters_of(footing) if regime_of(kind, footing) is R.PERMIT and kind in ADMITTING
    ]
    is_filed = footing.standing in FILED_STANDINGS and footing.held is not R.PERMIT
    if footing.today is R.PERMIT and is_filed:
        assert ways == [K.CONVERSION]
        assert footing.owes_permit
    if footing.today is R.FILING or footing.held is R.PERMIT:
        assert ways == []
        assert not footing.owes_permit


@given(footings)
def test_nobody_who_may_go_on_is_without_a_way(footing: Footing) -> None:
    """Under permits whoever has none, and has not ended, can come by one."""
    if footing.today is R.PERMIT and footing.holds is not R.PERMIT and footing.standing != S.CLOSED:
        assert len(set(matters_of(footing)) & {K.FILING, K.CONVERSION}) == 1


@given(footings)
def test_only_an_admission_follows_the_day(footing: Footing) -> None:
    for kind in matters_of(footing):
        regime = regime_of(kind, footing)
        assert regime is (footing.today if kind in ADMITTING else footing.holds or footing.today)


@given(footings)
def test_while_institutions_are_filed_nothing_is_as_under_a_permit(footing: Footing) -> None:
    if footing.today is R.FILING and footing.held is not R.PERMIT:
        assert {regime_of(kind, footing) for kind in matters_of(footing)} <= {R.FILING}
        assert K.CONVERSION not in matters_of(footing)


@pytest.mark.parametrize(
    ("footing", "offered"),
    [
        (under_permits("registered", has_filed=False), {K.FILING}),
        # A branch is notified under the filing measures alone.
        (under_permits("registered", has_filed=False, has_head_office=True), {K.FILING}),
        (under_permits("open", R.FILING), {K.CONVERSION, K.CHANGE, K.SUSPENSION, K.CLOSURE}),
        (
            under_permits("open", R.FILING, has_head_office=True),
            {K.CONVERSION, K.CHANGE, K.SUSPENSION, K.CLOSURE},
        ),
        # Filed before the house gave receipts.
        (under_permits("filed"), {K.CONVERSION, K.CHANGE, K.SUSPENSION, K.CLOSURE}),
        (
            under_permits("suspended", R.FILING),
            {K.CONVERSION, K.CHANGE, K.RESUMPTION, K.CLOSURE},
        ),
        # The transition is over: there is no filing left to change.
        (under_permits("open", R.FILING, has_lapsed=True), {K.CONVERSION, K.SUSPENSION, K.CLOSURE}),
        (under_permits("open", R.PERMIT), {K.CHANGE, K.SUSPENSION, K.CLOSURE}),
        # Told not to conform: with a filing that stands it converts, after a revocation it applies anew.
        (under_permits("nonconforming", R.FILING), {K.CONVERSION, K.CHANGE, K.CLOSURE}),
        (under_permits("nonconforming"), {K.FILING, K.CLOSURE}),
        (under_permits("nonconforming", has_filed=False), {K.FILING}),
        (under_permits("closed", R.FILING), set()),
    ],
)
def test_what_may_be_opened_under_a_permit(footing: Footing, offered: set[CaseKind]) -> None:
    assert set(matters_of(footing)) == offered


def test_a_refusal_calls_the_matter_as_its_regime_does() -> None:
    verdict = may_open(K.FILING, under_permits("open", R.FILING))
    (reason,) = verdict.failures
    assert "“许可申请”" in reason.sentence
    assert reason.next_step == "现在可以办理：备案换许可、变更备案、暂停服务、终止服务。"


def test_a_filing_does_not_take_the_place_of_a_permit() -> None:
    permitted = under_permits("open", R.PERMIT)
    assert not may_go_on(R.FILING.value, permitted).is_ok
    assert may_go_on(R.PERMIT.value, permitted).is_ok
    assert may_go_on(R.FILING.value, under_permits("open", R.FILING)).is_ok


def test_the_two_lives_of_a_case_differ_in_words_alone() -> None:
    assert [(move.name, move.sources, move.target, move.action) for move in CASE.moves] == [
        (move.name, move.sources, move.target, move.action) for move in PERMIT_CASE.moves
    ]
    renamed = {
        one.name for one, other in zip(CASE.moves, PERMIT_CASE.moves, strict=True) if one.label != other.label
    }
    assert renamed == {"submit", "accept"}
    assert (flow_of("filing"), flow_of("permit")) == (CASE, PERMIT_CASE)
    for state in CaseState:
        assert state_label(state.value, "filing") == state.label
    assert state_label("accepted", "permit") == "已发许可证，待现场核实"


def test_nothing_of_a_permit_is_called_a_filing() -> None:
    terms = TERMS[R.PERMIT]
    said = [
        terms.act,
        terms.paper,
        terms.number,
        terms.granted,
        terms.give,
        terms.hand_in,
        terms.accepted,
        terms.refused,
    ]
    said += [word for _, word in terms.standings.values()] + list(terms.worths.values())
    said += [form_label(form.value, "permit") for form in BookForm]
    said += [matter_label(kind.value, "permit") for kind in K if kind not in (K.CONVERSION, K.BRANCH)]
    assert [word for word in said if "备案" in word or "回执" in word] == []
    assert {matter_label(kind.value, "filing") for kind in K} == {kind.label for kind in K}


def rule(months: int) -> MaterialRule:
    return MaterialRule("fire", "消防", "", "always", months, is_local=False, basis="")


TODAY = date(2027, 5, 1)


@pytest.mark.parametrize(
    ("months", "issued_on", "expires_on", "holds"),
    [
        (0, None, None, True),
        (0, None, TODAY, True),
        (0, None, TODAY - timedelta(days=1), False),
        (12, date(2026, 5, 1), None, True),
        (12, date(2026, 4, 30), None, False),
        # Of an unknown day: it may have ended.
        (12, None, None, False),
    ],
)
def test_a_paper_is_asked_anew_unless_it_is_in_force(
    months: int, issued_on: date | None, expires_on: date | None, *, holds: bool
) -> None:
    assert is_in_force(rule(months), issued_on, expires_on, TODAY) is holds


@pytest.mark.parametrize(
    ("standing", "state", "worth"),
    [
        ("open", "valid", Worth.LAPSED),
        ("filed", "valid", Worth.LAPSED),
        ("suspended", "valid", Worth.LAPSED),
        ("closed", "valid", Worth.CLOSED),
        ("nonconforming", "valid", Worth.NONCONFORMING),
        # An older edition is worth what the newest is.
        ("open", "replaced", Worth.LAPSED),
        ("open", "revoked", Worth.REVOKED),
    ],
)
def test_a_filing_after_the_transition_has_lapsed(standing: str, state: str, worth: Worth) -> None:
    held = Held(
        state,
        "",
        "",
        standing,
        newest_state="revoked" if state == "revoked" else "valid",
        lapsed="2028年1月1日",
    )
    assert worth_of("valid", is_receipt=True, held=held) is worth


def test_a_filing_in_the_transition_says_how_long_it_holds() -> None:
    held = Held("valid", "", "", "open", newest_state="valid", holds_until="2028年1月1日")
    assert worth_of("valid", is_receipt=True, held=held) is Worth.VALID
    said = said_of(Worth.VALID, "区卫健局", "2027年5月1日", held, 0, TERMS[R.FILING])
    assert said.next_step == "登记备案已经改为许可，这份到2028年1月1日为止有效。"


def test_a_lapsed_filing_says_so_in_plain_words() -> None:
    held = Held("valid", "", "", "open", newest_state="valid", lapsed="2028年1月1日")
    said = said_of(Worth.LAPSED, "区卫健局", "2028年5月1日", held, 0, TERMS[R.FILING])
    assert said.light == "bad"
    assert "过渡期到2028年1月1日结束" in said.sentence
    assert "许可证" in said.next_step
