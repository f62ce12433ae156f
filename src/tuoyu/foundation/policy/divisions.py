"""Reads the code tables of places: the divisions of the nation, the streets and communities of a district."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tuoyu.foundation.policy.districts import read_district
from tuoyu.foundation.policy.paths import district_dir, policy_dir, served_district
from tuoyu.kernel.area import AreaCode
from tuoyu.kernel.locate import Community, Gazetteer, Street
from tuoyu.kernel.regions import Regions


class CodeTableWrong(Exception):
    """A code table cannot be used; the sentence names file, row or column and reason."""


def read_table(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a CSV file that has at least these columns, each filled in every row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise CodeTableWrong(f"{path.name}：读不出来（{error}）。") from error
    for number, row in enumerate(rows, 2):
        missing = [column for column in columns if not row.get(column)]
        if missing:
            raise CodeTableWrong(f"{path.name} 第{number}行：{'、'.join(missing)} 没有填。")
    return rows


def division_names() -> dict[str, str]:
    """Code → name of provinces (2 digits), cities (4) and counties (6)."""
    codes = policy_dir() / "codes"
    rows = read_table(codes / "provinces.csv", ("code", "name")) + read_table(
        codes / "divisions.csv", ("code", "name")
    )
    return {row["code"]: row["name"] for row in rows}


def province_short_names() -> dict[str, str]:
    """Code → name as spoken: 浙江, 内蒙古."""
    rows = read_table(policy_dir() / "codes" / "provinces.csv", ("code", "name"))
    return {row["code"]: row["short_name"] for row in rows if row["short_name"]}


def uscc_kinds() -> Mapping[str, str]:
    """First two characters of a unified social credit code → kind of organisation (GB 32100 table 1)."""
    rows = read_table(policy_dir() / "codes" / "uscc_kinds.csv", ("code", "kind"))
    return {row["code"]: row["kind"] for row in rows}


def read_streets(district: str) -> tuple[Street, ...]:
    """Streets and towns of a district, by code; none where the district has no such table."""
    path = district_dir(district) / "streets.csv"
    if not path.exists():
        return ()
    rows = read_table(path, ("code9", "name", "kind"))
    return tuple(Street(row["code9"], row["name"], row["kind"]) for row in rows)


def read_communities(district: str) -> tuple[Community, ...]:
    """Communities and villages of a district, by code; each belongs to a street of the district's table."""
    path = district_dir(district) / "communities.csv"
    if not path.exists():
        return ()
    streets = {street.code9 for street in read_streets(district)}
    rows = read_table(path, ("code12", "name", "kind", "street_code9"))
    for number, row in enumerate(rows, 2):
        if row["street_code9"] not in streets:
            raise CodeTableWrong(
                f"{path.name} 第{number}行：street_code9“{row['street_code9']}”不在 streets.csv 里。"
            )
    return tuple(Community(row["code12"], row["name"], row["kind"], row["street_code9"]) for row in rows)


def gazetteer(district: str = "") -> Gazetteer:
    """Of the district given, or of the one served here; read once a process."""
    code = district or served_district()
    return _gazetteer_in(code, district_dir(code), policy_dir())


@cache
def _gazetteer_in(code: str, district_folder: Path, _policy_folder: Path) -> Gazetteer:
    # The folders are part of the key: another environment is another gazetteer.
    names = division_names()
    if code not in names:
        # Newer than the national table: the district's own file names it and what is around it.
        district = read_district(district_folder)
        around = (district.province, district.city)
        names |= {AreaCode(area.code).prefix: area.name for area in around}
        names[code] = district.name
    regions = Regions(code, names, province_short_names())
    return Gazetteer(names[code], regions, read_streets(code), read_communities(code))
