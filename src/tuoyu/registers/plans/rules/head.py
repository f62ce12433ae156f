"""The head of a document: its labelled fields (文号, 发布日期 …), its lines, and where the body begins."""

from __future__ import annotations

import re

from tuoyu.registers.plans.rules.numerals import to_date

Found = tuple[str, int, int]  # words, and where they begin and end

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


FIELD_LABEL = re.compile(
    "|".join(
        rf"(?P<{name}>(?<![\u4e00-\u9fff])(?:{_spaced(words)}))(?=[ \t]*[:\n\t ]|[ \t]*\d)"
        for name, words in _FIELDS.items()
    )
)
_BODY = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十]{1,3}[章条]|\([一二三]\)|1[.、])",
    re.MULTILINE,
)


def head_end(folded: str) -> int:
    """Where the first numbered heading stands."""
    body = _BODY.search(folded)
    return body.start() if body else min(len(folded), 4000)


def read_fields(folded: str, head: int) -> dict[str, Found]:
    """Labelled fields of the head, with or without colons, several on a line or the value on the next line."""
    labels = list(FIELD_LABEL.finditer(folded, 0, head))
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


def field_date(fields: dict[str, Found], name: str) -> Found | None:
    """A field read as a date."""
    field = fields.get(name)
    day = to_date(field[0]) if field else None
    return (day, field[1], field[2]) if field and day else None


def line_places(folded: str) -> list[tuple[int, int]]:
    """Begin and end of every line that is not blank."""
    places, at = [], 0
    for line in folded.split("\n"):
        if line.strip():
            places.append((at, at + len(line)))
        at += len(line) + 1
    return places
