"""When a document takes effect, for how long, and its last day.

“自发布之日起施行” counts from the published date, else the signed one; “自印发之日起” from the signed date.
"""

from __future__ import annotations

import re

from tuoyu.registers.plans.rules.head import Found, field_date
from tuoyu.registers.plans.rules.numerals import CN, DATE, add_days, last_day, to_date, to_int
from tuoyu.registers.plans.rules.parsed import Span
from tuoyu.registers.plans.rules.text import Text

_SELF = r"本(?:实施|行动|工作|暂行|若干)?(?:方案|意见|计划|要点|通知|办法|细则|规定|措施|文件|政策|规划)"
_START = re.compile(
    rf"(?:自|从|于)\s*(?P<day>{DATE}|(?P<event>发布|公布|印发|下发|发文|公开|施行)之?日)(?:起?满?(?P<wait>\d{{1,3}}|[{CN}]{{1,4}})(?:个工作)?日后)?\s*(?:起|后)?\s*(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_TERM = re.compile(
    rf"(?:有效期(?:限)?|试行期(?:限)?|施行期(?:限)?|实施期(?:限)?|试行)(?:为|暂定|至|限|定为|:)*\s*(?P<years>\d{{1,2}}|[{CN}]{{1,3}})\s*年(?!\d)"
)
_UNTIL = re.compile(
    rf"(?:有效期(?:限)?(?:截止)?(?:到|至)|有效期[^。\n]{{0,30}}?至)\s*(?P<day>{DATE}|20\d\d年(?=[底末]))"
)


def read_term(
    text: Text, fields: dict[str, Found], values: dict[str, str | int], spans: dict[str, Span]
) -> None:
    """Effective date, years of validity and last day, as far as they follow from the text."""
    start = _effective(text, values) or field_date(fields, "effective")
    if start:
        values["effective"], spans["effective"] = start[0], text.span(start[1], start[2])
    years = next((match for match in _TERM.finditer(text.folded) if _is_own(text, match.start())), None)
    count = to_int(years["years"]) if years else None
    if years and count:
        values["valid_years"], spans["valid_years"] = count, text.span(years.start(), years.end())
    until = _UNTIL.search(text.folded)
    end = _last_date(until["day"]) if until else None
    if until and end:
        values["expires"], spans["expires"] = end, text.span(until.start("day"), until.end("day"))
    elif field := field_date(fields, "expires"):
        values["expires"], spans["expires"] = field[0], text.span(field[1], field[2])
    _complete(values, spans)


def _last_date(words: str) -> str | None:
    """``2025年12月31日``, or ``2025年`` of 2025年底."""
    return f"{words[:4]}-12-31" if re.fullmatch(r"20\d\d年", words) else to_date(words)


def _complete(values: dict[str, str | int], spans: dict[str, Span]) -> None:
    effective, years, expires = values.get("effective"), values.get("valid_years"), values.get("expires")
    if not isinstance(effective, str):
        return
    if isinstance(years, int) and expires is None:
        last = last_day(effective, years)
        if last:
            values["expires"], spans["expires"] = last, spans["valid_years"]
    elif years is None and isinstance(expires, str):
        count = int(expires[:4]) - int(effective[:4])
        for whole in (count, count + 1):
            if last_day(effective, whole) == expires:
                values["valid_years"], spans["valid_years"] = whole, spans["expires"]


def _is_own(text: Text, at: int) -> bool:
    """Does the sentence speak of this document, not of a permit or another paper?"""
    start, end = text.sentence(at)
    sentence = text.folded[start:end]
    return (
        re.search(_SELF, sentence) is not None
        or _START.search(sentence) is not None
        or sentence.startswith("有效期")
    )


def _effective(text: Text, values: dict[str, str | int]) -> Found | None:
    for match in _START.finditer(text.folded):
        if not _is_own_start(text, match):
            continue
        day = to_date(match["day"]) if not match["event"] else _event_day(match["event"], values)
        if day is None:
            return None
        wait = to_int(match["wait"]) if match["wait"] else 0
        return (add_days(day, wait or 0), match.start(), match.end())
    return None


def _is_own_start(text: Text, match: re.Match[str]) -> bool:
    start, _ = text.sentence(match.start())
    before = text.folded[start : match.start()]
    return re.search(_SELF, before) is not None or not before.strip(
        " \t\n一二三四五六七八九十、.()0123456789"
    )


def _event_day(event: str, values: dict[str, str | int]) -> str | None:
    names = ("signed", "published") if event in ("印发", "下发", "发文", "施行") else ("published", "signed")
    return next((str(values[name]) for name in names if name in values), None)
