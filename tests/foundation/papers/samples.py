"""Invented papers, and what is needed to read one again."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pypdf
import pytest

from tuoyu.foundation.papers.fonts import find_fonts
from tuoyu.foundation.papers.paper import Paper
from tuoyu.foundation.papers.policy import seal_at
from tuoyu.foundation.papers.values import BREAK
from tuoyu.foundation.papers.words import FONTS_NEXT_STEP

HERE = Path(__file__).parent
MILLIMETRES = 25.4 / 72
RECEIPT = Paper("test.receipt", "托育机构备案回执", HERE / "receipt.typ")
NOTICE = Paper("test.notice", "托育机构基本条件告知书", HERE / "notice.typ")
ISSUED_ON = date(2026, 11, 23)
SEAL = seal_at(ISSUED_ON, "330302", is_demo=True)
CONTENT = {
    "organ": "温州市鹿城区卫生健康局",
    "number": "鹿卫托备〔2026〕7号",
    "issued_on": ISSUED_ON,
    "serial": "33030220260007",
    "name": "温州市鹿城区春芽托育服务有限公司",
    "code": "91330302MA2HAXXX0K",
    "place": "浙江省温州市鹿城区南汇街道示例路18号1幢101室",
    "head": "䶮小满",
    "forms": "全日托、半日托",
    "size": "60个托位（乳儿班1个、托小班2个、托大班1个）",
}
CONDITION = "生活用房应当布置在三层及以下，不得布置在地下室或者半地下室，并保持采光和通风良好。"
PARTS = [{"title": title, "conditions": [CONDITION] * 3} for title in ("建筑和设施", "人员配备", "卫生保健")]
needs_fonts = pytest.mark.skipif(not find_fonts().has_chinese, reason=FONTS_NEXT_STEP)
needs_a_reader = pytest.mark.skipif(
    not (shutil.which("zbarimg") and shutil.which("pdftoppm")),
    reason="needs zbarimg and pdftoppm: apt-get install zbar-tools poppler-utils",
)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_in(pdf: bytes) -> str:
    """All text of the pages without blanks, line ends and the places where a word may break."""
    return squeezed("".join(page.extract_text() for page in read(pdf).pages))


def placed(page: pypdf.PageObject) -> list[tuple[str, float, float]]:
    """Runs of text with the place of their beginning, in millimetres from the lower left corner."""
    found: list[tuple[str, float, float]] = []

    def look(said: str, at: list[float], *_: object) -> None:
        if squeezed(said):
            found.append((squeezed(said), at[4] * MILLIMETRES, at[5] * MILLIMETRES))

    page.extract_text(visitor_text=look)
    return found


def rightmost(pdf: bytes, folder: Path) -> float:
    """How far to the right any text of the paper reaches, in millimetres; another program's opinion."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftotext", "-bbox", str(folder / "paper.pdf"), "-"]
    told = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    return max(float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', told)) * MILLIMETRES


def squeezed(text: str) -> str:
    return re.sub(rf"[\s{BREAK}]", "", text)


def decoded_qr(pdf: bytes, folder: Path, *, dots_per_inch: int = 300) -> str:
    """What a camera would read from the first page, printed at that resolution."""
    (folder / "paper.pdf").write_bytes(pdf)
    page = folder / "page"
    resolution = str(dots_per_inch)
    print_it = [
        "pdftoppm",
        "-r",
        resolution,
        "-gray",
        "-singlefile",
        "-png",
        str(folder / "paper.pdf"),
        str(page),
    ]
    subprocess.run(print_it, check=True, capture_output=True)
    scan = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-Sbinary", f"{page}.png"]
    return subprocess.run(scan, check=True, capture_output=True).stdout.decode("utf-8")
