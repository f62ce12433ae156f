from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.divisions import gazetteer, read_communities, read_streets
from tuoyu.kernel.locate import Community, Gazetteer, Street
from tuoyu.kernel.regions import Regions

CASES = json.loads((Path(__file__).parent / "cases" / "addresses.json").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[3] / "shared" / "data" / "divisions" / "address_cases.json"
PLACES = gazetteer("330302")
STREETS = {street.code9: street for street in read_streets("330302")}
COMMUNITIES = read_communities("330302")

# An invented district: two streets with a community of the same name each.
INVENTED = Gazetteer(
    "试验区",
    Regions("990102", {"99": "试验省", "9901": "试验市", "990102": "试验区"}, {"99": "试验"}),
    [Street("990102001", "东城街道", "街道"), Street("990102002", "西城街道", "街道")],
    [
        Community("990102001001", "新华社区", "社区", "990102001"),
        Community("990102002001", "新华社区", "社区", "990102002"),
        Community("990102002002", "和平社区", "社区", "990102002"),
    ],
)


@pytest.mark.parametrize(("address", "street", "community", "words"), CASES, ids=[case[0] for case in CASES])
def test_cases(address: str, street: str | None, community: str | None, words: str) -> None:
    found = PLACES.locate(address)
    assert (found.street_code9, found.community_code12) == (street, community)
    assert words in found.reason
    assert found.reason.endswith("。")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not at hand")
def test_shared_cases() -> None:
    for case in json.loads(SHARED.read_text(encoding="utf-8")):
        found = PLACES.locate(case["address"])
        assert (found.street_code9, found.community_code12) == (
            case["street_code9"],
            case["community_code12"],
        ), case


@pytest.mark.parametrize(
    "form",
    [
        "浙江省温州市鹿城区{street}{community}测试路19号",
        "温州市鹿城区{street}{community}24幢101室",
        "鹿城区{stem}{community}测试巷8号",
        "浙江温州鹿城區{street}{community}",
        "温州鹿城{community}18号",
        "鹿城区 {street} {community}",
        "温州市{stem}{community}",
        "{street}{community}居委会",
        "鹿城区{community}",
    ],
)
def test_every_community_in_every_usual_form(form: str) -> None:
    for place in COMMUNITIES:
        street = STREETS[place.street_code9]
        found = PLACES.locate(form.format(street=street.name, stem=street.stem, community=place.name))
        assert (found.street_code9, found.community_code12) == (street.code9, place.code12), place


def test_every_community_under_another_district_is_left_alone() -> None:
    for place in COMMUNITIES:
        for head in ("温州市瓯海区", "永嘉县", "温州龙湾", "杭州市拱墅区", "上海市浦东新区", "福建"):
            found = PLACES.locate(head + place.name)
            assert (found.street_code9, found.community_code12) == (None, None), head + place.name


def test_a_name_in_two_streets_needs_the_street() -> None:
    open_ = INVENTED.locate("试验区新华社区1号")
    assert (open_.street_code9, open_.community_code12) == (None, None)
    assert "新华社区属东城街道、新华社区属西城街道" in open_.reason
    assert INVENTED.locate("试验区西城街道新华社区").community_code12 == "990102002001"
    assert INVENTED.locate("试验区西城和平社区").community_code12 == "990102002002"


@given(st.text("鹿城区温州市南汇街道牛岭村社区路桥藤镇瓯海|， 1号\u200b", max_size=20))
def test_any_text_has_an_answer_that_holds_together(text: str) -> None:
    found = PLACES.locate(text)
    assert found.reason.endswith("。")
    if found.community_code12:
        assert found.community_code12.startswith(found.street_code9 or "none")
