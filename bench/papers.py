"""Official papers: receipts of one page with seal, QR code and statement, no two alike.

The peer is the same typesetter as its own ``typst.compile`` runs it, with a compiler and a search for fonts for each paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest import mock

import pypdf

from bench.lines import Line, against, limited
from bench.timing import Effort, by_turns
from tuoyu.foundation.papers import rendering
from tuoyu.foundation.papers.fonts import _fonts_in, find_fonts
from tuoyu.foundation.papers.paper import Paper, Proof
from tuoyu.foundation.papers.policy import seal_at
from tuoyu.foundation.papers.qr import draw_qr

_AT_LEAST = 60  # receipts per CPU second, on one core
_SHARE = 20_000  # of the rows of a column benchmark
_ISSUED_ON = date(2026, 11, 23)
_RECEIPT = Paper("bench.receipt", "托育机构备案回执", Path(__file__).with_name("receipt.typ"))
_SEAL = seal_at(_ISSUED_ON, "330302", is_demo=True)


def run(effort: Effort) -> Iterator[Line]:
    if not find_fonts().has_chinese:
        yield Line("receipts", "no Chinese font here: apt-get install fonts-noto-cjk")
        return
    rows = max(effort.rows // _SHARE, 2)
    _judge(_made(1), _made_cold(1))
    many, few = range(rows), range(max(rows // 10, 1))
    warm = (len(many), lambda: [_made(number) for number in many])
    cold = (len(few), lambda: [_made_cold(number) for number in few])
    rates = by_turns(effort, warm, cold)
    yield against("receipts: one page, QR of 500 characters, seal", rates, "typst.compile", unit=" PDF/CPU s")
    yield limited("receipt: one", 1000 / rates[0], "CPU ms", 1000 / _AT_LEAST, note=f"{_AT_LEAST} PDF/s")
    codes = (len(many), lambda: [draw_qr(_proof(number).qr_text) for number in many])
    yield limited("receipt: its QR code alone", 1000 / by_turns(effort, codes, codes)[0], "CPU ms")


def _made(number: int) -> bytes:
    return rendering.render_paper(_RECEIPT, _content(number), seal=_SEAL, proof=_proof(number))


def _made_cold(number: int) -> bytes:
    """The same paper by a compiler of its own."""
    _fonts_in.cache_clear()
    with mock.patch.object(rendering, "_compiler", rendering._compiler.__wrapped__):
        return _made(number)


def _judge(ours: bytes, theirs: bytes) -> None:
    assert ours == theirs
    paper = pypdf.PdfReader(io.BytesIO(ours))
    assert len(paper.pages) == 1
    assert paper.attachments == {"statement.txt": [_proof(1).statement.encode("utf-8")]}
    assert "33030220260001" in paper.pages[0].extract_text()


def _content(number: int) -> dict[str, object]:
    name = f"温州市鹿城区春芽第{number}托育服务有限公司"
    facts = {
        "备案编号": f"3303022026{number:04}",
        "机构名称": name,
        "统一社会信用代码": f"91330302MA2HA{number:05}",
        "机构住所": f"浙江省温州市鹿城区南汇街道示例路{number}号",
        "负责人": "䶮小满",
        "服务形式": "全日托、半日托",
        "收托规模": f"{number}个托位",
    }
    return {
        "organ": _SEAL.organ,
        "number": f"鹿卫托备〔2026〕{number}号",
        "issued_on": _ISSUED_ON,
        "name": name,
        "facts": list(facts.items()),
    }


def _proof(number: int) -> Proof:
    statement = f"v1|{number:04}|" + "MEUCIQDx4b" * 49
    return Proof(f"扫描左侧二维码核验，编号{number:04}。备案不是行政许可。", statement[:500], statement)
