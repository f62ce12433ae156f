from __future__ import annotations

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.policy.conftest import PolicyFolder
from tuoyu.foundation.policy.parameters import Parameter, Source, Value
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.foundation.policy.reader import PolicyMissing, PolicySet, PolicySilent
from tuoyu.foundation.policy.shapes import Shape
from tuoyu.foundation.policy.words import Confidence, Kind

KEY = "care.fee_reply"
STREET = "990199001"


@pytest.mark.parametrize(
    ("on", "area", "days", "spoke"),
    [
        ("2020-01-01", "000000", 20, "000000"),
        ("2021-12-31", "990199", 20, "000000"),
        ("2022-01-01", "990199", 15, "000000"),
        ("2022-12-31", STREET, 15, "000000"),
        ("2023-01-01", STREET, 10, "990000"),
        ("2023-05-31", "990199", 10, "990000"),
        ("2023-06-01", "990199", 5, "990199"),
        ("2023-06-14", STREET, 5, "990199"),
        ("2023-06-15", STREET, 1, STREET),
        ("2023-06-15", "990199001003", 1, STREET),
        ("2023-06-15", "990199002", 5, "990199"),
        ("2023-06-15", "990100", 10, "990000"),
        ("2023-06-15", "330302", 15, "000000"),
        ("2023-06-16", STREET, 5, "990199"),
        ("2023-06-30", "990199", 5, "990199"),
        ("2023-07-01", "990199", 10, "990000"),
        ("2023-12-31", "990199", 10, "990000"),
        ("2024-01-01", "990199", 15, "000000"),
        ("2099-01-01", "990199", 15, "000000"),
    ],
)
def test_the_nearest_area_that_speaks_on_the_date_is_heard(
    policy_folder: PolicyFolder, on: str, area: str, days: int, spoke: str
) -> None:
    policy = policy_folder.load()
    assert policy.days(KEY, date.fromisoformat(on), area) == days
    assert policy.at(KEY, date.fromisoformat(on), area).area == spoke


def test_silence_names_file_key_date_and_area(policy_folder: PolicyFolder) -> None:
    with pytest.raises(PolicySilent) as silent:
        policy_folder.load().at(KEY, date(2019, 12, 31), "990199")
    for part in ("policy/base/parameters/law.yaml", KEY, "答复期限", "2019-12-31", "990199", "没有规定"):
        assert part in str(silent.value)


def test_an_unknown_key_is_named(policy_folder: PolicyFolder) -> None:
    with pytest.raises(PolicyMissing, match=r"care\.nothing"):
        policy_folder.load().at("care.nothing", date(2024, 1, 1), "000000")


def test_a_value_carries_source_and_trust(policy_folder: PolicyFolder) -> None:
    policy = policy_folder.load()
    old, new = policy.at(KEY, date(2021, 1, 1), "000000"), policy.at(KEY, date(2022, 1, 1), "000000")
    assert (str(old.source), old.is_unverified, old.shown) == ("甲法 第一条", False, "20个工作日")
    assert (new.confidence, new.is_unverified) == (Confidence.RECALLED, True)


def test_history_goes_down_from_the_nation_and_forward_in_time(policy_folder: PolicyFolder) -> None:
    policy = policy_folder.load()
    assert [(value.area, value.since.year) for value in policy.history(KEY)] == [
        ("000000", 2020), ("000000", 2022), ("990000", 2023), ("990199", 2023), (STREET, 2023),
    ]  # fmt: skip
    assert policy.readers(KEY) == ("tuoyu.care",)
    assert [parameter.key for parameter in policy.all_parameters()] == [KEY]


def test_asking_by_the_wrong_type_is_a_mistake_of_the_programmer(policy_folder: PolicyFolder) -> None:
    policy, on = policy_folder.load(), date(2024, 1, 1)
    for ask in (
        policy.ratio,
        policy.integer,
        policy.text,
        policy.record,
        policy.rows,
        policy.texts,
        policy.months,
    ):
        with pytest.raises(TypeError):
            ask(KEY, on, "000000")
    with pytest.raises(ValueError, match="不是区划代码"):
        policy.at(KEY, on, "鹿城区")


def test_a_wrong_folder_does_not_load(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.law, "value: 20", "value: x")
    policy_folder.edit(policy_folder.law, "value: 10", "value: y")
    with pytest.raises(PolicyBroken) as broken:
        policy_folder.load()
    assert len(broken.value.problems) == 2


