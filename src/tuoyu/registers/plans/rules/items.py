"""Tasks without numbers: bullets and paragraphs that each close with their own units.

They are looked for where a heading that is itself no item (一、, （一）) or a text without headings holds several assignments
in paragraphs of their own; a numbered point may speak of several units and stays one task.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from tuoyu.registers.plans.rules.outline import Node, insert_items
from tuoyu.registers.plans.rules.roles import Assignment
from tuoyu.registers.plans.rules.text import Text

_BULLET = re.compile(
    r"[\s●■◆★○◇□▲▪•·*＊\-—–>]*(?:(?:任务|项目|事项|工作|举措)(?:名称|内容)?|(?:重点|主要|工作|具体)(?:任务|工作|举措|措施)|内容)?(?:(?<=[称容务目项作举措施])[ \t]*:)?[ \t]*"
)
_HOLDERS = ("zhang", "jie", "cn", "word", "cnp", "annex")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")


def with_items(text: Text, nodes: list[Node], given: list[Assignment]) -> list[Node]:
    """The outline with a heading for each unnumbered task."""
    held: dict[int, list[Assignment]] = {}
    starts = [node.start for node in nodes]
    for one in given:
        held.setdefault(bisect_right(starts, one.start) - 1, []).append(one)
    numbered = sum(at >= 0 and len(_items(text, nodes[at], ones)) == 1 for at, ones in held.items())
    places: list[tuple[int, int]] = []
    for at, ones in held.items():
        node = nodes[at] if at >= 0 else None
        items = _items(text, node, ones)
        if len(items) > 1 and len(items) > numbered and (node is None or node.kind in _HOLDERS):
            places += items
    return insert_items(text, nodes, sorted(places)) if places else nodes


def _items(text: Text, node: Node | None, given: list[Assignment]) -> list[tuple[int, int]]:
    """Where each item and its words begin: the first line with words between one assignment and the next."""
    folded = text.folded
    items: list[tuple[int, int]] = []
    at = node.body if node else 0
    if node:
        line_end = folded.find("\n", node.body, given[0].start)
        at = line_end if line_end > 0 else given[0].end
    for one in given:
        first = max(at, _paragraph(folded, at, one.start) if not node and not items else at)
        words = _WORDS.search(folded, first, max(first, one.start - 1))
        if words:
            start = max(first, folded.rfind("\n", first, words.start()) + 1)
            bullet = _BULLET.match(folded, start, one.start)
            items.append((start, bullet.end() if bullet else start))
        line_end = folded.find("\n", one.end)
        at = line_end if line_end > 0 else len(folded)
    return items


def _paragraph(folded: str, start: int, end: int) -> int:
    """In a text without headings the first item is the paragraph before its units, not the title of the paper."""
    line = folded.rfind("\n", start, end) + 1
    if not _WORDS.search(folded, line, max(line, end - 1)):
        line = folded.rfind("\n", start, max(start, line - 1)) + 1
    return line
