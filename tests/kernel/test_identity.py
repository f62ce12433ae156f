from __future__ import annotations

import copy
import csv
import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.divisions import division_names, uscc_kinds
from tuoyu.kernel.identity import (
    PROVINCES,
    USCC_ALPHABET,
    CitizenId,
    Finding,
    Grade,
    Mobile,
    Uscc,
    check_citizen_id,
    check_mobile,
    check_uscc,
    citizen_check_character,
    organisation_check_character,
    uscc_check_character,
)

CASES = Path(__file__).parent / "cases"
VECTORS = Path(__file__).parents[3] / "shared" / "data" / "vectors"
TODAY = date(2026, 11, 23)
KINDS = uscc_kinds()
VALID = "330304202009059986"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("case", rows(CASES / "uscc.csv"), ids=lambda case: case["code"])
def test_uscc_cases(case: dict[str, str]) -> None:
    check = check_uscc(case["code"], KINDS)
    assert check.status == case["status"]
    assert case["words"] in check.reason
    assert check.normalised == case["normalised"] or not case["normalised"]


@pytest.mark.parametrize("case", rows(CASES / "citizen_ids.csv"), ids=lambda case: case["code"])
def test_citizen_id_cases(case: dict[str, str]) -> None:
    check = check_citizen_id(case["code"], TODAY)
    assert check.status == case["status"]
    assert case["words"] in check.reason


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not at hand")
def test_shared_uscc_vectors() -> None:
    for row in rows(VECTORS / "uscc.csv"):
        check = check_uscc(row["code"], KINDS)
        right = "ok" if row["gb11714_inner_valid"] != "0" else "warn"
        assert check.status == (right if row["gb32100_valid"] == "1" else "bad"), row
        normal = row["note"].partition("规范化为 ")[2]
        assert not normal or (check.normalised == normal and normal in check.reason), row


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not at hand")
def test_shared_citizen_id_vectors() -> None:
    for row in rows(VECTORS / "cn_id_synthetic.csv"):
        assert check_citizen_id(row["id"], TODAY).status == ("ok" if row["valid"] == "1" else "bad"), row
        if row["valid"] == "1":
            parsed = CitizenId.parse(row["id"], TODAY)
            assert (str(parsed.birth_on), parsed.is_male) == (row["birth"], row["sex"] == "男")


@pytest.mark.parametrize("mark", ["\t", "\u200b", "\u3000", "\x00", "é", "٣", "²", "-"])
def test_a_strange_mark_inside_a_citizen_id_is_named_with_its_place(mark: str) -> None:
    check = check_citizen_id(VALID[:6] + mark + VALID[7:], TODAY)
    assert check.status is Grade.BAD
    assert check.reason.startswith("第7位")


@pytest.mark.parametrize("mark", ["\t", "\u200b", "\u3000", "\ufeff"])
def test_blanks_anywhere_in_a_uscc_are_dropped(mark: str) -> None:
    assert check_uscc(f"{mark}91330302{mark}MA2AT8PM91").normalised == "91330302MA2AT8PM91"


def test_a_uscc_of_no_listed_kind_or_province_is_doubtful() -> None:
    for head in ("97330302", "91990302"):
        code = head + "MA2AT8PM9"
        check = check_uscc(code + uscc_check_character(code), KINDS)
        assert (check.finding, check.status) == (Finding.UNLISTED, Grade.WARN)


@given(st.text(USCC_ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_or_swap_of_a_uscc_is_always_found(tail: str, place: int, mark: str) -> None:
    body = "91330302" + tail[:8]
    body += organisation_check_character(tail[:8])
    code = body + uscc_check_character(body)
    assert check_uscc(code).status is Grade.OK
    wrong = code[:place] + mark + code[place + 1 :]
    assert check_uscc(wrong).status is (Grade.OK if wrong == code else Grade.BAD)
    swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
    assert check_uscc(swapped).status is (Grade.OK if swapped == code else Grade.BAD)


@given(
    st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X")
)
def test_one_wrong_character_or_swap_of_a_citizen_id_is_always_found(
    birth: date, serial: int, place: int, mark: str
) -> None:
    body = f"330302{birth:%Y%m%d}{serial:03d}"
    code = body + citizen_check_character(body)
    assert check_citizen_id(code, TODAY).status is Grade.OK
    wrong = code[:place] + mark + code[place + 1 :]
    assert check_citizen_id(wrong, TODAY).status is (Grade.OK if wrong == code else Grade.BAD)
    swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
    assert check_citizen_id(swapped, TODAY).status is (Grade.OK if swapped == code else Grade.BAD)


@given(st.text(max_size=25))
def test_any_text_has_an_answer(text: str) -> None:
    for check in (check_uscc(text, KINDS), check_citizen_id(text, TODAY), check_mobile(text)):
        assert check.reason.endswith("。")
        assert "\n" not in check.reason


def test_a_birth_today_is_no_future() -> None:
    body = f"330302{TODAY:%Y%m%d}995"
    code = body + citizen_check_character(body)
    assert check_citizen_id(code, TODAY).status is Grade.OK
    assert check_citizen_id(code, date(2026, 11, 22)).finding is Finding.FUTURE


def test_personal_numbers_print_masked() -> None:
    person, mobile = CitizenId.parse(VALID, TODAY), Mobile.parse("+86 138-1234-5678")
    shown = f"{person} {person!r} {mobile} {mobile!r} {[person, mobile]}"
    assert shown.startswith(
        "33************9986 CitizenId(33************9986) 138****5678 Mobile(138****5678)"
    )
    assert person.reveal() not in shown
    assert mobile.reveal() == "13812345678"
    assert mobile.reveal() not in shown
    assert VALID not in repr(check_citizen_id(VALID, TODAY))


def test_personal_numbers_are_values() -> None:
    person = CitizenId.parse(VALID, TODAY)
    assert person == CitizenId.parse(f" {VALID}", TODAY)
    assert len({person, copy.copy(person), pickle.loads(pickle.dumps(person))}) == 1
    assert person != Mobile.parse("13812345678")
    assert not person.is_male
    assert person.birth_on == date(2020, 9, 5)


def test_parsing_a_bad_number_says_why_without_the_number() -> None:
    with pytest.raises(ValueError, match="校验码") as caught:
        CitizenId.parse("330304202009059985", TODAY)
    assert "330304202009059985" not in str(caught.value)
    with pytest.raises(ValueError, match="19位"):
        Uscc.parse("9144030071526726XG0")
    assert str(Uscc.parse("91330302MA8621427R")) == "91330302MA8621427R"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有填写"),
        ("1381234567", "现在是10位"),
        ("12812345678", "13至19"),
        ("1381234567O", "数字 0"),
        ("0577-88888888", "13至19|12位"),
    ],
)
def test_bad_mobiles(text: str, words: str) -> None:
    check = check_mobile(text)
    assert check.status is Grade.BAD
    assert any(word in check.reason for word in words.split("|"))


def test_the_provinces_are_those_of_the_code_table() -> None:
    assert {code for code in division_names() if len(code) == 2} == PROVINCES
