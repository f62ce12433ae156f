"""A page that says exactly what it was given: as itself, once, sealed, attached, the same bytes every time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
import typst

from tests.foundation.papers.samples import (
    CONDITION,
    CONTENT,
    NOTICE,
    PARTS,
    RECEIPT,
    SEAL,
    needs_a_reader,
    needs_fonts,
    placed,
    read,
    rightmost,
    squeezed,
    text_in,
)
from tuoyu.foundation.papers.paper import Paper, Proof
from tuoyu.foundation.papers.policy import Seal
from tuoyu.foundation.papers.rendering import render_paper
from tuoyu.kernel.verdict import Refused

pytestmark = needs_fonts

HOSTILE = [
    '#import "/config/settings.py": *',
    '#read("/etc/passwd") #sys.inputs #panic[]',
    "$x^2$ *bold* _thin_ `raw` @label <label> ~ -- --- ... // comment /* open",
    r"\u{41} \\ \n \" ' “”",
    '"} ] ) , {"seal": ""} {{ name }} {% x %} <script>alert(1)</script>',
    "= 不是标题 - 不是列表 + 1. /术语: 值",
    "䶮𬭼𬭊㑇葛",
    "fi fl ffi 1/2 -> =>",
]
STATEMENT = "v1|33030220260007|䶮小满\n签名=MEUCIQ\n"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["name", "place", "number"])
def test_hostile_text_is_printed_as_itself(text: str, field: str) -> None:
    assert squeezed(text) in text_in(render_paper(RECEIPT, {**CONTENT, field: text}))


def test_control_characters_vanish_and_lines_stay_lines() -> None:
    pdf = render_paper(RECEIPT, {**CONTENT, "place": "甲\x00\x1b[31m乙\u202e丙\r\n丁\ud800"})
    assert "甲[31m乙丙丁" in text_in(pdf)
    heights = {said: height for said, _, height in placed(read(pdf).pages[0])}
    assert heights["乙丙"] > heights["丁"] + 4


@needs_a_reader
@pytest.mark.parametrize(
    "text", ["托育" * 5000, "a" * 10_000, "#" * 10_000], ids=["chinese", "word", "markup"]
)
def test_ten_thousand_characters_all_stand_inside_of_the_margins(text: str, tmp_path: Path) -> None:
    parts = [{"title": "长", "conditions": [text]}]
    pdf = render_paper(NOTICE, {**CONTENT, "parts": parts})
    runs = [said for page in read(pdf).pages for said, _, _ in placed(page) if not said.startswith("—")]
    assert text in "".join(runs)
    # The blank half of a closing bracket may stand out.
    assert rightmost(pdf, tmp_path) <= 210 - 26 + 1


def test_facts_of_every_kind_are_printed() -> None:
    text = text_in(render_paper(RECEIPT, {**CONTENT, "size": 60, "forms": None, "place": Decimal("12.50")}))
    assert "收托规模60" in text
    assert "服务形式收托规模" in text
    assert "机构住所12.50" in text


def test_the_same_content_gives_the_same_bytes() -> None:
    proof = Proof("核验。", "https://ty.example.cn/v/7", STATEMENT)
    one = render_paper(RECEIPT, CONTENT, seal=SEAL, proof=proof)
    render_paper(NOTICE, {**CONTENT, "parts": PARTS})
    assert render_paper(RECEIPT, CONTENT, seal=SEAL, proof=proof) == one
    assert render_paper(RECEIPT, {**CONTENT, "serial": "8"}, seal=SEAL, proof=proof) != one


def test_threads_do_not_disturb_each_other() -> None:
    def made(number: int) -> str:
        return text_in(render_paper(RECEIPT, {**CONTENT, "serial": f"<{number}>"}))

    with ThreadPoolExecutor(4) as pool:
        assert all(f"<{number}>" in text for number, text in enumerate(pool.map(made, range(24))))


def test_the_statement_is_found_in_the_paper_again() -> None:
    statement = STATEMENT + "长" * 5000 + "\x00\r\n"
    pdf = read(render_paper(RECEIPT, CONTENT, proof=Proof(statement=statement)))
    assert pdf.attachments == {"statement.txt": [statement.encode("utf-8")]}
    assert read(render_paper(RECEIPT, CONTENT)).attachments == {}


def test_it_is_made_to_be_kept() -> None:
    pdf = read(render_paper(RECEIPT, CONTENT))
    about = pdf.xmp_metadata
    assert about is not None
    assert b"pdfaid:part>3<" in about.stream.get_data()
    assert (pdf.metadata or {})["/Title"] == "托育机构备案回执"
    assert (pdf.metadata or {})["/CreationDate"].startswith("D:20261123")


def test_a_receipt_with_code_and_seal_is_one_page() -> None:
    proof = Proof("本回执可扫描左侧二维码核验。备案不是行政许可。", "x" * 500)
    pdf = render_paper(RECEIPT, CONTENT, seal=SEAL, proof=proof)
    text = text_in(pdf)
    assert len(read(pdf).pages) == 1
    for said in (
        "鹿卫托备〔2026〕7号",
        "温州市鹿城区春芽托育服务有限公司：",
        "2026年11月23日",
        "本回执可扫描左侧二维码核验",
    ):
        assert said in text
    assert "—1—" not in text  # 信函格式: the first page bears no number


def test_the_place_of_the_seal_is_named_where_there_is_none() -> None:
    bare = Seal("温州市鹿城区卫生健康局", "", is_sample=False)
    assert "卫生健康局（盖章）2026年11月23日" in text_in(render_paper(RECEIPT, CONTENT, seal=bare))
    assert "卫生健康局（盖章）2026年11月23日" in text_in(render_paper(RECEIPT, CONTENT))
    sealed = text_in(render_paper(RECEIPT, CONTENT, seal=SEAL))
    assert "盖章" not in sealed
    assert "示例" in sealed


def test_pages_of_a_notice_are_numbered_outside() -> None:
    pdf = read(render_paper(NOTICE, {**CONTENT, "parts": PARTS}, seal=SEAL))
    assert len(pdf.pages) == 2
    [[(one, at_right)], [(two, at_left)]] = [
        [(said, x) for said, x, height in placed(page) if height < 35] for page in pdf.pages
    ]
    assert (one, two) == ("—1—", "—2—")
    assert at_left < 28 + 10 < 184 - 25 < at_right
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert "三、卫生保健1." in text
    assert text.count(squeezed(CONDITION)) == 9


def test_a_type_page_holds_22_lines_of_28_characters() -> None:
    parts = [{"title": "长", "conditions": ["育" * 2000]}]
    page = read(render_paper(NOTICE, {**CONTENT, "parts": parts})).pages[1]
    lines = [line for line in page.extract_text().splitlines() if "育" in line]
    assert [len(line.strip()) for line in lines] == [28] * 22


def test_a_character_that_no_font_has_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(Refused) as refused:
        render_paper(RECEIPT, {**CONTENT, "head": "某\ue123某"})
    [reason] = refused.value.verdict.reasons
    assert (refused.value.status, reason.code) == (409, "papers.character")
    assert "U+E123" in reason.sentence
    assert "TUOYU_FONTS_DIR" in reason.next_step


@pytest.mark.parametrize(
    "markup", ['#read("/etc/passwd")', '#read("../../pyproject.toml")', "#data.nothing", "#("]
)
def test_a_faulty_template_is_a_fault_and_reads_nothing_outside(tmp_path: Path, markup: str) -> None:
    template = tmp_path / "faulty.typ"
    head = '#import "/foundation/papers/official.typ": *\n#show: official.with(date: data.issued_on)\n'
    template.write_text(head + markup, encoding="utf-8")
    with pytest.raises(typst.TypstError):
        render_paper(Paper("test.faulty", "坏", template), CONTENT)
