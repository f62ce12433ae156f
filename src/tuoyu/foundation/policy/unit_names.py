"""One spelling for the many ways in which papers write the name of a unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator


def normalise(name: str, district: str, city: str, province: str) -> str:
    """The name without what papers vary: width, spaces, 中共, and the full names of province, city and district.

    ``温州市鹿城区教育局`` and ``鹿城区教育局`` become ``区教育局``; ``温州市教育局`` becomes ``市教育局``, which is
    another unit. In a county-level city, where 市 means the city itself, the upper city keeps its name.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).removeprefix("中共")
    plain = plain.removeprefix(province) or plain
    own_mark = district[-1]
    within = plain.removeprefix(city)
    if within.startswith(district) and within != district:
        rest = own_mark + within.removeprefix(district)
        return re.sub(f"^{own_mark}人民政府(?=.+(?:街道|镇))", own_mark, rest)
    if within != plain and within and own_mark != "市":
        return f"市{within}"
    return plain


def spellings(name: str, district: str, city: str, province: str) -> Iterator[str]:
    """Normal forms under which a listed name is found: as it is, and behind the name of the district."""
    plain = normalise(name, district, city, province)
    yield plain
    if plain[0] not in {district[-1], "市", "各"}:
        yield district[-1] + plain
