"""QR codes: how large, how safe, and that a camera reads them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.foundation.papers.samples import CONTENT, RECEIPT, SEAL, decoded_qr, needs_a_reader, needs_fonts
from tuoyu.foundation.papers.paper import Proof
from tuoyu.foundation.papers.qr import TooMuchForQrError, _symbol, draw_qr
from tuoyu.foundation.papers.rendering import render_paper
from tuoyu.kernel.verdict import Refused

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=|:-"


def some_text(length: int) -> str:
    return "".join(random.Random(length).choices(_LETTERS, k=length))


def test_short_text_bears_a_scratch_and_long_text_stays_readable() -> None:
    assert _symbol("https://ty.example.cn/v/33030220260007").error == "M"
    assert _symbol(some_text(900)).error == "M"
    assert _symbol(some_text(1500)).error == "L"
    assert draw_qr("short").modules < draw_qr(some_text(900)).modules


def test_what_fits_into_no_code_is_refused() -> None:
    assert draw_qr("x" * 2900).svg
    with pytest.raises(TooMuchForQrError):
        draw_qr("x" * 3000)
    with pytest.raises(Refused) as refused:
        render_paper(RECEIPT, CONTENT, proof=Proof(qr_text="汉" * 1000))
    assert refused.value.status == 409
    assert "3000 字节" in refused.value.verdict.reasons[0].sentence


@needs_fonts
@needs_a_reader
@pytest.mark.parametrize(
    "text",
    [
        "https://ty.example.cn/v/33030220260007",
        some_text(900),
        some_text(1600),
        "备案回执|33030220260007|温州市鹿城区春芽托育服务有限公司|负责人䶮小满𬭼|2026年11月23日",
        "鹿城区托育" * 60,
    ],
    ids=["address", "900 characters", "1600 characters", "chinese", "300 chinese characters"],
)
def test_a_camera_reads_it_from_the_page(text: str, tmp_path: Path) -> None:
    pdf = render_paper(RECEIPT, CONTENT, seal=SEAL, proof=Proof("扫描二维码核验。", text))
    assert decoded_qr(pdf, tmp_path) == text
