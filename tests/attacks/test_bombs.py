"""Small files that ask for much: each is refused within seconds, in a sentence, and the process that asked lives on."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from docx import Document

from tests.entrypoints.site.world import client_of, officer
from tests.foundation.exchange.sheets_at_hand import xlsx_bytes
from tuoyu.foundation.exchange.tables import XLSX, read_lines
from tuoyu.foundation.files.apart import ReaderFellError, read_apart
from tuoyu.foundation.files.checks import examine
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.reading import MAX_CHARACTERS, read_text

SECONDS = 12
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def swapped(content: bytes, member: str, text: str) -> bytes:
    """The same package with one member replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, text if name == member else old.read(name))
    return stream.getvalue()


def docx(body: str, numbering: str = "") -> bytes:
    stream = io.BytesIO()
    Document().save(stream)
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    content = swapped(stream.getvalue(), "word/document.xml", document)
    return swapped(content, "word/numbering.xml", numbering) if numbering else content


def far_cell() -> bytes:
    """1.4 KB: one value in the first cell, one in the last. Read in our own process it ended the web server."""
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = (
        f'<worksheet {space}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{far}</sheetData></worksheet>'
    )
    return swapped(xlsx_bytes([("a",)]), "xl/worksheets/sheet1.xml", sheet)


def wide_span() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc>'
    return docx(f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl>")


def deep_level() -> bytes:
    levels = '<w:lvl w:ilvl="200000000"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl>'
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    place = '<w:numPr><w:ilvl w:val="200000000"/><w:numId w:val="1"/></w:numPr>'
    return docx(f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>一</w:t></w:r></w:p>", numbering)


def test_a_cell_at_the_end_of_the_sheet_does_not_end_the_process() -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match="不是可以读取的表格"):
        read_lines("a.xlsx", far_cell(), max_bytes=1 << 20, most_lines=100)
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("number", [2, 0, 0xFFFF])
def test_a_directory_that_holds_more_than_it_says_is_not_walked(number: int) -> None:
    names = [b"[Content_Types].xml", b"xl/a", *(b"a%d" % at for at in range(120_000))]
    fixed = (b"PK\1\2", 20, 0, 20, 0, *([0] * 7))
    directory = b"".join(
        struct.pack("<4s4B4HL2L5H2L", *fixed, len(name), 0, 0, 0, 0, 0, 0) + name for name in names
    )
    start = b"PK\x03\x04" + bytes(26)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(directory), len(start), 0)
    content = start + directory + end
    began = time.monotonic()
    examined = examine("a.xlsx", io.BytesIO(content), len(content), max_bytes=1 << 25, allowed={"xlsx": XLSX})
    assert "files.archive.members" in [reason.code for reason in examined.verdict.failures]
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("span.docx", wide_span),
        ("comments.html", lambda: b"<html><body>" + b"<!--" * 500_000),
        ("codec.html", lambda: b"<html><meta charset=punycode>" + b"\1" * 30_000 + b"-" + b"a" * 3_000_000),
        ("line.txt", lambda: "温".encode() * (MAX_CHARACTERS + 1)),
    ],
)
def test_a_plan_that_would_keep_its_reader_busy_is_refused(name: str, make: Callable[[], bytes]) -> None:
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        read_text(name, make())
    assert caught.value.status == 422
    assert caught.value.verdict.failures[0].next_step
    assert time.monotonic() - began < 2 * SECONDS


def test_a_list_of_two_hundred_million_levels_is_a_paragraph() -> None:
    assert read_text("a.docx", deep_level()) == "一"


def test_what_no_database_keeps_does_not_come_out_of_a_file() -> None:
    page = b"<html><meta charset=unicode_escape>" + "第一条 ".encode() * 9000 + b"\\ud800 &#0; \xff\x00"
    text = read_text("a.html", page) + read_text("a.txt", "第一条".encode() * 9000 + b"\x00")
    assert not set(text) & {"\x00", *map(chr, range(0xD800, 0xE000))}


@pytest.mark.parametrize("place", ["os:abort", "tests.attacks.test_bombs:nobody", "time:sleep"])
def test_whatever_befalls_the_reader_is_one_error_here(place: str) -> None:
    with pytest.raises(ReaderFellError):
        read_apart(place, b"")


@pytest.mark.django_db
def test_a_file_is_read_before_any_transaction_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite one writer waits for the other: fifteen seconds over a bad page kept everybody from saving."""
    outside = len(connection.savepoint_ids)
    seen = []

    def reading(name: str, _content: bytes) -> str:
        seen.append(len(connection.savepoint_ids))
        return f"一、主要任务\n1.办好托班（{name}）。支持幼儿园开设托班。（牵头单位：区教育局）"

    monkeypatch.setattr("tuoyu.registers.plans.web.versions.read_text", reading)
    monkeypatch.setattr("tuoyu.registers.plans.services.read_text", reading)
    upload = SimpleUploadedFile("方案.txt", "正文".encode())
    response = client_of(officer(role="coordinator")).post("/plans/import/", {"file": upload})
    assert response.status_code == 302
    assert seen == [outside]
