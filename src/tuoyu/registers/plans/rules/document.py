"""Document facts: number, title, issuer, dates and term, each from the place where such papers state them.

The document's own number stands alone (in a field, on its line, at the head of the title), never in brackets behind
a 《…》 or after 根据. “自发布之日起施行” counts from the published date, else the signed one; “自印发之日起” from the signed date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuoyu.registers.plans.rules.numerals import CN, DATE, add_days, last_day, to_date, to_int
from tuoyu.registers.plans.rules.parsed import Span
from tuoyu.registers.plans.rules.text import Text


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``温鹿政办〔2020〕64号`` → organ code, year, sequence."""

    code: str
    year: int
    seq: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.seq}号"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head, the foot and the last sentences of a document say."""

    values: dict[str, str | int]
    spans: dict[str, Span]


Found = tuple[str, int, int]

_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{2,14}?)\s*[\[(]?\s*((?:19|20)\d\d)\s*年?\s*[\])]?\s*第?\s*(\d{1,4})\s*号"
)
_FIELDS = {
    "doc_no": "发文字号|文件字号|发文文号|文件编号|公文文号|文件号|文号|字号",
    "index_no": "索引号|信息索引号",
    "unified_no": "统一编号|统一登记号|登记编号|规范性文件编号|规范性文件登记号|登记号",
    "signed": "成文日期|成文时间|签发日期|印发日期|制发日期",
    "published": "发布日期|发布时间|生成日期|公开日期|公开时间|发布于|公布日期|信息生成日期",
    "written": "发文日期|发文时间",
    "effective": "生效日期|施行日期|实施日期|生效时间|实施时间",
    "expires": "失效日期|废止日期|失效时间|废止时间|有效期至",
    "issuer": "发布机构|发文机关|制发机关|发文单位|发布单位|制定机关|公开主体|发文机构|印发单位",
    "title": "标题|信息名称|文件名称|名称",
    "other": "公开方式|有效性|组配分类|主题分类|主题词|分类|关键词|体裁|公开范围|信息来源|来源|公开类别|服务对象|下载|废止记录|效力状态|时效性",
}


def _spaced(words: str) -> str:
    return "|".join(r"[ \t]*".join(word) for word in words.split("|"))


_LABEL = re.compile(
    "|".join(
        rf"(?P<{name}>(?<![\u4e00-\u9fff])(?:{_spaced(words)}))(?=[ \t]*[:\n\t ]|[ \t]*\d)"
        for name, words in _FIELDS.items()
    )
)
_BODY = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十]{1,3}[章条]|\([一二三]\)|1[.、])",
    re.MULTILINE,
)
_ORGAN = re.compile(
    r"[\u4e00-\u9fff()、 ]{0,40}(?:人民政府(?:办公[室厅])?|(?:党委|市委|县委|区委|省委)(?:办公[室厅])?|管委会|管理委员会|[局委部厅办]|委员会|领导小组(?:办公室)?|联席会议(?:办公室)?|总工会|联合会|街道办事处|院|中心)"
)
_ISSUE = re.compile(
    r"(?P<organ>[^\n《》。]{0,60}?)(?:关于)?(?:印发|下发|发布|转发)[ \n]*(?:《(?P<book>[^\n]{4,120})》|(?P<bare>[^\n《》。]{6,120}?))[ \n]*的[ \n]*通[ ]?知"
)
_NOTICE = re.compile(
    r"(?:现将|^)\s*《([^\n]{4,120}?)》(?:\([^)]{1,30}\))?(?:已|印发|业经|经|予以|下发)", re.MULTILINE
)
_KINDS = r"(?:实施方案|工作方案|行动方案|行动计划|工作要点|实施意见|指导意见|若干措施|实施细则|实施办法|管理办法|方案|意见|要点|计划|规划|办法|细则|规定|措施|通知|决定|清单|分工)"
_TITLE = re.compile(rf"[^。;,\n]{{0,80}}{_KINDS}(?:\([^)\n]{{1,24}}\))?$")
_DAY = re.compile(DATE)
_SELF = r"本(?:实施|行动|工作|暂行|若干)?(?:方案|意见|计划|要点|通知|办法|细则|规定|措施|文件|政策|规划)"
_START = re.compile(
    rf"自\s*(?P<day>{DATE}|(?P<event>发布|公布|印发|下发|发文|公开|施行)之?日)(?:起?满?(?P<wait>\d{{1,3}}|[{CN}]{{1,4}})(?:个工作)?日后)?\s*(?:起|后)?\s*(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_TERM = re.compile(
    rf"(?:有效期(?:限)?|试行期(?:限)?|施行期(?:限)?|实施期(?:限)?|试行)(?:为|暂定|至|限|定为)*\s*(?P<years>\d{{1,2}}|[{CN}]{{1,3}})\s*年(?!\d)"
)
_UNTIL = re.compile(rf"(?:有效期(?:限)?(?:截止)?(?:到|至)|有效期[^。\n]{{0,30}}?至)\s*(?P<day>{DATE})")


