"""The rules of practitioners over columns: the same answers as ``rules.people`` and ``sheets``, a column at a time. Where a
column is not sure it says so, and the single rule is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from tuoyu.foundation.exchange.codes import packed
from tuoyu.kernel.identity import Finding, check_citizen_id, check_mobile
from tuoyu.kernel.identity_columnar import check_citizen_ids
from tuoyu.registers.workforce.sheets import Places

_MOBILE = r"^1[3-9][0-9]{9}$"
_CITIZEN = r"^[0-9]{17}[0-9X]$"


def institutions_of(rows: pl.DataFrame, places: Places) -> pl.Series:
    """The key of the institution of every row, null where there is not one; each code and name is looked up once."""
    distinct = rows.select("uscc", "institution").unique()
    keys = [places.find(uscc, name) for uscc, name in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("key", keys, dtype=pl.Int64))
    joined = rows.select("uscc", "institution").join(
        known, on=["uscc", "institution"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["key"]


def may_be_unsound(rows: pl.DataFrame, places: Places, today: date) -> pl.Series:
    """Rows (of the sheet) that ``sheets.row_errors`` may refuse."""
    issued, expires, certificate = pl.col("issued_on"), pl.col("expires_on"), pl.col("certificate")
    is_half = certificate.is_null() & pl.any_horizontal(
        pl.col("number", "issuer", "issued_on", "expires_on").is_not_null()
    )
    doubts = (
        institutions_of(rows, places).is_null(),
        ~_is_citizen(rows["citizen_id"], today),
        pl.col("mobile").is_not_null() & ~pl.col("mobile").str.contains(_MOBILE),
        is_half,
        certificate.is_not_null() & issued.is_null(),
        certificate.is_not_null() & ((issued > today) | (expires <= issued).fill_null(value=False)),
    )
    return rows.select(pl.any_horizontal(*doubts).fill_null(value=True)).to_series()


def commands_frame(rows: pl.DataFrame, places: Places, today: date) -> pl.DataFrame:
    """Sound rows with number and mobile in normal form, and ``institution_id``."""
    return rows.with_columns(
        _mended(
            rows["citizen_id"],
            _is_citizen(rows["citizen_id"], today),
            lambda text: check_citizen_id(text, today).normalised,
        ),
        _mended(
            rows["mobile"],
            rows["mobile"].is_null() | rows["mobile"].str.contains(_MOBILE),
            lambda text: check_mobile(text).normalised,
        ),
        institutions_of(rows, places).alias("institution_id"),
    )


def _is_citizen(texts: pl.Series, today: date) -> pl.Series:
    is_code, codes = packed(texts, _CITIZEN)
    found = np.full(len(texts), int(Finding.FORM), dtype=np.uint8)
    found[is_code] = check_citizen_ids(codes, today)
    return pl.Series(found == Finding.OK)


def _mended(texts: pl.Series, is_plain: pl.Series, mend: Callable[[str], str]) -> pl.Series:
    """Texts in normal form stay, the few others are mended one by one."""
    if is_plain.all():
        return texts
    kept = texts.to_list()
    for at in (~is_plain).arg_true():
        kept[at] = mend(kept[at])
    return pl.Series(texts.name, kept, dtype=pl.String)
