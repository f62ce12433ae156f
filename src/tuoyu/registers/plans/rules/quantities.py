"""Figures in a sentence: a number with its unit and the words that compare (不低于, 达到, …以上, …以内)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tuoyu.registers.plans.rules.numerals import to_int
from tuoyu.registers.plans.words import Op

_AT_LEAST = (
    r"不得?低于|不得?少于|不得?小于|不得?短于|至少|最少|最低|超过|突破|高于|大于|多于|达到|达至|达"
    r"|(?:提高|提升|增加|增长|上升|扩大|增|升)[到至]|(?:保持|稳定|维持)在?|不下于"
)
_AT_MOST = r"不得?高于|不得?超过|不得?多于|不得?大于|不得?长于|控制在|(?:下降|降低|缩短|压缩|压减|减少|降)[到至]|低于|少于|小于|最多|最高"
_VERB = (
    r"新增|新建|改扩建|改建|扩建|建成|建设|建立|创建|争创|创成|培育|打造|培训|培养|引进|增加|完成|设立|配备|选派|认定|评选|开设|举办|布局|增设|筹建|提供"
    r"|扶持|选拔|招聘|配置|改造|推出|落地|开办|召开|开展|组织|建"
)
_COUNT = (
    r"/10万|/万|个百分点|个工作日|工作日|万平方米|平方米|㎡|人次|课时|学时|学分|亿元|万元|元|个月|周|家|个|名|人|张|所|处|间|台|套|场|次|日|天|小时|分钟|倍|支"
    r"|项|批|条|户|辆|座|件|期|类|门|份|块|公里|千米|米|亩|吨|班|位|岁|%|‰|成(?![立员为功本果熟效绩人长就])"
)
_FIGURE = re.compile(
    rf"(?P<pre>(?:(?:{_AT_LEAST}|{_AT_MOST})[ ]*)*)"
    r"(?:(?P<year>20\d\d)年(?:底|末)?的?)?"
    rf"(?P<verb>(?:{_VERB}))?有?"
    r"(?P<circa>约|近)?[ ]*"
    r"(?P<num>(?<![\d.\-—~－–A-Za-z第])\d{1,9}(?:\.\d{1,4})?(?![\d.])|(?<![每第一二三四五六七八九十百])[一二两三四五六七八九十][一二三四五六七八九十百千]{0,4}|百分之[一二三四五六七八九十百]{1,4})"
    r"(?P<upto>\s*[\-—~－–至到]\s*\d{1,9}(?:\.\d{1,4})?(?![\d.]))?"
    rf"[ ]*(?P<scale>[万亿千余]?)(?:余)?[ ]*(?P<unit>{_COUNT})?(?P<post>及?以上|以下|以内|之内|左右|内)?"
)
_SCALE = {"万": 10_000, "亿": 100_000_000, "千": 1_000}
_COMPARISON = re.compile(rf"(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at ``start:end`` of the text; ``verb`` stands between comparison and number (至少*建成*1家).

    A range (3—5家) has the value it promises at least.
    """

    start: int
    end: int
    value: float | int
    unit: str
    op: Op
    has_comparison: bool
    verb: str = ""
    year: int | None = None
    is_written: bool = False
    post: str = ""
    is_range: bool = False


def figures(folded: str, start: int, end: int) -> Iterator[Figure]:
    """Every number of a stretch that has a unit (or a percentage), in order."""
    for match in _FIGURE.finditer(folded, start, end):
        if figure := _figure(match):
            yield figure


def _figure(match: re.Match[str]) -> Figure | None:
    words, unit = match["num"], match["unit"] or ""
    is_percent = words.startswith("百分之")
    if not unit and not is_percent:
        return None
    number: float | int | None
    if words[0].isdigit():
        number = float(words) if "." in words else int(words)
    else:
        number = to_int(words.removeprefix("百分之"))
    if number is None:
        return None
    pre, post = match["pre"].strip(), match["post"] or ""
    op = _op(pre, post)
    if match["upto"]:
        number = float(re.sub(r"[^\d.]", "", match["upto"])) if op == Op.AT_MOST else number
        number = int(number) if number == int(number) else number
        op = Op.AT_LEAST if op == Op.EQUAL else op
    if unit == "成":
        number, unit = number * 10, "%"
    scale = match["scale"]
    if scale in _SCALE and not unit.endswith("元"):
        number = round(number * _SCALE[scale], 4)
        number = int(number) if number == int(number) else number
    elif scale in ("万", "亿") and unit == "元":
        unit = scale + unit
    return Figure(
        start=match.start(),
        end=match.end(),
        value=number,
        unit="%" if is_percent else unit.replace("个工作日", "工作日"),
        op=op,
        has_comparison=bool(pre) or post not in ("", "左右"),
        verb=match["verb"] or "",
        year=int(match["year"]) if match["year"] else None,
        is_written=not words[0].isdigit() and not is_percent,
        post=post,
        is_range=bool(match["upto"]),
    )


def _op(pre: str, post: str) -> Op:
    if post.endswith("以上"):
        return Op.AT_LEAST
    if post in ("以下", "以内", "之内", "内"):
        return Op.AT_MOST
    words = list(_COMPARISON.finditer(pre))
    if not words:
        return Op.EQUAL
    return Op.AT_LEAST if words[-1]["least"] else Op.AT_MOST
