"""From an uploaded file to its text: txt, html, docx (tables become tab-separated lines), pdf with a text layer.

The kind is told from the content, not from the name. Whatever cannot be read is refused with a sentence that says
what to do; nothing here raises anything but ``Refused``. Foreign formats are read in a process of their own.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile

from tuoyu.foundation.files.apart import ReaderFellError, read_apart
from tuoyu.kernel.verdict import Refused

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 4000
# Thirty times the plan of Lucheng; the worst text of this length takes the parser seven seconds.
MAX_CHARACTERS = 200_000

_READERS = __name__
_PASTE = "也可以把正文复制出来，粘贴到文本框。"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|table|p|span|td)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]{3,20})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
# Codecs that office programs and web pages of China name. Python knows others that are no encodings of text at all, and
# one of them takes hours over a file of 3 MB.
_CODECS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{name: name for name in ("utf-8", "utf-16", "big5", "big5hkscs")},
}
# Half a character, and the one character that no database keeps.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_READABLE = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u203a\x20-\x7e\s]")


def read_text(name: str, content: bytes) -> str:
    """The text of a file. Raises ``Refused`` (422) with what is wrong and what to do next."""
    if not content:
        raise _refused("empty", f"文件“{name}”是空的。", "请换一个文件。" + _PASTE)
    if len(content) > MAX_BYTES:
        size, limit = len(content) / 1048576, MAX_BYTES // 1048576
        raise _refused(
            "too_big",
            f"文件“{name}”有{size:.1f} MB，超过{limit} MB。",
            "请只上传方案本身，去掉图片。" + _PASTE,
        )
    if content.startswith(b"PK\x03\x04"):
        text = _word_text(name, content)
    elif content[:1024].lstrip().startswith(b"%PDF"):
        text = _pdf_text(name, content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(
            "old_word",
            f"文件“{name}”是旧版 Word 或 WPS 格式。",
            "请用 Word 或 WPS 另存为 docx 再上传。" + _PASTE,
        )
    elif _HTML.search(content[:4096]):
        text = _html_text(name, _decoded(name, content, _declared(content)))
    else:
        text = _decoded(name, content, None)
    if len(text) > MAX_CHARACTERS:
        raise _refused(
            "too_long",
            f"文件“{name}”有{len(text)}个字，超过{MAX_CHARACTERS}个。",
            "请只上传方案本身，去掉附表和其他文件。" + _PASTE,
        )
    return _UNWRITABLE.sub("", text)


def _refused(code: str, sentence: str, next_step: str) -> Refused:
    return Refused.because(f"plans.file.{code}", sentence, status=422, next_step=next_step, field="file")


def _declared(content: bytes) -> str | None:
    match = _CHARSET.search(content[:4096])
    return _CODECS.get(match[1].decode("ascii").lower()) if match else None


def _decoded(name: str, content: bytes, declared: str | None) -> str:
    """Text in whatever encoding reads best as Chinese; a file cut in mid-character is still read."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in filter(None, ("utf-8", declared)):
        text = _strictly(content, encoding)
        if text is not None and "\x00" not in text and _score(text) > 0.7:
            return text
    candidates = [content.decode(encoding, errors="replace") for encoding in _likely(content)]
    best = max(candidates, key=_score)
    if _score(best) < 0.7:
        raise _refused(
            "unreadable",
            f"文件“{name}”不是文字文件，读不出内容。",
            "请上传 txt、docx、pdf 或网页文件。" + _PASTE,
        )
    return best


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _likely(content: bytes) -> tuple[str, ...]:
    """Encodings worth trying: UTF-16 only where line ends or ASCII show its zero bytes."""
    if content[:20000].count(0):
        return ("utf-16-le", "utf-16-be")
    return ("utf-8", "gb18030")


def _score(text: str) -> float:
    """The share of characters that a Chinese document would hold."""
    sample = text[:20000]
    return len(_READABLE.findall(sample)) / len(sample) if sample else 1.0


def _word_text(name: str, content: bytes) -> str:
    broken = _refused(
        "broken_word",
        f"文件“{name}”不是完好的 docx 文件。",
        "请用 Word 或 WPS 打开后另存为 docx 再上传。" + _PASTE,
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise broken from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or any(_is_bomb(member) for member in members):
        raise _refused(
            "bomb", f"文件“{name}”解压后过大，不安全，没有打开。", "请只保留方案正文另存一份。" + _PASTE
        )
    if all(member.filename != "word/document.xml" for member in members):
        raise _refused(
            "not_word",
            f"文件“{name}”是压缩包，但不是 Word 文档。",
            "请先解压，上传其中的 docx 或 pdf。" + _PASTE,
        )
    try:
        text: str = read_apart(f"{_READERS}_word:word_text", content)
    except ReaderFellError as error:
        raise broken from error
    return text


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size)


def _html_text(name: str, page: str) -> str:
    try:
        text: str = read_apart(f"{_READERS}_html:page_text", page.encode("utf-8", "replace"))
    except ReaderFellError as error:
        raise _refused(
            "broken_html", f"文件“{name}”不是完好的网页，读不出来。", "请换一份文件。" + _PASTE
        ) from error
    return text


def _pdf_text(name: str, content: bytes) -> str:
    try:
        text: str | None = read_apart(f"{_READERS}_pdf:pdf_text", content)
    except ReaderFellError as error:
        raise _refused(
            "broken_pdf", f"文件“{name}”不是完好的 PDF，读不出来。", "请换一份文件。" + _PASTE
        ) from error
    if text is None:
        raise _refused("locked_pdf", f"文件“{name}”加了密码，打不开。", "请去掉密码后再上传。" + _PASTE)
    if len(re.findall(r"[\u4e00-\u9fff]", text)) < 10:
        raise _refused(
            "scanned_pdf", f"文件“{name}”没有文字层，可能是扫描件。", "请先识别成文字，或上传 docx。" + _PASTE
        )
    return text
