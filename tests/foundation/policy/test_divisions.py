from __future__ import annotations

from pathlib import Path

import pytest

from tuoyu.foundation.policy.divisions import (
    CodeTableWrong,
    division_names,
    province_short_names,
    read_communities,
    read_streets,
    read_table,
    uscc_kinds,
)
from tuoyu.kernel.area import AreaCode, AreaLevel


def test_the_district_is_whole() -> None:
    streets, communities = read_streets("330302"), read_communities("330302")
    assert (len(streets), len(communities)) == (14, 171)
    assert sum(place.kind == "社区" for place in communities) == 91
    assert all(AreaCode(place.street_code9).contains(AreaCode(place.code12)) for place in communities)
    assert all(AreaCode(street.code9).level is AreaLevel.STREET for street in streets)
    assert all(place.name.endswith(place.kind) for place in (*streets, *communities))


def test_names_of_the_nation() -> None:
    names = division_names()
    assert (names["33"], names["3303"], names["330302"]) == ("浙江省", "温州市", "鹿城区")
    assert province_short_names()["15"] == "内蒙古"
    assert uscc_kinds()["91"] == "企业"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"code,name\n1,\n", "第2行：name"), (b"a,b\n1,2\n", "code"), (b"\xff\xfe", "读不出来")],
)
def test_a_wrong_table_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(CodeTableWrong, match=words) as caught:
        read_table(path, ("code", "name"))
    assert "table.csv" in str(caught.value)
