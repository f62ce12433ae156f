"""The smallest picture that a browser draws."""

from __future__ import annotations

import struct
import zlib


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(colour: tuple[int, int, int] = (120, 160, 120), size: int = 1) -> bytes:
    """A square of one colour."""
    line = b"\x00" + bytes(colour) * size
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(line * size))
        + _chunk(b"IEND", b"")
    )


PNG = png()
