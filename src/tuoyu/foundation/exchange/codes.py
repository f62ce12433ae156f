"""Columns of unified social credit codes: the reader of one cell, and its kernel over a column. Pure."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tuoyu.foundation.exchange.sheets import WrongValue
from tuoyu.kernel.identity import Finding, Grade, check_uscc
from tuoyu.kernel.identity_columnar import LENGTH, Findings, check_usccs


def read_uscc(text: Any) -> str:
    """The code in normal form (half-width, capital, without blanks). Raises ``WrongValue`` where it cannot be one."""
    check = check_uscc(str(text))
    if check.status is Grade.BAD:
        raise WrongValue(check.reason.rstrip("。"))
    return check.normalised


def uscc_kernel(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Codes in normal form that are not bad; others are mended or named by ``read_uscc``."""
    is_code, codes = packed(texts, r"^[0-9A-Z]{18}$")
    found = np.full(len(texts), int(Finding.FORM), dtype=np.uint8)
    found[is_code] = check_usccs(codes)
    return texts, pl.Series((found == Finding.OK) | (found >= Finding.INNER_CHECK_DIGIT))


def packed(texts: pl.Series, form: str) -> tuple[Any, Findings]:
    """Which texts (none null) have the form of 18 ASCII characters, and those as rows of 18 bytes."""
    is_code = texts.str.contains(form)
    codes = "".join(texts.filter(is_code)).encode("ascii")
    return is_code.to_numpy(), np.frombuffer(codes, dtype=np.uint8).reshape(-1, LENGTH)
