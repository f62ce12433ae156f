"""SM2 signatures, checking only (GB/T 32918.2-2016 on the curve of GB/T 32918.5-2017). Standard library only.

A public key is x ‖ y, 64 bytes, without the leading 04; a signature is r ‖ s, 64 bytes; numbers are big-endian.
Signing is in ``sm2_signing``: a library does it, and these lines, which know nothing of it, check what it made.
"""

from __future__ import annotations

from functools import cache

from tuoyu.foundation.vault.sm3 import sm3

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_A = P - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
# The user id where nobody agreed on another one (GM/T 0009-2012, section 10).
USER_ID = b"1234567812345678"
Point = tuple[int, int, int]  # Jacobian: x/z², y/z³; z = 0 is the point at infinity.
_INFINITY: Point = (1, 1, 0)


def is_valid(public: bytes, message: bytes, signature: bytes, user_id: bytes = USER_ID) -> bool:
    """Did the holder of the key ``public`` sign ``message``? Anything malformed is a plain no."""
    key = _point(public)
    if key is None or len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N) or (t := (r + s) % N) == 0:
        return False
    sum_ = _affine(_times_both(s, _table_of_g(), t, _table((*key, 1))))
    if sum_ is None:
        return False
    e = int.from_bytes(message_digest(public, message, user_id), "big")
    return (e + sum_[0]) % N == r


def is_public_key(public: bytes) -> bool:
    """Is it a point of the curve, so that somebody can hold its private key?"""
    return _point(public) is not None


def message_digest(public: bytes, message: bytes, user_id: bytes = USER_ID) -> bytes:
    """What is signed: SM3(Z_A ‖ message), where Z_A binds the user id, the curve and the public key (section 5.5)."""
    curve = b"".join(number.to_bytes(32, "big") for number in (_A, _B, *_G))
    return sm3(sm3((8 * len(user_id)).to_bytes(2, "big") + user_id + curve + public) + message)


def public_of(private: int) -> bytes:
    """The public key x ‖ y of a private key in 1 … n-2."""
    point = _affine(_times_both(private, _table_of_g(), 0, _table(_INFINITY)))
    if point is None or not 0 < private < N - 1:
        raise ValueError("an SM2 private key lies in 1 … n-2")
    return point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def _point(public: bytes) -> tuple[int, int] | None:
    """The point of a public key; None when it is none of the curve (whose cofactor is 1: every point will do)."""
    if len(public) != 64:
        return None
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    if not (x < P and y < P) or (y * y - x * x * x - _A * x - _B) % P:
        return None
    return x, y


def _times_both(s: int, of_g: list[Point], t: int, of_key: list[Point]) -> Point:
    """s·G + t·K, four bits of both at a time."""
    total = _INFINITY
    for at in range(252, -1, -4):
        if total[2]:
            total = _twice(_twice(_twice(_twice(total))))
        total = _plus(_plus(total, of_g[s >> at & 15]), of_key[t >> at & 15])
    return total


def _table(point: Point) -> list[Point]:
    """0·K … 15·K."""
    table = [_INFINITY]
    for _ in range(15):
        table.append(_plus(table[-1], point))
    return table


@cache
def _table_of_g() -> list[Point]:
    return _table((*_G, 1))


def _twice(point: Point) -> Point:
    x, y, z = point
    zz, yy = z * z % P, y * y % P
    beta, alpha = x * yy % P, 3 * (x - zz) * (x + zz) % P
    double_x = (alpha * alpha - 8 * beta) % P
    return double_x, (alpha * (4 * beta - double_x) - 8 * yy * yy) % P, 2 * y * z % P


def _plus(one: Point, two: Point) -> Point:
    if not one[2] or not two[2]:
        return one if one[2] else two
    zz1, zz2 = one[2] * one[2] % P, two[2] * two[2] % P
    u1, u2 = one[0] * zz2 % P, two[0] * zz1 % P
    s1, s2 = one[1] * two[2] * zz2 % P, two[1] * one[2] * zz1 % P
    if u1 == u2:
        return _twice(one) if s1 == s2 else _INFINITY
    h, r = u2 - u1, s2 - s1
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x = (r * r - hhh - 2 * v) % P
    return x, (r * (v - x) - s1 * hhh) % P, h * one[2] * two[2] % P


def _affine(point: Point) -> tuple[int, int] | None:
    if not point[2]:
        return None
    inverse = pow(point[2], -1, P)
    square = inverse * inverse % P
    return point[0] * square % P, point[1] * square * inverse % P
