"""Files of every kind become the same text; what cannot be read is refused in a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.reading import read_text
from tuoyu.registers.plans.rules.parse import parse_plan

TEXT = (
    "一、主要任务\n1.办好托班。支持幼儿园开设托班。（牵头单位：区教育局；责任单位：区民政局、各街镇）\n" * 3
)
TALL = "二、主要任务：落实用地，䶮。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert read_text("方案.txt", (TEXT + TALL).encode(encoding)).strip("\ufeff") == TEXT + TALL


def test_a_file_cut_in_mid_character_is_still_read() -> None:
    assert read_text("方案.txt", TEXT.encode()[:-2]).startswith(TEXT[:-2])


def test_word_paragraphs_tables_and_automatic_numbers() -> None:
    document = Document()
    document.add_paragraph("甲区托育工作方案")
    document.add_paragraph("办好托班", style="List Number")
    table = document.add_table(rows=3, cols=4)
    rows = [
        ("序号", "工作任务", "牵头单位", "责任单位"),
        ("1", "办好托班", "区教育局", "区民政局\n各街镇"),
        ("2", "做好备案", "区卫生健康局", ""),
    ]
    for cells, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(cells.cells, words, strict=True):
            cell.text = word
    stream = io.BytesIO()
    document.save(stream)
    text = read_text("方案.docx", stream.getvalue())
    assert "1.办好托班" in text.replace(" ", "")
    tasks = parse_plan(text).tasks
    assert [(task.title, task.lead, task.responsible) for task in tasks] == [
        ("办好托班", ("区教育局",), ("区民政局", "各街镇")),
        ("做好备案", ("区卫生健康局",), ()),
    ]


def test_web_page() -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><nav>首页</nav><p>甲区托育工作方案</p><script>var a='责任单位：乙'</script>"
        "<table><tr><th>任务</th><th>牵头单位</th></tr><tr><td><p>办好</p><p>托班</p></td><td>区教育局</td></tr></table>"
        "<p>一、保障&nbsp;措施<br>加强领导。</p></body></html>"
    )
    text = read_text("方案.html", page.encode("gb18030").replace(b"<head>", b"<head><meta charset=gb2312>"))
    assert "责任单位：乙" not in text
    (task,) = parse_plan(text).tasks
    assert task.lead == ("区教育局",)
    assert "措施\n加强领导" in text


def pdf(words: str) -> bytes:
    """A one-page PDF whose codes are the characters themselves."""
    lines = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td" for line in words.split("\n"))
    content = f"BT /F1 10 Tf 40 800 Td {lines} ET".encode()
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 8\n0000000000 65535 f \n%strailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def test_pdf_with_a_text_layer() -> None:
    text = read_text(
        "方案.pdf",
        pdf("一、主要任务\n1.办好托班。支持幼儿园开设托班。（牵头单位：区教育局；责\n任单位：区民政局）"),
    )
    (task,) = parse_plan(text).tasks
    assert (task.lead, task.responsible) == (("区教育局",), ("区民政局",))


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 20, "unreadable"),
        (b"PK\x03\x04garbage", "broken_word"),
        (packed(readme=b"x"), "not_word"),
        (packed(**{"word__document.xml": b"<broken"}), "broken_word"),
        (packed(**{"word__document.xml": b"0" * 90_000_000}), "bomb"),
        (packed(**{"word__document.xml": b"0" * 3_000_000}), "bomb"),
        (b"%PDF-1.4 garbage", "broken_pdf"),
        (pdf("abc"), "scanned_pdf"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old_word"),
        (b"a" * (20 * 1024 * 1024 + 1), "too_big"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_text("方案.docx", content)
    (reason,) = caught.value.verdict.failures
    assert reason.code == f"plans.file.{code}"
    assert reason.sentence.startswith("文件“方案.docx”")
    assert reason.sentence.endswith("。")
    assert reason.next_step
