from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.files.names import MAX_BYTES, MAX_CHARACTERS, extension_of, safe_name


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("三季度进展.pdf", "三季度进展.pdf"),
        ("䶮𬭼𱁬\U00031350.docx", "䶮𬭼𱁬\U00031350.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\报告.xlsx", "报告.xlsx"),
        ("a/b\\c.txt", "c.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("一\u200b二\ufeff.pdf", "一二.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('a<b>:"|?*.pdf', "a_b_____.pdf".replace("_____", "______")),
        (".htaccess", "htaccess"),
        ("报告.pdf. . ", "报告.pdf"),
        ("CON.txt", "_CON.txt"),
        ("com1", "_com1"),
        ("\ud800.pdf", "pdf"),
        ("...", ""),
        ("", ""),
        ("a/", ""),
    ],
)
def test_names_are_made_fit(name: str, stored: str) -> None:
    assert safe_name(name) == stored


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("长" * 300 + ".docx").endswith("长.docx")
    assert len(safe_name("a" * 300 + ".docx")) == MAX_CHARACTERS


@given(st.text())
def test_whatever_comes_is_fit_and_stays_so(name: str) -> None:
    stored = safe_name(name)
    assert len(stored) <= MAX_CHARACTERS
    assert len(stored.encode("utf-8")) <= MAX_BYTES
    assert not set(stored) & set('/\\\x00\n\u202e<>:"|?*')
    assert not stored.startswith(".")
    assert safe_name(stored) == stored


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), (".pdf", ""), ("a.", "")]
)
def test_extensions(name: str, extension: str) -> None:
    assert extension_of(name) == extension
