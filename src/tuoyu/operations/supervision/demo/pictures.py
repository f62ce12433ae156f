"""What the demonstration shows in place of photographs: a room drawn from rectangles, in a mess or put right."""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

WIDTH, HEIGHT, FLOOR = 320, 240, 170
VARIETY = 24

Colour = tuple[int, int, int]
WALLS: tuple[Colour, ...] = ((236, 232, 220), (226, 235, 232), (238, 230, 226), (228, 232, 240))
TOYS: tuple[Colour, ...] = ((214, 120, 90), (86, 150, 130), (230, 186, 88), (110, 140, 190), (176, 124, 160))
GROUND, SKIRTING, WOOD, SHADE, SKY, RED, METAL = (
    (205, 184, 156), (250, 249, 245), (168, 132, 96), (136, 104, 74), (190, 216, 232), (190, 52, 44), (70, 74, 78),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, pixels from the upper left."""

    left: int
    top: int
    width: int
    height: int
    colour: Colour


def photograph(place: str, *, is_mended: bool) -> bytes:
    """A PNG of 320 × 240; the same room for the same ``place``, with things lying about unless mended."""
    return _photograph(zlib.crc32(place.encode()) % VARIETY, is_mended=is_mended)


@lru_cache(maxsize=2 * VARIETY)
def _photograph(number: int, *, is_mended: bool) -> bytes:
    dice = random.Random(number)
    boxes = [*_room(dice), *_things(dice, is_mended=is_mended)]
    return _png(_rows(boxes))


def _room(dice: random.Random) -> list[Box]:
    wall, window, shelf = dice.choice(WALLS), dice.randrange(150, 200), dice.randrange(22, 36)
    boxes = [
        Box(0, 0, WIDTH, FLOOR, wall),
        Box(0, FLOOR, WIDTH, HEIGHT - FLOOR, GROUND),
        Box(0, FLOOR - 6, WIDTH, 6, SKIRTING),
        Box(window, 24, 110, 74, SKIRTING),
        Box(window + 6, 30, 46, 62, SKY),
        Box(window + 58, 30, 46, 62, SKY),
        Box(shelf, 66, 112, FLOOR - 60, SHADE),
    ]
    return boxes + [Box(shelf + 5, 71 + 34 * board, 102, 28, WOOD) for board in range(3)]


def _things(dice: random.Random, *, is_mended: bool) -> list[Box]:
    """Toys on their boards and an extinguisher by the wall, or all of it on the floor."""
    boxes = []
    for place in range(9):
        width, height = dice.randrange(14, 26), dice.randrange(12, 24)
        colour, lies = (
            dice.choice(TOYS),
            (dice.randrange(10, WIDTH - 40), dice.randrange(FLOOR + 4, HEIGHT - 28)),
        )
        board, column = divmod(place, 3)
        shelf = 40 + 32 * column, 99 + 34 * board - height
        left, top = shelf if is_mended else lies
        boxes.append(Box(left, top, width, height, colour))
    left, top = (288, FLOOR - 44) if is_mended else (240, FLOOR - 12)
    return [
        *boxes,
        Box(left + 4, top - 6, 8, 6, METAL),
        Box(left, top, 16, 40, RED),
        Box(left + 3, top + 12, 10, 9, SKIRTING),
    ]


def _rows(boxes: list[Box]) -> list[bytearray]:
    """Painted one over the other."""
    rows = [bytearray(3 * WIDTH) for _ in range(HEIGHT)]
    for box in boxes:
        right, bottom = min(WIDTH, box.left + box.width), min(HEIGHT, box.top + box.height)
        for row in rows[box.top : bottom]:
            row[3 * box.left : 3 * right] = bytes(box.colour) * (right - box.left)
    return rows


def _png(rows: list[bytearray]) -> bytes:
    """8-bit RGB (ISO/IEC 15948)."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    lines = b"".join(b"\x00" + row for row in rows)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
