"""SM3 (GB/T 32905-2016). OpenSSL computes it where it can; the few lines below do where it cannot. Standard library only."""

from __future__ import annotations

import hashlib
from functools import cache

_START = (
    *(0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600),
    *(0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E),
)
_MASK = 0xFFFFFFFF


def sm3(message: bytes) -> bytes:
    """The digest, 32 bytes."""
    return hashlib.new("sm3", message).digest() if _openssl_has_it() else sm3_in_python(message)


@cache
def _openssl_has_it() -> bool:
    try:
        hashlib.new("sm3")
    except ValueError:  # Builds of some distributions leave it out.
        return False
    return True


def sm3_in_python(message: bytes) -> bytes:
    """The same digest without OpenSSL: about 1 ms a kilobyte."""
    padded = message + b"\x80" + bytes(-(len(message) + 9) % 64) + (8 * len(message)).to_bytes(8, "big")
    state: tuple[int, ...] = _START
    for at in range(0, len(padded), 64):
        mixed = _compress(state, padded[at : at + 64])
        state = tuple(old ^ new for old, new in zip(state, mixed, strict=True))
    return b"".join(word.to_bytes(4, "big") for word in state)


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = _expand(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        turned = _turn(a, 12)
        ss1 = _turn((turned + e + _turn(0x79CC4519 if j < 16 else 0x7A879D8A, j % 32)) & _MASK, 7)
        either = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        chosen = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        tt1 = (either + d + (ss1 ^ turned) + (words[j] ^ words[j + 4])) & _MASK
        tt2 = (chosen + h + ss1 + words[j]) & _MASK
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = tt2 ^ _turn(tt2, 9) ^ _turn(tt2, 17), e, _turn(f, 19), g
    return a, b, c, d, e, f, g, h


def _expand(block: bytes) -> list[int]:
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        mixed = words[j - 16] ^ words[j - 9] ^ _turn(words[j - 3], 15)
        spread = mixed ^ _turn(mixed, 15) ^ _turn(mixed, 23)
        words.append(spread ^ _turn(words[j - 13], 7) ^ words[j - 6])
    return words


def _turn(word: int, by: int) -> int:
    return (word << by | word >> (32 - by)) & _MASK if by else word
