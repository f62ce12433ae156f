"""The outline: which lines are numbered headings, and what stands under what.

Chinese official writing orders its numbering by kind: 第一章, 第一节, 一、, （一）, 1., （1）, ①. A heading belongs to the
nearest heading before it whose kind ranks higher, so levels may be skipped and may restart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from tuoyu.registers.plans.rules.numerals import to_int
from tuoyu.registers.plans.rules.text import Text

_N = "一二三四五六七八九十百"
_HEAD = re.compile(
    rf"[#>* \t]{{0,6}}(?:"
    rf"第(?P<zhang>[{_N}\d]{{1,4}})(?:章|编|部分)[ \t、.:]*"
    rf"|第(?P<jie>[{_N}\d]{{1,4}})节[ \t、.:]*"
    rf"|第(?P<tiao>[{_N}\d]{{1,4}})条[ \t、.:]*"
    rf"|(?P<cn>[{_N}]{{1,3}}) ?[、.][ \t]*"
    rf"|\( ?(?P<cnp>[{_N}]{{1,3}}) ?\)[、.]?[ \t]*"
    rf"|(?:重点|主要|工作|专项)?(?:任务|行动|工程|举措|措施|项目|事项)(?P<word>[{_N}]{{1,3}}|\d{{1,3}})(?:[ \t]*[:、.][ \t]*|[ \t]+)"
    r"|(?P<deep>\d{1,2}\.\d{1,2}\.\d{1,2})[ \t、.]*(?=[\u4e00-\u9fff“《])"
    r"|(?P<dec>\d{1,2}\.\d{1,2})(?:[ \t、.]+(?=[\u4e00-\u9fff“《])|(?=[\u4e00-\u9fff])(?![个家名万亿元岁倍平米张人%]))"
    r"|(?P<ar>\d{1,3}) ?(?:[、．]|\.(?!\d))[.、]?[ \t]*"
    r"|(?P<ar2>\d{1,3})\)[ \t]*"
    r"|\((?P<arp>\d{1,3})\)[、.]?[ \t]*"
    r"|(?P<sign>[①-⒛㈠-㈩])[、.]?[ \t]*"
    r"|(?P<annex>附 ?[件表图录])(?=[\s:\d一二三四五六]|$)"
    r")[*]{0,2}"
)
# “2 重点任务” is a heading only where 2.1 stands below it.
_PLAIN = re.compile(r"[ \t]*(?P<plain>\d{1,2})[ \t]+(?=[\u4e00-\u9fff])")
_DECIMAL = re.compile(r"^[ \t]*(\d{1,2})\.\d{1,2}[ \t、.]*[\u4e00-\u9fff]", re.MULTILINE)
_GLUED = re.compile(r"(?P<ar>\d{1,3})\.(?=\d{2,5}[\u4e00-\u9fff])")
_RANKS = {
    "annex": 0, "zhang": 1, "jie": 2, "cn": 3, "tiao": 4, "word": 4, "cnp": 5, "ar": 7, "plain": 7, "dec": 8, "deep": 9, "ar2": 10,
    "arp": 11, "circled": 12,
}  # fmt: skip
_UNITS = re.compile(r"牵头|责任单位|责任部门|配合单位|负责[)\]]")


@dataclass(slots=True)
class Node:
    """A heading: ``start`` of its numbering, ``body`` of its words, ``end`` of its own block (before the next heading)."""

    kind: str
    number: str
    start: int
    body: int
    end: int
    rank: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def tree_end(self) -> int:
        """Where everything under this heading ends."""
        node = self
        while node.children:
            node = node.children[-1]
        return node.end

    @property
    def value(self) -> int | None:
        """The number as an integer; ``None`` for decimals."""
        return to_int(self.number)

    def ancestors(self) -> list[Node]:
        """The headings above, nearest first; an annex is a place, not a heading."""
        chain, node = [], self.parent
        while node is not None:
            if node.kind != "annex":
                chain.append(node)
            node = node.parent
        return chain


def read_outline(text: Text) -> list[Node]:
    """Every heading in order of appearance, linked into trees."""
    nodes: list[Node] = []
    decimals = {match[1] for match in _DECIMAL.finditer(text.folded)}
    for start in line_starts(text.folded):
        match = _next_in_row(text.folded, start, nodes) or _HEAD.match(text.folded, start)
        if match is None and (plain := _PLAIN.match(text.folded, start)) and plain["plain"] in decimals:
            match = plain
        if match and (match.end() < len(text.folded) or match.lastgroup == "annex"):
            nodes.append(_node(match))
    for node, after in pairwise(nodes):
        node.end = after.start
    if nodes:
        nodes[-1].end = len(text.clean)
    _rank_words(nodes)
    _link(nodes)
    return nodes


def insert_items(text: Text, nodes: list[Node], places: list[tuple[int, int]]) -> list[Node]:
    """The outline with unnumbered items, each ``(start, start of its words)``, below all else."""
    items = [Node("item", "", start, body, body, max(_RANKS.values()) + 1) for start, body in places]
    merged = sorted([*nodes, *items], key=lambda node: node.start)
    for node, after in pairwise(merged):
        node.end = after.start
    merged[-1].end = len(text.clean)
    for node in merged:
        node.parent, node.children = None, []
    _link(merged)
    return merged


def _next_in_row(folded: str, start: int, nodes: list[Node]) -> re.Match[str] | None:
    """``11.121人才项目`` after item 10: a number whose title begins with a digit."""
    match = _GLUED.match(folded, start)
    last = next((node for node in reversed(nodes) if node.kind == "ar"), None) if match else None
    is_next = match is not None and last is not None and last.value == int(match["ar"]) - 1
    return match if is_next else None


def _node(match: re.Match[str]) -> Node:
    kind = match.lastgroup or ""
    number = match[kind]
    if kind == "sign":
        kind, number = _sign(number)
    return Node(kind, number, match.start(), match.end(), match.end(), _RANKS[kind])


def _sign(char: str) -> tuple[str, str]:
    """A single-character number: ① ⑴ ⒈ ㈠."""
    code = ord(char)
    if code >= 0x3220:
        return "cnp", "一二三四五六七八九十"[code - 0x3220]
    if code >= 0x2488:
        return "ar", str(code - 0x2487)
    if code >= 0x2474:
        return "arp", str(code - 0x2473)
    return "circled", str(code - 0x245F)


def _rank_words(nodes: list[Node]) -> None:
    """“任务一：” stands above （一） unless it first appears beneath one."""
    seen = ""
    for node in nodes:
        if node.kind == "word":
            break
        if node.kind in ("cn", "cnp"):
            seen = node.kind
    if seen == "cnp":
        for node in nodes:
            if node.kind == "word":
                node.rank = 6


def _link(nodes: list[Node]) -> None:
    stack: list[Node] = []
    for node in nodes:
        while stack and stack[-1].rank >= node.rank:
            stack.pop()
        if stack:
            node.parent = stack[-1]
            stack[-1].children.append(node)
        stack.append(node)


def line_starts(folded: str) -> list[int]:
    """Beginnings of lines; in a copy that lost its line breaks, also numbers that follow a full stop or bracket."""
    starts: list[int] = []
    at = 0
    for line in folded.split("\n"):
        starts.append(at)
        if len(line) > 100 and len(_UNITS.findall(line)) >= 3:
            starts += [at + match.end() for match in _INNER.finditer(line)]
        at += len(line) + 1
    return starts


_INNER = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?<!第)(?=\([{_N}]{{1,3}}\)[\u4e00-\u9fff“]|\d{{1,2}}[.、][\u4e00-\u9fff“])"
    rf"|(?<=[。;)\]\s])\s*(?=(?:[{_N}]{{1,3}}、|\([{_N}]{{1,3}}\)|\d{{1,3}}[.、](?!\d))\s*[\u4e00-\u9fff“《])"
)
