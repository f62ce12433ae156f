"""With what a paper is sealed, and how it is numbered, by district."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.foundation.papers.samples import CONTENT, RECEIPT, needs_fonts, read
from tuoyu.foundation.papers import policy
from tuoyu.foundation.papers.policy import (
    Seal,
    SealImageWrong,
    letter_pattern_at,
    receipt_numbering_at,
    seal_at,
)
from tuoyu.foundation.papers.rendering import render_paper

ON = date(2026, 11, 23)
FIXTURES = Path(__file__).parents[2] / "fixtures" / "districts"


@pytest.fixture
def districts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUOYU_EXTRA_DISTRICTS", str(FIXTURES))


def test_the_sample_is_for_demonstrations_alone() -> None:
    shown, kept_back = (seal_at(ON, "330302", is_demo=is_demo) for is_demo in (True, False))
    assert "示例" in shown.drawing
    assert "不具法律效力" in "".join(character for character in shown.drawing if character > "\u4e00")
    assert kept_back.drawing == ""
    assert shown.organ == kept_back.organ == "温州市鹿城区卫生健康局"


def test_a_street_seals_as_its_district(districts: None) -> None:
    assert seal_at(ON, "330302006", is_demo=True) == seal_at(ON, "330302", is_demo=True)


def test_a_district_without_a_picture_signs_and_leaves_the_place(districts: None) -> None:
    seal = seal_at(ON, "990101", is_demo=True)
    assert (seal.organ, seal.drawing, seal.is_sample) == ("禾川市青禾区卫生健康局", "", False)


def test_patterns_differ_by_district(districts: None) -> None:
    assert letter_pattern_at(ON, "330302") == "鹿卫托备〔{year}〕{serial}号"
    assert letter_pattern_at(ON, "990101") == "青卫托〔{year}〕{serial}号"
    assert (
        receipt_numbering_at(ON, "990101").pattern
        == receipt_numbering_at(ON, "330302").pattern
        == "{area6}{year}{serial:04}"
    )


@pytest.mark.parametrize(
    "image", ["seals/none.svg", "../990101/district.yaml", "/etc/passwd", "district.yaml"]
)
def test_a_picture_that_is_none_is_told(monkeypatch: Any, image: str) -> None:
    folder = FIXTURES / "990101"
    with pytest.raises(SealImageWrong, match="印章图片"):
        policy._drawing(folder, image)


@needs_fonts
def test_a_scanned_seal_is_printed_as_it_is(tmp_path: Path) -> None:
    picture = io.BytesIO()
    segno.make("印").save(picture, kind="png", dark="red")
    (tmp_path / "seal.png").write_bytes(picture.getvalue())
    seal = Seal("某局", policy._drawing(tmp_path, "seal.png"), is_sample=False)
    bare, sealed = (render_paper(RECEIPT, CONTENT, seal=each) for each in (None, seal))
    assert (_pictures(bare), _pictures(sealed)) == (0, 1)


def _pictures(pdf: bytes) -> int:
    file = read(pdf)
    objects = [file.get_object(number) for number in range(1, len(file.xref[0]) + len(file.xref_objStm) + 1)]
    return sum(isinstance(each, dict) and each.get("/Subtype") == "/Image" for each in objects)
