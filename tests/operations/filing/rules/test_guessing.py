"""What an institution probably is: guesses that are words of the register, and follow from what was registered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.operations.filing.rules.guessing import form_of, nature_of, sponsor_of
from tuoyu.registers.institutions.words import Nature, Sponsor, SupplyForm


@pytest.mark.parametrize(
    ("name", "kind_name", "form"),
    [
        ("鹿城区第一幼儿园", "", "kindergarten"),
        ("青禾托育园", "民办幼儿园", "kindergarten"),
        ("小桥家庭托育点", "个体工商户", "home"),
        ("鹿城区托育综合服务中心", "", "centre"),
        ("稻香社区托育园", "", "community"),
        # A kindergarten in a community is a kindergarten.
        ("稻香社区幼儿园", "", "kindergarten"),
        ("温州青禾托育有限公司", "有限责任公司", "standalone"),
        ("", "", "standalone"),
    ],
)
def test_the_first_word_that_is_found_says_the_form(name: str, kind_name: str, form: str) -> None:
    assert form_of(name, kind_name) == form


@pytest.mark.parametrize(
    ("registered", "name", "nature"),
    [
        ("company", "温州青禾托育有限公司鹿城分公司", "branch"),
        ("company", "青禾托育一分园", "branch"),
        ("company", "温州青禾托育有限公司", "company"),
        # Only a company has branches of this kind.
        ("social_service", "青禾托育一分园", "social_service"),
    ],
)
def test_a_company_may_be_a_branch(registered: str, name: str, nature: str) -> None:
    assert nature_of(registered, name) == nature


@given(st.text(max_size=30), st.text(max_size=10), st.sampled_from(list(Nature)))
def test_every_guess_is_a_word_of_the_register(name: str, kind_name: str, nature: Nature) -> None:
    assert form_of(name, kind_name) in set(SupplyForm)
    assert sponsor_of(nature_of(nature.value, name)) in set(Sponsor)
    assert nature_of(nature.value, name) in set(Nature)


def test_only_a_public_institution_is_public() -> None:
    assert {nature for nature in Nature if sponsor_of(nature.value) == "public"} == {
        Nature.PUBLIC_INSTITUTION
    }
