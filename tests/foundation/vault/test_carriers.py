"""A token is found wherever people carry it."""

from __future__ import annotations

import io
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from tests.foundation.vault.statement_world import World, packed_pdf
from tuoyu.foundation.vault.statements import tokens_in

TOKEN = World().receipt()
OTHER = World().receipt(number="9901012026000018")


def pdf(attachment: str = "", keywords: str = "", name: str = "statement.txt") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    if attachment:
        writer.add_attachment(name, attachment.encode())
    if keywords:
        writer.add_metadata({"/Keywords": keywords})
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TOKEN.encode()),
        ("a.txt", b"\xef\xbb\xbf" + TOKEN.encode() + b"\r\n"),
        ("-", f"https://example.gov.cn/verify/?s={TOKEN}".encode()),
        ("-", f"https://example.gov.cn/verify/?s={TOKEN}&from=qr#top".encode()),
        ("mail.txt", f"您好，回执如下：{TOKEN}，请查收。".encode()),
        ("a.json", json.dumps({"statement": TOKEN, "n": 1}).encode()),
        ("wrapped.txt", "\n".join(TOKEN[at : at + 60] for at in range(0, len(TOKEN), 60)).encode()),
        ("gbk.txt", f"回执：{TOKEN}".encode("gbk")),
        ("a.pdf", pdf(TOKEN)),
        ("no-suffix", pdf(TOKEN)),
        ("a.pdf", packed_pdf(TOKEN)),
        ("a.pdf", pdf(keywords=f"备案回执 {TOKEN}")),
        ("a.pdf", b"%PDF-1.7 broken " + TOKEN.encode()),
    ],
)
def test_found(name: str, content: bytes) -> None:
    assert tokens_in(name, content) == [TOKEN]


def test_the_attachment_goes_before_the_keywords_and_others_are_no_statement() -> None:
    assert tokens_in("a.pdf", pdf(TOKEN, keywords=OTHER)) == [TOKEN]
    assert tokens_in("a.pdf", pdf(OTHER, keywords=TOKEN, name="readme.txt")) == [TOKEN]


def test_several_in_their_order_each_once() -> None:
    assert tokens_in("a.txt", f"{TOKEN} {OTHER} {TOKEN}".encode()) == [TOKEN, OTHER]


def test_what_only_begins_like_one_is_handed_on_to_be_judged() -> None:
    assert tokens_in("a.txt", TOKEN[:400].encode()) == [TOKEN[:400]]
    assert tokens_in("a.txt", "没有凭证".encode()) == []


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300), cut=st.integers(0, 2000), name=st.sampled_from(["a.pdf", "a.txt"]))
def test_never_raises(content: bytes, cut: int, name: str) -> None:
    whole = pdf(TOKEN)
    for hostile in (
        content,
        b"%PDF-" + content,
        whole[:cut],
        whole[:cut] + content + whole[cut:],
        zlib.compress(content),
    ):
        assert isinstance(tokens_in(name, hostile), list)
