"""Small files of every kind, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tuoyu.foundation.files.contents import OPEN_XML

DOCX = f"{OPEN_XML}.wordprocessingml.document"
XLSX = f"{OPEN_XML}.spreadsheetml.sheet"
ALLOWED = {
    "pdf": "application/pdf",
    "docx": DOCX,
    "xlsx": XLSX,
    "csv": "text/csv",
    "txt": "text/plain",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(16)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)
TEXT = "街道,托位\n五马街道,120\n䶮𬭼,1\n".encode()
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return target.getvalue()


def office(folder: str, **more: bytes) -> bytes:
    """A docx ("word/") or xlsx ("xl/") in outline; ``more`` are further members."""
    outline = {"[Content_Types].xml": b"<Types/>", f"{folder}document.xml": b"<d/>"}
    return archive({**outline, **more})


def bomb() -> bytes:
    """60 MB of zeros in 60 KB."""
    return office("xl/", sheet=bytes(60 * 1024 * 1024))


def many_members(count: int) -> bytes:
    return archive({"[Content_Types].xml": b"", **{f"xl/{n}": b"" for n in range(count)}}, zipfile.ZIP_STORED)


def with_declared_size(raw: bytes, unpacked: int) -> bytes:
    """The archive with every size in its directory set to ``unpacked``."""
    changed = bytearray(raw)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", changed, at + 24, unpacked)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def overlapping(copies: int) -> bytes:
    """One packed megabyte that many members of the directory point at (after D. Fifield's better zip bomb)."""
    packed = zlib.compress(bytes(range(256)) * 40, 9)[2:-4]
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, 0, len(packed), 10_240, 1, 0) + b"x"
    directory = b""
    for number in range(copies):
        name = b"[Content_Types].xml" if number == 0 else f"xl/{number}".encode()
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII",
            0x02014B50,
            20,
            20,
            0,
            8,
            0,
            0,
            0,
            len(packed),
            10_240,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        directory += name
    body = local + packed
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, copies, copies, len(directory), len(body), 0)
    return body + directory + end


def with_password(raw: bytes) -> bytes:
    """The archive with the "encrypted" flag set on every member of its directory."""
    changed = bytearray(raw)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 8] |= 1
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)
