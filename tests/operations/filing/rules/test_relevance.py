"""Does a registered scope mean childcare? A sure word in the scope decides; the rest are hints for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DISTRICT
from tests.operations.filing.rules.law import TODAY
from tuoyu.operations.filing.policy import scope_words_at
from tuoyu.operations.filing.rules.relevance import ScopeWord, plain_form, relevance_of
from tuoyu.operations.filing.words import Relevance

WORDS = (
    ScopeWord("托育服务", is_sure=True),
    ScopeWord("3岁以下婴幼儿照护", is_sure=True),
    ScopeWord("早教", is_sure=False),
)
TEXTS = st.text(alphabet="托育服务早教餐饮 ３3岁以下婴幼儿照护", max_size=30)


@pytest.mark.parametrize(
    ("name", "scope", "relevance"),
    [
        ("青禾", "一般项目：托育服务（不含幼儿园、托儿所）", Relevance.YES),
        ("青禾", "３ 岁以下婴幼儿照护服务", Relevance.YES),  # full-width, with a blank
        ("青禾", "托育服務", Relevance.YES),  # traditional
        ("青禾早教中心", "教育咨询", Relevance.LIKELY),
        ("青禾", "早教", Relevance.LIKELY),
        # The word of the law in the name alone: a person looks.
        ("青禾托育服务中心", "餐饮", Relevance.LIKELY),
        ("青禾餐饮", "餐饮服务", Relevance.NO),
        ("", "", Relevance.NO),
    ],
)
def test_words_decide_and_hints_only_hint(name: str, scope: str, relevance: Relevance) -> None:
    found = relevance_of(name, scope, WORDS)
    assert found.relevance is relevance
    assert found.note


@given(TEXTS, TEXTS, TEXTS)
def test_more_text_never_makes_it_less_likely(name: str, scope: str, more: str) -> None:
    order = [Relevance.NO, Relevance.LIKELY, Relevance.YES]
    before, after = relevance_of(name, scope, WORDS), relevance_of(name, f"{scope}；{more}", WORDS)
    assert order.index(before.relevance) <= order.index(after.relevance)


@given(TEXTS, TEXTS)
def test_an_oracle_by_plain_search(name: str, scope: str) -> None:
    plain_scope, plain_name = (text.replace(" ", "").replace("３", "3") for text in (scope, name))
    if "托育服务" in plain_scope or "3岁以下婴幼儿照护" in plain_scope:
        expected = Relevance.YES
    elif "早教" in plain_scope or any(word.word in plain_name for word in WORDS):
        expected = Relevance.LIKELY
    else:
        expected = Relevance.NO
    assert relevance_of(name, scope, WORDS).relevance is expected


@given(st.text())
def test_the_plain_form_is_plain_already(text: str) -> None:
    assert plain_form(plain_form(text)) == plain_form(text)


def test_the_words_of_the_policy_know_the_words_of_the_measures() -> None:
    """登记和备案办法（试行）第五条: 托育服务, or 3岁以下婴幼儿照护服务."""
    words = scope_words_at(TODAY, DISTRICT)
    for scope in ("托育服务", "3岁以下婴幼儿照护服务"):
        assert relevance_of("", scope, words).relevance is Relevance.YES
    assert relevance_of("", "餐饮服务", words).relevance is Relevance.NO