def test_a_snapshot_is_shared_until_a_file_changes(policy_folder: PolicyFolder) -> None:
    first = policy_folder.load()
    assert policy_folder.load() is first
    policy_folder.edit(policy_folder.law, "value: 15", "value: 12")
    os.utime(policy_folder.law, ns=(0, 0))
    second = policy_folder.load()
    assert second.days(KEY, date(2024, 1, 1), "000000") == 12
    assert first.days(KEY, date(2024, 1, 1), "000000") == 15


def test_a_new_file_and_a_vanished_file_are_noticed(policy_folder: PolicyFolder) -> None:
    own = policy_folder.district / "parameters/own.yaml"
    assert policy_folder.load().days(KEY, date(2023, 6, 2), "990199") == 5
    text = own.read_text(encoding="utf-8")
    own.unlink()
    assert policy_folder.load().days(KEY, date(2023, 6, 2), "990199") == 10
    own.with_name("again.yaml").write_text(text, encoding="utf-8")
    assert policy_folder.load().days(KEY, date(2023, 6, 2), "990199") == 5


def test_a_fingerprint_outlives_an_end_date_and_a_note_but_no_change_of_substance(
    policy_folder: PolicyFolder,
) -> None:
    on = date(2023, 6, 2)

    def fingerprint() -> str:
        os.utime(own)
        return policy_folder.load().at(KEY, on, "990199").fingerprint

    own = policy_folder.district / "parameters/own.yaml"
    before = fingerprint()
    policy_folder.edit(own, "      to: 2023-06-30\n", "      to: 2023-06-29\n      note: 提前一天结束\n")
    assert fingerprint() == before
    for old, new in (
        ("value: 5", "value: 6"),
        ("from: 2023-06-01", "from: 2023-05-01"),
        ("article: 三", "article: 四"),
    ):
        last = fingerprint()
        policy_folder.edit(own, old, new)
        assert fingerprint() != last


def test_a_fingerprint_is_the_same_tomorrow() -> None:
    value = _value(date(2020, 1, 1), None, 5)
    assert value.fingerprint == "sha256:fa43f26e67409508aef8b9771cdf7a3571589f7a"


def test_a_decision_over_several_keys_has_one_fingerprint(policy_folder: PolicyFolder) -> None:
    policy, on = policy_folder.load(), date(2024, 1, 1)
    once = policy.fingerprint(KEY, on=on, area="990199")
    assert once == policy.fingerprint(KEY, KEY, on=on, area="330302")
    assert once != policy.fingerprint(KEY, on=date(2021, 1, 1), area="990199")
    assert len(once) <= 64
    with pytest.raises(ValueError, match="name the keys"):
        policy.fingerprint(on=on, area="990199")


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=8),
    st.integers(0, 3500),
)
def test_without_gaps_every_day_has_its_answer(lengths: list[int], offset: int) -> None:
    """Against an oracle that walks the periods one by one."""
    first = date(2020, 1, 1)
    values, since = [], first
    for place, length in enumerate(lengths):
        until = since + timedelta(days=length - 1)
        values.append(_value(since, until, place))
        since = until + timedelta(days=1)
    parameter = Parameter("a.b", "甲", Shape(Kind.INTEGER), ("tuoyu.a",), "甲", "law.yaml", tuple(values))
    policy, on = PolicySet({"a.b": parameter}), first + timedelta(days=offset)
    if on >= since:
        with pytest.raises(PolicySilent):
            policy.integer("a.b", on, "330302")
        return
    left, expected = offset, 0
    while left >= lengths[expected]:
        left -= lengths[expected]
        expected += 1
    assert policy.integer("a.b", on, "330302") == expected


def _value(since: date, until: date | None, value: int) -> Value:
    return Value(
        key="a.b", area="000000", since=since, until=until, value=value, shape=Shape(Kind.INTEGER),
        source=Source("甲法", "第一条"), confidence=Confidence.VERIFIED, note="", file="law.yaml",
    )  # fmt: skip


def test_decimals_stay_exact(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.law, "kind: working_days", "kind: ratio")
    for file in (policy_folder.law, policy_folder.district / "parameters/own.yaml"):
        text = file.read_text(encoding="utf-8")
        for number in (20, 15, 10, 5, 1):
            text = text.replace(f"value: {number}\n", f'value: "0.{number}"\n')
        file.write_text(text, encoding="utf-8")
    assert policy_folder.load().ratio(KEY, date(2021, 1, 1), "000000") == Decimal("0.20")
    assert policy_folder.load().at(KEY, date(2021, 1, 1), "000000").plain() == "0.20"
