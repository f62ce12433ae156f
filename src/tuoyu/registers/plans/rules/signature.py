"""Who issued the document and when it was signed: the foot of the notice, else title, red head."""

from __future__ import annotations

import re

from tuoyu.registers.plans.rules.head import FIELD_LABEL, Found, line_places
from tuoyu.registers.plans.rules.numerals import DATE, to_date
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.title import ISSUE

_ORGAN = re.compile(
    r"[\u4e00-\u9fff()、 ]{0,40}(?:人民政府(?:办公[室厅])?|(?:党委|市委|县委|区委|省委)(?:办公[室厅])?|管委会|管理委员会|[局委部厅办]|委员会|领导小组(?:办公室)?|联席会议(?:办公室)?|总工会|联合会|街道办事处|院|中心)"
)
_DAY = re.compile(DATE)
_SQUEEZED = re.compile(r"[ \t]*(20\d\d)(\d{2,4})[ \t]*")  # 2021817: a web page lost 年月日
_JOINT = re.compile(r"(?:中共|共青团)?[\u4e00-\u9fff]{2,30}(?:政府|[局委部厅办会院]|办公[室厅]|中心|小组)")


def read_signature(text: Text) -> tuple[Found | None, Found | None]:
    """Date and organ at the foot of the notice: a line that is only a date, and the organ lines above it.

    A line of printing (某某办公室2020年12月30日印发) serves where there is no such foot.
    """
    places = line_places(text.folded)
    printed: tuple[Found | None, Found | None] = (None, None)
    for at, (start, end) in enumerate(places):
        match = _DAY.search(text.folded, start, min(end, start + 100))
        day = to_date(match[0]) if match else None
        if match is None and (match := _SQUEEZED.fullmatch(text.folded, start, end)):
            day = _squeezed_day(match[1], match[2])
        if match is None or day is None:
            continue
        before = text.folded[start : match.start()].strip()
        after = text.folded[match.end() : end].strip()
        date = (day, match.start(), match.end())
        if after.startswith("印发"):
            printed = (printed[0] or date, printed[1] or _printer(text, start, match.start()))
        elif after and not after.startswith("(此件"):
            continue
        elif not before:
            organ = _organ_above(text, places[:at])
            if organ or not FIELD_LABEL.search(text.folded, max(0, start - 12), start):
                return date, organ
        elif _ORGAN.fullmatch(before):
            return date, (text.clean[start : start + len(before)], start, start + len(before))
    return printed


def _squeezed_day(year: str, digits: str) -> str | None:
    """``2021``, ``817`` → 17 August 2021; ``None`` where the digits allow two dates (2021111)."""
    splits = [(digits[:at], digits[at:]) for at in (1, 2) if 1 <= len(digits) - at <= 2]
    days = {
        to_date(f"{year}-{month}-{day}")
        for month, day in splits
        if len(month) == 2 or "0" not in (month[0], day[0])
    }
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _printer(text: Text, start: int, end: int) -> Found | None:
    words = text.folded[start:end]
    organ = re.fullmatch(rf"\(?({_ORGAN.pattern})\s*(?:于|发布)?", words.strip())
    if organ is None:
        return None
    begun = start + words.index(organ[1])
    return organ[1].strip(), begun, begun + len(organ[1])


def _organ_above(text: Text, places: list[tuple[int, int]]) -> Found | None:
    first: int | None = None
    last = 0
    for start, end in reversed(places[-6:]):
        words = text.folded[start:end].strip()
        if len(words) < 4 or not (_ORGAN.fullmatch(words) or all(map(_JOINT.fullmatch, words.split()))):
            break
        first, last = start, last or end
    if first is None:
        return None
    return "、".join(_names(text.clean[first:last])), first, last


def _names(words: str) -> list[str]:
    """Organs on lines of their own, or side by side (市卫生健康委 市财政局); a name that blanks stretch stays one."""
    names: list[str] = []
    for line in filter(None, map(str.strip, words.split("\n"))):
        parts = line.split()
        names += parts if len(parts) > 1 and all(map(_JOINT.fullmatch, parts)) else [line]
    return names


def title_organ(text: Text, head: int) -> Found | None:
    """``某某人民政府办公室关于…``."""
    match = ISSUE.search(text.folded, 0, head)
    organ = match["organ"].strip(" *#\t").removesuffix("关于").strip() if match else ""
    if match and organ and _ORGAN.fullmatch(organ):
        start = text.folded.index(organ, match.start("organ"))
        return text.clean[start : start + len(organ)], start, start + len(organ)
    about = re.compile(
        r"^[*# ]*([\u4e00-\u9fff]{2,30}?(?:人民政府(?:办公[室厅])?|委员会|局|办公室))关于", re.MULTILINE
    ).search(text.folded, 0, head)
    return (about[1], about.start(1), about.end(1)) if about else None


def red_head(text: Text, head: int) -> Found | None:
    """``某某人民政府文件``."""
    match = re.compile(r"^([\u4e00-\u9fff]{4,30}?)文[ \t]*件[ \t]*$", re.MULTILINE).search(
        text.folded, 0, head
    )
    return (match[1], match.start(1), match.end(1)) if match else None
