"""Money in whole fen. No float comes in or goes out, and whoever multiplies names the rounding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_WRITTEN = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")
_FEN_A_YUAN = 100
_FEN_A_WAN = 10_000 * _FEN_A_YUAN


@dataclass(frozen=True, slots=True, order=True)
class Yuan:
    """An amount of ``fen`` (1 元 = 100 分); may be negative."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"fen must be an int, got {type(self.fen).__name__}")

    @classmethod
    def of(cls, yuan: str | Decimal | int) -> Yuan:
        """From an amount in yuan: ``"147,000.50"``, a Decimal or an int. ``ValueError`` beyond two decimals."""
        if isinstance(yuan, bool) or not isinstance(yuan, str | Decimal | int):
            raise TypeError(f"yuan must be str, Decimal or int, got {type(yuan).__name__}")
        if isinstance(yuan, str):
            text = yuan.strip()
            if not _WRITTEN.fullmatch(text):
                raise ValueError(f"“{yuan}”不是金额，应写成 147000.50 这样的元数，最多两位小数。")
            yuan = Decimal(text.replace(",", ""))
        fen = Decimal(yuan) * _FEN_A_YUAN
        if not fen.is_finite() or fen != fen.to_integral_value():
            raise ValueError(f"“{yuan}”不是金额：最多两位小数（精确到分）。")
        return cls(int(fen))

    @classmethod
    def total(cls, amounts: Iterable[Yuan]) -> Yuan:
        """The sum; nought for none."""
        return cls(sum(amount.fen for amount in amounts))

    def times(self, ratio: Decimal | int, rounding: str = ROUND_HALF_UP) -> Yuan:
        """``ratio`` times the amount, rounded to the fen; half up unless another ``decimal`` rounding is named."""
        if isinstance(ratio, bool) or not isinstance(ratio, Decimal | int):
            raise TypeError(f"ratio must be Decimal or int, got {type(ratio).__name__}")
        return Yuan(int((self.fen * Decimal(ratio)).to_integral_value(rounding=rounding)))

    def __add__(self, other: Yuan) -> Yuan:
        return Yuan(self.fen + other.fen)

    def __sub__(self, other: Yuan) -> Yuan:
        return Yuan(self.fen - other.fen)

    def __neg__(self) -> Yuan:
        return Yuan(-self.fen)

    def __str__(self) -> str:
        """``147,000.00 元``."""
        yuan, fen = divmod(abs(self.fen), _FEN_A_YUAN)
        return f"{'-' if self.fen < 0 else ''}{yuan:,}.{fen:02d} 元"

    def short(self) -> str:
        """``15 万元`` where the amount is whole in 万, else as ``str``."""
        wan, rest = divmod(self.fen, _FEN_A_WAN)
        return str(self) if rest or not wan else f"{wan:,} 万元"
