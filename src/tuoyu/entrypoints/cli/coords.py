"""``tuoyu coords FROM TO``: ``lon,lat`` lines on standard input → ``lon,lat`` lines."""

from __future__ import annotations

import re
import sys

from tuoyu.entrypoints.cli.lines import in_one_field, input_lines
from tuoyu.entrypoints.cli.usage import ChineseParser
from tuoyu.kernel.characters import half_width, strip_blanks
from tuoyu.kernel.coords import Datum, Point, convert

_POINT = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]*)?)\s*[,，\t ]\s*([+-]?[0-9]{1,3}(?:\.[0-9]*)?)")

_DATUMS = {datum.value: datum for datum in Datum}


def run(argv: list[str]) -> int:
    """0 when every line was converted; 1 when some were not: they are named by number, the others are printed."""
    asked = _parser().parse_args(argv)
    source, target = _DATUMS[asked.source], _DATUMS[asked.target]
    bad = 0
    for number, line in enumerate(input_lines(), 1):
        try:
            lon, lat = convert(_point(line), source, target)
        except ValueError as error:
            bad += 1
            print(f"第{number}行：{error}", file=sys.stderr)
        else:
            print(f"{lon:.8f},{lat:.8f}")
    return 1 if bad else 0


def _point(line: str) -> Point:
    match = _POINT.fullmatch(strip_blanks(half_width(line)))
    if not match:
        raise ValueError(f"“{in_one_field(line)}”不是坐标，应写成 经度,纬度，例如 120.651000,28.018100。")
    return float(match[1]), float(match[2])


def _parser() -> ChineseParser:
    parser = ChineseParser("tuoyu coords", "逐行换算标准输入里的坐标（经度,纬度）。中国范围外的点不变。")
    parser.add_argument(
        "source", choices=list(_DATUMS), metavar="FROM", help="原来的坐标系：wgs84、gcj02 或 bd09"
    )
    parser.add_argument("target", choices=list(_DATUMS), metavar="TO", help="换成哪种坐标系")
    return parser
