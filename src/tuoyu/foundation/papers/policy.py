"""Typed view of the parameters of papers: how they are numbered, and with what they are sealed."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tuoyu.foundation.policy.parameters import Value
from tuoyu.foundation.policy.paths import district_dir
from tuoyu.foundation.policy.reader import current
from tuoyu.foundation.policy.shapes import Record

# How the parameter says that a district has no picture of its seal.
NO_IMAGE = "无"
_PNG_IN_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42"><image width="42" height="42" href="data:image/png;base64,{png}"/></svg>'


class SealImageWrong(Exception):
    """The seal of policy names a picture that is not there or is of no use; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Seal:
    """``organ`` signs the papers; ``drawing`` is an SVG, square, printed 42 mm wide, or "" where there is none."""

    organ: str
    drawing: str
    is_sample: bool


def seal_at(on: date, area: str, *, is_demo: bool) -> Seal:
    """The seal of the issuing organ. The sample is printed in demonstrations alone; elsewhere its place stays free.

    Raises ``PolicySilent`` where the district says nothing, ``SealImageWrong`` where its picture cannot be used.
    """
    record = current().record("papers.seal", on, area)
    image, is_sample = record.text("image"), record.flag("is_sample")
    is_printed = image != NO_IMAGE and (is_demo or not is_sample)
    drawing = _drawing(district_dir(area[:6]), image) if is_printed else ""
    return Seal(record.text("organ"), drawing, is_sample)


@dataclass(frozen=True, slots=True)
class Numbering:
    """What a paper is called and how it is numbered (``numbers.number_text``); ``is_unverified``: nobody confirmed the two."""

    title: str
    pattern: str
    is_unverified: bool


def receipt_numbering_at(on: date, area: str) -> Numbering:
    """Of a filing receipt (备案回执)."""
    return _numbering(current().at("papers.receipt_number", on, area))


def permit_numbering_at(on: date, area: str) -> Numbering:
    """Of a permit (托育服务许可证)."""
    return _numbering(current().at("papers.permit_number", on, area))


def _numbering(value: Value) -> Numbering:
    record = value.value
    if not isinstance(record, Record):
        raise TypeError(f"{value.key} is not a record")
    return Numbering(record.text("title"), record.text("pattern"), value.is_unverified)


def letter_pattern_at(on: date, area: str) -> str:
    """How a letter with a red head (发文字号) is numbered."""
    return current().record("papers.letter_number", on, area).text("pattern")


def _drawing(folder: Path, image: str) -> str:
    path = (folder / image).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise SealImageWrong(f"papers.seal 的印章图片“{image}”不在目录“{folder.name}”里，请核对文件名。")
    if path.suffix.lower() == ".svg":
        return path.read_text(encoding="utf-8")
    if path.suffix.lower() == ".png":
        return _PNG_IN_SVG.format(png=b64encode(path.read_bytes()).decode("ascii"))
    raise SealImageWrong(f"papers.seal 的印章图片“{image}”应是 SVG 或 PNG 文件。")
