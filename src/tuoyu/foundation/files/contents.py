"""What a file is, told by its content and never by its name. Pure."""

from __future__ import annotations

import re
from typing import BinaryIO

from tuoyu.foundation.files.archives import MAX_MEMBERS, counted_members, member_names

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
ZIP = "application/zip"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
MACRO = "application/vnd.ms-office.macro"
_HEAD = 4096

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-office"),
    (b"Rar!\x1a\x07", "application/x-rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/x-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"#!", "application/x-executable"),
)
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis")
_FOLDERS = (
    ("word/", f"{OPEN_XML}.wordprocessingml.document"),
    ("xl/", f"{OPEN_XML}.spreadsheetml.sheet"),
    ("ppt/", f"{OPEN_XML}.presentationml.presentation"),
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_BLANK = re.compile(r"\A(?:\s|<!--.*?-->|<\?xml.*?\?>)+", re.DOTALL)
_SVG = re.compile(r"(?is)(<!doctype\s+svg[^>]*>\s*)?<(\w+:)?svg[\s>]")
_HTML = re.compile(
    r"(?is)<(!doctype\s+html|html|head|body|script|iframe|meta|title|div|table|p|a|img|style|form)[\s>/]"
)


def recognised(content: BinaryIO) -> str:
    """The media type of the content, or ``UNKNOWN``. Any text without markup is ``text/plain``, CSV included."""
    content.seek(0)
    head = content.read(_HEAD)
    if head.startswith(_ZIP_STARTS):
        return _zip_kind(content)
    for magic, media_type in _MAGIC:
        if head.startswith(magic) and not (magic == b"MZ" and _decoded(head) is not None):
            return media_type
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    content.seek(0)
    return _text_kind(content.read())


def decoded_text(raw: bytes) -> str | None:
    """The text of a file as officials send it (UTF-8, GB 18030, UTF-16 with mark); None when it is no text."""
    return _decoded(raw)


def _zip_kind(content: BinaryIO) -> str:
    if counted_members(content) > MAX_MEMBERS:
        return ZIP
    names = member_names(content) or []
    if "[Content_Types].xml" not in names:
        return ZIP
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACRO
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), ZIP)


def _text_kind(raw: bytes) -> str:
    text = _decoded(raw)
    if text is None:
        return UNKNOWN
    start = _BLANK.sub("", text)[:_HEAD]
    if _SVG.match(start):
        return "image/svg+xml"
    if _HTML.match(start):
        return "text/html"
    return "text/xml" if text.lstrip().startswith("<?xml") else TEXT


def _decoded(raw: bytes) -> str | None:
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None
