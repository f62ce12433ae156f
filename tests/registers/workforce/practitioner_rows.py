"""Practitioners made up by the thousand: rows of the sheet and files of them. The serial 995 is given to nobody."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tuoyu.kernel.identity import citizen_check_character
from tuoyu.registers.workforce.sheets import PRACTITIONERS
from tuoyu.registers.workforce.words import CertificateKind, Education, StaffKind

HEAD = tuple(PRACTITIONERS.labels)
_FAMILY, _GIVEN = "王李张陈林黄吴郑周叶", "禾青苗果安宁和顺达华美嘉瑞宏远"
_START = date(1950, 1, 1)
_FIRST = date(2015, 1, 1)


def number_of(at: int) -> str:
    """The ``at``-th invented citizen: a day of birth and one of forty counties each."""
    day = _START + timedelta(days=at // 40)
    code = f"3303{1 + at % 40:02d}{day:%Y%m%d}995"
    return code + citizen_check_character(code)


def rows(count: int, usccs: Sequence[str], seed: int = 64) -> Iterable[tuple[str, ...]]:
    """Rows under ``HEAD``; every eighth is a second certificate of the person before."""
    chance = random.Random(seed)
    previous: tuple[str, ...] = ()
    for at in range(count):
        paper = chance.choice(list(CertificateKind)).label
        issued = _FIRST + timedelta(days=chance.randrange(2_000))
        shown = (paper, f"Z{at}", "温州市人社局", issued.isoformat(), "")
        if at % 8 == 7:
            yield (*previous[:11], *shown)
            continue
        is_part = chance.random() < 0.1
        previous = (
            chance.choice(list(usccs)),
            "",
            chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=2)),
            number_of(at),
            f"1380000{chance.randrange(10_000):04d}",
            chance.choice(list(StaffKind)).label,
            (_FIRST + timedelta(days=chance.randrange(2_000))).isoformat(),
            "兼职" if is_part else "专职",
            "20" if is_part else "",
            chance.choice(list(Education)).label,
            "",
            *shown,
        )
        yield previous


def csv_text(lines: Iterable[Sequence[str]], head: Sequence[str] = HEAD) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue()
