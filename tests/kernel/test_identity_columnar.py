from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from tuoyu.foundation.policy.divisions import uscc_kinds
from tuoyu.kernel.identity import (
    USCC_ALPHABET,
    Finding,
    Grade,
    check_citizen_id,
    check_uscc,
    citizen_check_character,
    organisation_check_character,
    uscc_check_character,
)
from tuoyu.kernel.identity_columnar import check_citizen_ids, check_usccs, pack

TODAY = date(2026, 11, 23)
KINDS = uscc_kinds()
STRANGE = "IOZSVx7 \0"


def some_uscc(chance: random.Random) -> str:
    """A code in normal form, right or wrong in any way."""
    code = chance.choice(["91", "51", "N2", "12", "G1"]) + chance.choice(["3303", "1000", "9900"]) + "02"
    code += "".join(chance.choices(USCC_ALPHABET, k=8))
    code += chance.choice([organisation_check_character(code[8:16]), chance.choice(USCC_ALPHABET)])
    code += chance.choice([uscc_check_character(code), chance.choice(USCC_ALPHABET)])
    return spoiled(code, chance)


def some_citizen_id(chance: random.Random) -> str:
    year = chance.choice([0, 1899, 1900, 1999, 2000, 2020, 2024, 2026, 2027, 2100, 2400, 9999])
    month, day = chance.choice([0, 1, 2, 11, 12, 13]), chance.choice([0, 1, 23, 24, 28, 29, 30, 31, 32])
    code = f"{chance.choice(['33', '11', '00', '83'])}0302{year:04d}{month:02d}{day:02d}{chance.randrange(1000):03d}"
    code += chance.choice([citizen_check_character(code), chance.choice("0123456789X")])
    return spoiled(code, chance)


def spoiled(code: str, chance: random.Random) -> str:
    if chance.random() < 0.8:
        return code
    place = chance.randrange(1, 17)
    return code[:place] + chance.choice(STRANGE) + code[place + 1 :]


@given(st.randoms(use_true_random=False))
def test_usccs_as_the_scalar(chance: random.Random) -> None:
    codes = [code for code in (some_uscc(chance) for _ in range(60)) if " " not in code and "x" not in code]
    assert check_usccs(pack(codes), KINDS).tolist() == [check_uscc(code, KINDS).finding for code in codes]
    assert check_usccs(pack(codes)).tolist() == [check_uscc(code).finding for code in codes]


@given(st.randoms(use_true_random=False))
def test_citizen_ids_as_the_scalar(chance: random.Random) -> None:
    codes = [some_citizen_id(chance) for _ in range(60)]
    assert check_citizen_ids(pack(codes), TODAY).tolist() == [
        check_citizen_id(code, TODAY).finding for code in codes
    ]


@given(st.randoms(use_true_random=False))
def test_usccs_as_stdnum_where_it_knows_the_rule(chance: random.Random) -> None:
    """python-stdnum knows no letter in the first place, no inner check digit and no list of kinds."""
    codes = [code for code in (some_uscc(chance) for _ in range(40)) if code[0].isdigit()]
    codes = [code for code in codes if " " not in code and "x" not in code]
    ours = [Finding(number).grade is not Grade.BAD for number in check_usccs(pack(codes)).tolist()]
    assert ours == [uscc.is_valid(code) for code in codes]


def test_stdnum_refuses_a_letter_in_the_first_place_and_we_do_not() -> None:
    assert not uscc.is_valid("N23303020093134255")
    assert check_usccs(pack(["N23303020093134255"])).tolist() == [Finding.OK]


def ric_is_valid(code: str) -> bool | None:
    """None where python-stdnum breaks off with a KeyError (a place without a county)."""
    try:
        return bool(ric.is_valid(code))
    except KeyError:
        return None


@given(st.dates(date(1990, 1, 1), TODAY), st.integers(0, 999), st.sampled_from("0123456789X"))
def test_citizen_ids_as_stdnum(birth: date, serial: int, check: str) -> None:
    code = f"330302{birth:%Y%m%d}{serial:03d}{check}"
    theirs = ric_is_valid(code)
    if theirs is not None:
        assert (check_citizen_ids(pack([code]), TODAY)[0] == Finding.OK) == theirs


def test_codes_of_another_length_are_malformed() -> None:
    codes = ["", "9133", "91330302MA2AT8PM910", "９１３３０３０２ＭＡ２ＡＴ８ＰＭ９１"]
    assert check_usccs(pack(codes)).tolist() == [Finding.FORM] * 4
    assert check_citizen_ids(pack(codes), TODAY).tolist() == [Finding.FORM] * 4


def test_more_rows_than_a_chunk_and_none() -> None:
    good = pack(["91330302MA2AT8PM91"])
    many = np.tile(good, (40_000, 1))
    many[39_999, 17] += 1
    assert np.flatnonzero(check_usccs(many)).tolist() == [39_999]
    assert check_usccs(many[:0]).size == check_citizen_ids(many[:0], TODAY).size == 0


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        check_usccs(np.zeros((2, 17), dtype=np.uint8))


def test_own_cases_in_normal_form() -> None:
    with (Path(__file__).parent / "cases" / "uscc.csv").open(encoding="utf-8") as stream:
        cases = [
            case for case in csv.DictReader(stream) if case["code"] == case["code"].upper().replace(" ", "")
        ]
    found = check_usccs(pack([case["code"] for case in cases]), KINDS).tolist()
    ascii_only = [
        (case, Finding(number)) for case, number in zip(cases, found, strict=True) if case["code"].isascii()
    ]
    assert [str(number.grade) for _, number in ascii_only] == [case["status"] for case, _ in ascii_only]
