"""Where a heading's title ends and its clause begins."""

from __future__ import annotations

import re

from tuoyu.registers.plans.rules.outline import Node
from tuoyu.registers.plans.rules.roles import read_roles
from tuoyu.registers.plans.rules.text import Text

_TITLE_MAX = 80
_STOPS = re.compile(r"[。;:!\n]")
_OPENING = re.compile(r"[(\[]")
_SUBORDINATE = re.compile(
    r"(?:到|至|在|自|从|为|对|按照?|根据|依托|依据|通过|结合|围绕|以|由|将|把|随着|针对|坚持|利用|充分|凡|经|20\d\d|每)|.*(?:中|时|后|前|的|上|下|起)$"
)
_TAIL = re.compile(
    r"^(?:本(?:实施|行动|工作)?(?:方案|意见|计划|要点|通知|办法|细则|规定|措施)?自.{2,30}(?:施行|实施|执行)|(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
    r"|[二〇○零一]{3,4}.年.{1,2}月.{1,3}日|[(（]此件|附\s?件\s*[:：\d]?|抄\s*送|主题词|(?:责任)?编辑[:：]).*",
    re.MULTILINE | re.DOTALL,
)


def title_bounds(text: Text, start: int, end: int) -> tuple[int, int]:
    """The title within a heading's block: up to the first full stop, colon, semicolon, line end or unit bracket."""
    block = text.folded[start:end]
    start += len(block) - len(block.lstrip())
    if text.folded[start : start + 1] == "[":
        closing = text.folded.find("]", start, min(end, start + _TITLE_MAX))
        if (
            closing > 0
            and "\n" not in text.folded[start:closing]
            and not read_roles(text.folded, start + 1, closing, share=0.6)
        ):
            return start + 1, closing
    stop = _first_stop(text.folded, start, end)
    words = text.folded[start:stop]
    stop = start + len(words.rstrip(" \t,、。*"))
    return start, _shortened(text.folded, start, stop)


def _first_stop(folded: str, start: int, end: int) -> int:
    for match in _STOPS.finditer(folded, start, end):
        at = match.start()
        is_inside = any(folded.count(a, start, at) > folded.count(b, start, at) for a, b in ("()", "[]"))
        bracket = _unit_bracket(folded, start, end if is_inside else at, end)
        if bracket is not None:
            return bracket
        if not is_inside:
            return at
    bracket = _unit_bracket(folded, start, end, end)
    return end if bracket is None else bracket


def _unit_bracket(folded: str, start: int, stop: int, end: int) -> int | None:
    """The first bracket in ``start:stop``, when it holds units."""
    opening = _OPENING.search(folded, start, stop)
    if opening is None or opening.start() == start:
        return None
    bracket = opening.start()
    closing = folded.find(")" if opening[0] == "(" else "]", bracket, end)
    holds = read_roles(folded, bracket + 1, closing if closing > 0 else end, share=0.6)
    return bracket if holds else None


def _shortened(folded: str, start: int, stop: int) -> int:
    """A short phrase before a blank is the title of the text after it; an overlong title stops at its first comma."""
    blank = re.compile(r"(\S{4,24})[ \t]+\S{12,}").match(folded, start, stop)
    if blank:
        return blank.end(1)
    if stop - start > _TITLE_MAX:
        comma = folded.find(",", start + 6, start + _TITLE_MAX)
        return comma if comma > 0 else start + _TITLE_MAX
    return stop


def within_sentence(text: Text, title: tuple[int, int], end: int) -> tuple[int, int]:
    """The opening clause, where the whole task is one sentence (``扩大供给，新增托位200个。（牵头单位：…）``) or a very long one."""
    start, stop = title
    words = text.folded[start:stop]
    opening = words.split(",", 1)[0].rstrip()
    rest = words[len(opening) :]
    is_whole = not text.folded[stop:end].strip(" \t\n。;:*([")
    is_long = len(words) > (18 if is_whole else 40) or (is_whole and re.search(r"\d", rest) is not None)
    is_title = 4 <= len(opening) <= 30 and not re.search(r"\d", opening) and not _SUBORDINATE.match(opening)
    return (start, start + len(opening)) if rest and is_long and is_title else title


def chapter_title(text: Text, node: Node) -> str:
    """The words of a heading, without its number."""
    start, end = title_bounds(text, node.body, max(node.body, min(node.end, node.body + 400)))
    return text.clean[start:end]


def clause_bounds(text: Text, start: int, end: int, given: list[tuple[int, int]]) -> tuple[int, int]:
    """The text between title and units; where the units stand right behind the title, the text after them."""
    if given:
        first, last = min(place[0] for place in given) - 1, max(place[1] for place in given) + 1
        between = text.folded[start:first].strip(" \t\n。:;,*([")
        start, end = (start, min(first, end)) if between or last >= end else (min(last, end), end)
    else:
        tail = _TAIL.search(text.clean, start, end)
        end = tail.start() if tail else end
    words = text.clean[start:end]
    left = start + len(words) - len(words.lstrip(" \t\n。：:；;，,*】]）)"))
    right = start + len(words.rstrip(" \t\n*（([【"))
    return left, max(left, right)


def sentences_of(clause: str) -> tuple[str, ...]:
    """A clause cut into sentences, each with its own closing mark."""
    return tuple(part.strip() for part in re.findall(r"[^。！？\n]+[。！？]?", clause) if part.strip())
