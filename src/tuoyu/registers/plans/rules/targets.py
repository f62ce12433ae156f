"""Targets: the figures a plan promises or caps.

A number becomes a target when the sentence compares it (达到, 不低于, …以上, …以内), when something is to be created in that
number (新增…10家), or when it follows a measure by name (持证率80%). It does not when it describes something else: ages,
durations of years, document numbers, shares by which a base is computed (按49%标准, 减按90%计入), baselines (目前, 已建成),
conditions (500人以上的企业). A year holds from “到2025年” to the end of its paragraph, and for the points of a list that
the paragraph opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tuoyu.registers.plans.rules.assignments import bracketed
from tuoyu.registers.plans.rules.metrics import (
    GROWTH,
    RATE,
    SEAM,
    VERB,
    built_place,
    metric_name,
    noun_after,
    split_subjects,
    subsidy_name,
    time_limit_name,
)
from tuoyu.registers.plans.rules.numerals import DATE
from tuoyu.registers.plans.rules.outline import line_starts
from tuoyu.registers.plans.rules.parsed import Op, ParsedTarget, ParsedTask
from tuoyu.registers.plans.rules.quantities import Figure, figures
from tuoyu.registers.plans.rules.text import Text

_TIME = ("工作日", "日", "天", "小时", "分钟", "个月", "周")
_MONEY = ("元", "万元", "亿元")
_COUNTED = (
    "家",
    "个",
    "名",
    "人",
    "张",
    "所",
    "处",
    "间",
    "人次",
    "支",
    "座",
    "户",
    "位",
    "套",
    "班",
    "平方米",
    "万平方米",
)
_YEAR = re.compile(
    r"(?P<mark>到|至|截至)?(?<![较比从自])(?P<year>20\d\d)年(?P<edge>年?[底末])?(?P<by>之?以?前)?(?!\d{1,2}月\d{1,2}日|第|版|以来|起|的?\d)(?:[\d一二三四]{1,2}(?:月|季度)底?前?)?(?P<comma>,)?"
)
_FIVE_YEARS = re.compile(r"十(?P<which>[三四五六])五[”\"]?(?:规划)?(?:时期|期间|期?末|末期)")
_BASELINE = re.compile(r"目前|现有|截至|截止|已建成|已有|已达|已经|现状|上年|去年|近年来|以来|原有|存量|当前")
_MASKED = re.compile(rf"《[^》\n]{{0,200}}》|{DATE}|[\u4e00-\u9fff]{{2,12}}[\[(]?20\d\d[\])]?第?\d{{1,4}}号")
_QUALITY = re.compile(
    r"(?P<subject>[^,;。:!?\n\t|\x01]{2,60}?)(?P<words>(?:得到|有|实现)?(?:明显|显著|大幅度?|稳步|持续|不断|进一步|逐步|有效|较大幅度)(?:提[高升]|上升|增[加长]|下降|降低|扩大|改善|提高))(?=[,;。!\n]|$)"
)
_BASE = re.compile(r"(?:从|由)(?:20\d\d年(?:底|末)?的?)?(?:目前的?|现在的?)?$")
_SHARE = re.compile(r"(?:按照?|以|减按)$")
_APART = re.compile(r"[,;。:!?\n\t|]")


@dataclass(slots=True)
class _Place:
    """What has been read so far: the year in force, and in this sentence the last measure and verb."""

    year: int | None = None
    paragraph_year: int | None = None
    list_year: int | None = None
    metric: str = ""
    verb: str = ""
    figure_end: int = -1
    found: list[ParsedTarget] = field(default_factory=list)


def read_targets(text: Text, tasks: tuple[ParsedTask, ...]) -> tuple[ParsedTarget, ...]:
    """Every target in order of appearance; those inside a task carry its number."""
    masked = _masked(text.folded)
    reach = _reaches(tasks)
    place = _Place()
    for start, end in _paragraphs(text.folded):
        _open_paragraph(masked, start, place)
        for left, right in _sentences(masked, start, end):
            _read_sentence(text, masked, left, right, place, reach)
        opens_list = masked[start:end].rstrip().endswith(":")
        place.list_year = place.paragraph_year if opens_list else place.list_year
    return tuple(_once(place.found))


def _masked(folded: str) -> str:
    """The text with titles of other papers, their numbers, dates and brackets blanked, offsets unchanged."""
    masked = _MASKED.sub(lambda match: "\x01" * len(match[0]), folded)
    for start, end in list(bracketed(masked)):
        if end - start <= 800:
            masked_words = re.sub(r"[^\n]", "\x01", masked[start:end])
            masked = (
                f"{masked[: start - 1]}\x01{masked_words}\x01{masked[end + 1 :]}"
                if masked[end : end + 1] != "\n"
                else masked
            )
    return masked


def _reaches(tasks: tuple[ParsedTask, ...]) -> list[tuple[int, int, int]]:
    reaches = []
    for task in tasks:
        places = [task.spans[name] for name in ("title", "clause") if name in task.spans]
        if places:
            reaches.append((min(span.start for span in places), max(span.end for span in places), task.no))
    return reaches


def _paragraphs(folded: str) -> Iterator[tuple[int, int]]:
    starts = line_starts(folded)
    for at, after in zip(starts, [*starts[1:], len(folded) + 1], strict=True):
        if folded[at : after - 1].strip():
            yield at, min(after, len(folded))


def _sentences(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^。!?]+[。!?]?", masked[start:end]):
        yield start + match.start(), start + match.end()


def _open_paragraph(masked: str, start: int, place: _Place) -> None:
    heading = re.match(
        r"[ #*]*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\x01+)",
        masked[start : start + 8],
    )
    if heading:
        place.list_year = None
    place.paragraph_year = place.year = place.list_year


def _read_sentence(
    text: Text, masked: str, start: int, end: int, place: _Place, reach: list[tuple[int, int, int]]
) -> None:
    place.metric, place.verb, place.figure_end = "", "", -1
    events: list[tuple[int, str, object]] = [
        (figure.start, "figure", figure) for figure in figures(masked, start, end)
    ]
    events += [(match.start(), "year", match) for match in _YEAR.finditer(masked, start, end)]
    events += [(match.start(), "five", match) for match in _FIVE_YEARS.finditer(masked, start, end)]
    events += [(match.end(), "quality", match) for match in _QUALITY.finditer(masked, start, end)]
    place.year = place.paragraph_year
    apart = _apart_targets(text, masked, start, end, place, reach)
    for at, _, event in sorted(events, key=lambda one: (one[0], one[1])):
        if isinstance(event, Figure):
            if not any(left <= at < right for left, right in apart):
                _add(text, place, _of_figure(masked, start, end, event, place), event.start, event.end, reach)
        elif isinstance(event, re.Match):
            _of_match(text, event, place, reach)


def _of_match(text: Text, match: re.Match[str], place: _Place, reach: list[tuple[int, int, int]]) -> None:
    if match.re is _YEAR:
        place.year = int(match["year"])
        if match["mark"] or match["edge"] or match["comma"] or match["by"]:
            place.paragraph_year = place.year
    elif match.re is _FIVE_YEARS:
        place.year = place.paragraph_year = 2020 + 5 * "三四五六".index(match["which"])
    elif place.year is not None:
        names = [name for name in split_subjects(match["subject"]) if RATE.search(name)]
        found = [ParsedTarget(name, Op.QUALITATIVE, None, match["words"], place.year) for name in names]
        _add(text, place, found, match.start(), match.end(), reach)


def _add(
    text: Text,
    place: _Place,
    found: list[ParsedTarget],
    start: int,
    end: int,
    reach: list[tuple[int, int, int]],
) -> None:
    task = next((no for left, right, no in reach if left <= start < right), None)
    for one in found:
        span = text.span(start, end)
        place.found.append(
            ParsedTarget(one.metric, one.op, one.value, one.unit, one.year, task, one.note, span)
        )
        place.metric = one.metric


def _once(found: list[ParsedTarget]) -> Iterator[ParsedTarget]:
    """A target said twice in the same words counts once."""
    seen: set[tuple[object, ...]] = set()
    for one in found:
        key = (one.year, one.metric, one.op, one.value, one.unit, one.task)
        if key not in seen:
            seen.add(key)
            yield one


def _apart_targets(
    text: Text, masked: str, start: int, end: int, place: _Place, reach: list[tuple[int, int, int]]
) -> list[tuple[int, int]]:
    """``A、B分别达到95%、90%以上`` and ``2025年、2030年分别达到80%、90%``: measures or years matched one by one."""
    taken = []
    for match in re.finditer(r"[^,;。:\n\t|]*?分别", masked[start:end]):
        left, right = start + match.start(), start + match.end()
        stop = _APART.search(masked, right)
        limit = stop.start() if stop else end
        values = list(figures(masked, right, min(limit, end)))
        if len(values) < 2:
            continue
        subject = masked[left : right - 2]
        years = [int(year) for year in re.findall(r"(20\d\d)年", subject)]
        names = [metric_name(part) for part in SEAM.split(metric_name(subject)) if metric_name(part)]
        op = values[-1].op if values[-1].post else values[0].op
        if len(years) == len(values):
            name = metric_name(re.split(r"(?:到|至|在)?20\d\d年", subject)[0]) or place.metric
            pairs = [(name, year, value) for year, value in zip(years, values, strict=True)]
        elif len(names) == len(values):
            year = years[0] if years else _year_before(masked, start, right, place)
            pairs = [(name, year, value) for name, value in zip(names, values, strict=True)]
        else:
            continue
        for name, pair_year, value in pairs:
            found = ParsedTarget(name, op, value.value, _unit(value, name, ""), pair_year)
            _add(text, place, [found], value.start, value.end, reach)
        taken.append((left, values[-1].end))
    return taken


def _year_before(masked: str, start: int, end: int, place: _Place) -> int | None:
    said = [int(match["year"]) for match in _YEAR.finditer(masked, start, end)]
    return said[-1] if said else place.year


def _of_figure(masked: str, start: int, end: int, figure: Figure, place: _Place) -> list[ParsedTarget]:
    """The target a figure makes, or nothing (several when it holds for several measures)."""
    left = max([start, *(match.end() for match in _APART.finditer(masked, start, figure.start))])
    if left <= place.figure_end <= figure.start:
        left = place.figure_end
    subject = masked[left : figure.start]
    after = masked[figure.end : end]
    is_next = left == place.figure_end and bool(place.verb)
    if not _is_promise(figure, subject, after, is_next=is_next):
        return []
    place.figure_end = figure.end
    year = figure.year or place.year
    if figure.unit in _TIME:
        return _time_target(figure, subject, after, year)
    segment = masked[max(start, masked.rfind(";", start, figure.start) + 1) : figure.start]
    names = _names(masked[start:end], subject, after, figure, place, is_next=is_next)
    note = re.findall(r"按照?(\d+(?:\.\d+)?%)的?标准", segment)
    targets = []
    for name in names:
        full = subsidy_name(name, after, segment, masked[start:end]) if figure.unit in _MONEY else name
        unit = _unit(figure, full, after)
        targets.append(
            ParsedTarget(
                full,
                figure.op,
                figure.value,
                unit,
                year,
                note=f"按{note[-1]}标准" if note and figure.unit in _MONEY else "",
            )
        )
    return targets


def _is_promise(figure: Figure, subject: str, after: str, *, is_next: bool) -> bool:
    """Is the figure held up as something to reach or not to pass?"""
    if _is_other_thing(figure, subject, after):
        return False
    is_made = is_next or bool(figure.verb or VERB.search(subject))
    if figure.has_comparison:
        return is_made or not re.match(r"的(?!目标|水平|标准|要求)", after)
    if figure.is_written or figure.unit in _TIME or figure.unit in ("周", "次", "倍", "年"):
        return False
    if figure.unit in _MONEY:
        return bool(re.search(r"补助|补贴|奖励|给予|奖补|资助", subject))
    measured = bool(RATE.search(metric_name(subject)))
    if figure.unit in ("%", "‰", "个百分点"):
        return not _SHARE.search(subject) and (measured or bool(GROWTH.search(metric_name(subject))))
    is_share = re.search(r"按照?[^,]*$|每[^,]*$", subject) is not None and not is_made
    return figure.unit in _COUNTED and not is_share and (is_made or measured)


def _is_other_thing(figure: Figure, subject: str, after: str) -> bool:
    """The start of a range, an age, a term, a baseline, or a share by which something else is computed."""
    if _BASE.search(subject) or re.match(r"周?岁|月龄|年|届|版|号|倍", after):
        return True
    if figure.unit == "%" and not figure.has_comparison and _SHARE.search(subject):
        return True
    return bool(_BASELINE.search(subject)) and not re.search(r"到20\d\d年", subject)


def _time_target(figure: Figure, subject: str, after: str, year: int | None) -> list[ParsedTarget]:
    name = time_limit_name(subject, after) if figure.post in ("内", "以内", "之内") else metric_name(subject)
    return [ParsedTarget(name, figure.op, figure.value, figure.unit, year)] if len(name) > 2 else []


def _names(
    sentence: str, subject: str, after: str, figure: Figure, place: _Place, *, is_next: bool
) -> list[str]:
    """The measure's name(s), from the words before the number, after it, or earlier in the sentence."""
    noun = noun_after(after) if figure.unit in (*_COUNTED, "次", "场", "期") else ""
    if "托位" in noun[:14] and re.search(r"每千人口?|/千人", subject + after[:12]):
        return [built_place(sentence) or "每千人口托位数"]
    names = split_subjects(subject)
    if len(names) > 1:
        return names
    name = names[0] if names else ""
    verb = VERB.search(name)
    if is_next and name and not verb and not figure.verb and place.verb and not RATE.search(name):
        name = f"{place.verb}{name}"
    if figure.verb or (
        noun and (not name or (verb and verb.end() == len(name)) or re.fullmatch(r"每.{1,8}", name))
    ):
        whose = name if name.startswith("每") or not figure.verb else ""
        name = f"{whose}{figure.verb}{noun}" if noun else name
    if noun and verb and not name.startswith("每") and not RATE.search(name):
        name = name[verb.start() :]
    if place.metric.startswith(name or " ") and VERB.fullmatch(name):
        name = place.metric
    if subject.rstrip().endswith("按") and noun:
        name = f"{name}{noun}"
    if GROWTH.fullmatch(name) and place.metric:
        name = f"{place.metric}{name}"
    if verb or figure.verb:
        place.verb = figure.verb or (verb[0] if verb else "")
    if not name:
        name = place.metric or _earlier(sentence, subject)
    if figure.unit == "人" and re.fullmatch(r"每.{1,4}", name):
        name = f"{name}人数"
    return [name] if 2 < len(name) <= 40 else []


def _earlier(sentence: str, subject: str) -> str:
    """The last measure named before, when the clause itself names none: ``普惠占比稳步提高,达到60%``."""
    before = sentence.split(subject, maxsplit=1)[0] if subject else sentence
    for clause in reversed(re.split(r"[,;:]", before)):
        match = re.search(r"[\u4e00-\u9fff\d]{2,30}?(?:率|比例|占比|比重|托位数)", clause)
        if match:
            return metric_name(match[0])
    return ""


def _unit(figure: Figure, name: str, after: str) -> str:
    if (
        re.match(r"托位/千人", after)
        or (figure.unit in ("个", "张") and re.search(r"每千(?:常住)?人", name))
        or name.endswith("托位配建")
    ):
        return "个/千人"
    if figure.unit in _MONEY:
        per = re.findall(
            r"每(?:个|名|家|所|张|位)?(班|托位|人|月|年|机构|幼儿|婴幼儿|学员|孩|生|户|平方米)", name
        )
        return "/".join([figure.unit, *per])
    return figure.unit