def parse_document_number(words: str) -> DocumentNumber | None:
    """Read a document number in any of its forms, also one whose brackets a web page lost (鄂政办发20208号)."""
    match = _NUMBER.search(_folded(words))
    if match is None:
        return None
    return DocumentNumber(match[1], int(match[2]), int(match[3]))


def _folded(words: str) -> str:
    return Text.of(words).folded


def read_facts(text: Text) -> Facts:
    """Every fact that the text states."""
    head = _head_end(text.folded)
    fields = _fields(text.folded, head)
    found: dict[str, Found | None] = {
        "doc_no": _own_number(text, fields, head),
        "index_no": fields.get("index_no"),
        "unified_no": fields.get("unified_no"),
        "title": _title(text, fields, head),
        "issuer": None,
        "published": _field_date(fields, "published"),
    }
    signature = _signature(text)
    found["signed"] = _field_date(fields, "signed") or signature[0] or _field_date(fields, "written")
    found["issuer"] = (
        signature[1] or _title_organ(text, head) or _red_head(text, head) or fields.get("issuer")
    )
    values: dict[str, str | int] = {name: one[0] for name, one in found.items() if one}
    spans = {name: text.span(one[1], one[2]) for name, one in found.items() if one}
    _term(text, fields, values, spans)
    return Facts(values, spans)


def _head_end(folded: str) -> int:
    body = _BODY.search(folded)
    return body.start() if body else min(len(folded), 4000)


def _fields(folded: str, head: int) -> dict[str, Found]:
    """Labelled fields of the head, with or without colons, several on a line or the value on the next line."""
    labels = list(_LABEL.finditer(folded, 0, head))
    fields: dict[str, Found] = {}
    for at, match in enumerate(labels):
        limit = labels[at + 1].start() if at + 1 < len(labels) else head
        value = re.compile(r"[ \t]*:?[ \t]*\n?[ \t]*([^\n]*)").match(folded, match.end(), limit)
        words = value[1].strip(" \t:;,|") if value else ""
        name = match.lastgroup or ""
        if name in ("index_no", "unified_no"):
            words = words.split(" ")[0]
        if words and value and name not in fields:
            start = value.start(1) + value[1].index(words)
            fields[name] = (words, start, start + len(words))
    return fields


def _field_date(fields: dict[str, Found], name: str) -> Found | None:
    field = fields.get(name)
    day = to_date(field[0]) if field else None
    return (day, field[1], field[2]) if field and day else None


def _number_at(text: Text, start: int, end: int) -> Found | None:
    match = _NUMBER.search(text.folded, start, end)
    if match is None:
        return None
    code = re.sub(r"^(?:文件|文号|发文字号|字号|编号)", "", match[1])
    return (
        str(DocumentNumber(code, int(match[2]), int(match[3]))),
        match.end() - (match.end() - match.start(1)) + len(match[1]) - len(code),
        match.end(),
    )


def _own_number(text: Text, fields: dict[str, Found], head: int) -> Found | None:
    if field := fields.get("doc_no"):
        found = _number_at(text, field[1], field[2])
        if found:
            return found
    for start, end in _line_places(text.folded):
        match = _NUMBER.search(text.folded, start, end)
        if match is None:
            continue
        before = text.folded[start : match.start()].strip(" \t*:号文字发")
        after = text.folded[match.end() : end].strip(" \t*]).")
        is_alone = not before and re.fullmatch(r"(?:\.?(?:pdf|docx?|wps|ofd))?|签发人.*", after)
        is_heading = (
            start < head
            and not re.search(r"[《》,。(]", before)
            and (
                (not before and _TITLE.match(after))
                or (not after and (before.endswith("文件") or _TITLE.match(before)))
            )
        )
        if is_alone or is_heading:
            return _number_at(text, match.start(), end)
    return None


def _line_places(folded: str) -> list[tuple[int, int]]:
    places, at = [], 0
    for line in folded.split("\n"):
        if line.strip():
            places.append((at, at + len(line)))
        at += len(line) + 1
    return places


def _title(text: Text, fields: dict[str, Found], head: int) -> Found | None:
    for pattern in (_NOTICE, _ISSUE):
        match = pattern.search(text.folded, 0, head)
        if match:
            name = 1 if pattern is _NOTICE else ("book" if match["book"] else "bare")
            return _titled(text, match.start(name), match.end(name))
    if field := fields.get("title"):
        match = _ISSUE.search(field[0])
        if not match and _TITLE.search(field[0]):
            return _titled(text, field[1], field[2])
    return _title_line(text, head)


def _titled(text: Text, start: int, end: int) -> Found:
    words = re.sub(r"\s+", "", text.clean[start:end])
    return words, start, end


def _title_line(text: Text, head: int) -> Found | None:
    """The last heading line before the body, with the short line above it when it was broken in two."""
    places = _line_places(text.folded[:head])
    best: Found | None = None
    for at, (start, end) in enumerate(places):
        line = text.folded[start:end].strip("* #\t")
        if not _TITLE.fullmatch(line) or _LABEL.match(line) or line.endswith((":", "。")):
            continue
        first = start
        if len(line) <= 14 and at and _continues(text.folded[places[at - 1][0] : places[at - 1][1]], line):
            first = places[at - 1][0]
        if best is None or len(best[0]) <= 8:
            left = first + len(text.folded[first:end]) - len(text.folded[first:end].lstrip("* #\t"))
            best = _titled(text, left, end)
    return best


def _continues(above: str, line: str) -> bool:
    """Was ``line`` broken off the line above? It is too short or too plain to be a title alone."""
    if re.search(r"[。:;,号日]$", above.strip()) or _LABEL.match(above) or len(above) > 60 or len(above) < 4:
        return False
    return len(line) <= 8 or bool(re.match(r"的|和|与|发展|服务|工作|实施|三年|行动", line))


def _signature(text: Text) -> tuple[Found | None, Found | None]:
    """Date and organ at the foot of the notice: a line that is only a date, and the organ lines above it."""
    places = _line_places(text.folded)
    backup: Found | None = None
    printer: Found | None = None
    for at, (start, end) in enumerate(places):
        line = text.folded[start:end]
        match = _DAY.search(line)
        if match is None:
            continue
        day = to_date(match[0])
        before = line[: match.start()].strip()
        after = line[match.end() :].strip()
        if day is None or (after and not re.match(r"\(此件|印发", after)) or len(before) > 60:
            continue
        place = (day, start + match.start(), start + match.end())
        if after.startswith("印发"):
            backup = backup or place
            organ = re.fullmatch(r"\(?(" + _ORGAN.pattern + r")\s*(?:于|发布)?", before)
            if organ:
                begun = start + line.index(organ[1])
                printer = printer or (organ[1].strip(), begun, begun + len(organ[1]))
        elif not before:
            organ = _organ_above(text, places[:at])
            if organ or not _LABEL.search(text.folded, max(0, start - 12), start):
                return place, organ
        elif _ORGAN.fullmatch(before):
            return place, (text.clean[start : start + len(before)], start, start + len(before))
    return backup, printer


def _organ_above(text: Text, places: list[tuple[int, int]]) -> Found | None:
    first: int | None = None
    last = 0
    for start, end in reversed(places[-6:]):
        words = text.folded[start:end].strip()
        if not _ORGAN.fullmatch(words) or len(words) < 4:
            break
        first, last = start, last or end
    if first is None:
        return None
    names = [name.strip() for name in text.clean[first:last].split("\n") if name.strip()]
    return "、".join(names), first, last


def _title_organ(text: Text, head: int) -> Found | None:
    match = _ISSUE.search(text.folded, 0, head)
    organ = match["organ"].strip(" *#\t").removesuffix("关于").strip() if match else ""
    if match and organ and _ORGAN.fullmatch(organ):
        start = text.folded.index(organ, match.start("organ"))
        return text.clean[start : start + len(organ)], start, start + len(organ)
    about = re.compile(
        r"^[*# ]*([\u4e00-\u9fff]{4,30}?(?:人民政府(?:办公[室厅])?|委员会|局|办公室))关于", re.MULTILINE
    ).search(text.folded, 0, head)
    return (about[1], about.start(1), about.end(1)) if about else None


def _red_head(text: Text, head: int) -> Found | None:
    match = re.compile(r"^([\u4e00-\u9fff]{4,30}?)文[ \t]*件[ \t]*$", re.MULTILINE).search(
        text.folded, 0, head
    )
    return (match[1], match.start(1), match.end(1)) if match else None


def _term(text: Text, fields: dict[str, Found], values: dict[str, str | int], spans: dict[str, Span]) -> None:
    """Effective date, years of validity and last day, as far as they follow from the text."""
    start = _effective(text, values) or _field_date(fields, "effective")
    if start:
        values["effective"], spans["effective"] = start[0], text.span(start[1], start[2])
    years = _TERM.search(text.folded)
    count = to_int(years["years"]) if years else None
    if years and count and _is_own(text, years.start()):
        values["valid_years"], spans["valid_years"] = count, text.span(years.start(), years.end())
    until = _UNTIL.search(text.folded)
    end = to_date(until["day"]) if until else None
    if until and end:
        values["expires"], spans["expires"] = end, text.span(until.start("day"), until.end("day"))
    elif field := _field_date(fields, "expires"):
        values["expires"], spans["expires"] = field[0], text.span(field[1], field[2])
    _complete(values, spans)


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
