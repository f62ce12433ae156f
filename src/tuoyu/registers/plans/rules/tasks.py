"""Tasks: headings that carry units, and rows of tables that do.

Which headings are tasks is decided by the document itself:

* a heading whose own text assigns units is a task, unless headings beneath it do so as well;
* where units follow the last of several sub-points, time after time, they belong to the heading above;
* a heading without units is a task when most of its kind have units and it stands beside one that has;
* a document that assigns no units at all has tasks only where it says so: under a chapter named 主要任务, 重点任务 ….

Numbers are kept as written while they only rise; where they restart in each section the tasks are counted through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from tuoyu.registers.plans.rules.assignments import find_assignments, find_spoken, inside
from tuoyu.registers.plans.rules.items import with_items
from tuoyu.registers.plans.rules.outline import Node, read_outline
from tuoyu.registers.plans.rules.parsed import ParsedTask
from tuoyu.registers.plans.rules.roles import Assignment, Convention, convention_of
from tuoyu.registers.plans.rules.table_tasks import tasks_of_rows
from tuoyu.registers.plans.rules.tables import read_rows
from tuoyu.registers.plans.rules.task_fields import names_of, reach_of, spans_of
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.titles import (
    chapter_title,
    clause_bounds,
    sentences_of,
    title_bounds,
    within_sentence,
)
from tuoyu.registers.plans.rules.units import UnitName, is_named_unit

_PREAMBLE = re.compile(
    r"总体(?:要求|目标|思路)|指导思想|基本原则|(?:工作|发展|主要|预期)目标|目标(?:要求)?$|保障(?:措施|机制|体系)|组织(?:保障|实施|领导)"
    r"|工作(?:要求|步骤|原则|保障|机制)|实施(?:步骤|保障)|附则|背景|有关要求|强化保障|监督(?:检查|考核)|考核|时间安排|方法步骤|政策依据"
)
_TASKS = re.compile(
    r"(?:主要|重点|工作|目标|具体|年度)任务|(?:重点|主要)(?:工作|举措|措施|内容|项目|事项)|任务(?:分工|清单|措施)"
)

# A paper about other papers tells who did what, it sets no tasks.
_ABOUT = re.compile(r"^.{6,60}(?:答复|复函|解读|总结|通报|公示|简报)$", re.MULTILINE)
_HEAD_LENGTH = 400
_DUTY_OF = re.compile(r"[ \t:]*(?:主要)?(?:负责|承担)")


@dataclass(slots=True)
class Draft:
    """A task in the making: its heading and the assignments that belong to it."""

    node: Node
    given: list[Assignment] = field(default_factory=list)


def read_tasks(text: Text) -> tuple[ParsedTask, ...]:
    """All tasks in order. The larger of outline and table wins: the table usually repeats the text."""
    rows = read_rows(text)
    places = [(row.start, row.end) for row in rows]
    given = [one for one in find_assignments(text) if not inside(one.start, places)]
    nodes = [node for node in read_outline(text) if not inside(node.start, places)]
    nodes = with_items(text, nodes, given)
    drafts = _drafts(text, nodes, given)
    if len(rows) > sum(bool(draft.given) for draft in drafts):
        return tasks_of_rows(text, rows)
    return _from_drafts(
        text, drafts, convention_of(text.folded, [one for draft in drafts for one in draft.given])
    )


def _drafts(text: Text, nodes: list[Node], given: list[Assignment]) -> list[Draft]:
    bearing = _bearing(nodes, given)
    if not bearing and not _ABOUT.search(text.folded[:_HEAD_LENGTH]):
        bearing = _spoken(text, nodes)
    if not bearing:
        return [Draft(node) for node in _declared(text, nodes)]
    bearing = _lifted(nodes, bearing)
    _hand_down(nodes, bearing)
    bare = _bare_siblings(text, nodes, bearing)
    drafts = [
        Draft(node, bearing.get(id(node), [])) for node in nodes if id(node) in bearing or id(node) in bare
    ]
    for draft in drafts:
        if not draft.given and (spoken := find_spoken(text.folded, draft.node.body, draft.node.end)):
            draft.given.append(spoken)
    return drafts


def _bearing(nodes: list[Node], given: list[Assignment]) -> dict[int, list[Assignment]]:
    """Assignments by the heading whose own block holds them."""
    bearing: dict[int, list[Assignment]] = {}
    at = 0
    for one in given:
        while at + 1 < len(nodes) and nodes[at + 1].start <= one.start:
            at += 1
        if nodes and nodes[at].start <= one.start < nodes[at].end and nodes[at].kind != "annex":
            bearing.setdefault(id(nodes[at]), []).append(one)
    return bearing


def _spoken(text: Text, nodes: list[Node]) -> dict[int, list[Assignment]]:
    """Where no bracket or label assigns anything: sentences that say who leads, outside preamble and safeguards."""
    bearing: dict[int, list[Assignment]] = {}
    for node in nodes:
        above = [node, *node.ancestors()]
        if node.kind == "tiao" or any(_PREAMBLE.search(chapter_title(text, one)) for one in above):
            continue
        if found := find_spoken(text.folded, node.body, node.end):
            bearing[id(node)] = [found]
    return bearing


def _lifted(nodes: list[Node], bearing: dict[int, list[Assignment]]) -> dict[int, list[Assignment]]:
    """Give to the parent what always stands after its last sub-point."""
    parents = [node for node in nodes if id(node) not in bearing and _bearers(node, bearing)]
    last_only = [node for node in parents if _bearers(node, bearing) == [node.children[-1]]]
    others = len(parents) - len(last_only)
    several = [node for node in last_only if len(node.children) > 1]
    if not several or len(several) <= others:
        return bearing
    for node in last_only:
        bearing[id(node)] = bearing.pop(id(node.children[-1]))
    return bearing


def _bearers(node: Node, bearing: dict[int, list[Assignment]]) -> list[Node]:
    return [child for child in node.children if id(child) in bearing]


def _hand_down(nodes: list[Node], bearing: dict[int, list[Assignment]]) -> None:
    """A heading over tasks is no task: its units go to those beneath that have none of that role."""
    for node in nodes:
        below = [child for child in _descendants(node) if id(child) in bearing] if id(node) in bearing else []
        if not below:
            continue
        lead = [one for one in bearing.pop(id(node)) if one.of("lead")]
        for child in below:
            if not any(one.of("lead") for one in bearing[id(child)]):
                bearing[id(child)] = [*lead, *bearing[id(child)]]


def _descendants(node: Node) -> list[Node]:
    return [below for child in node.children for below in (child, *_descendants(child))]


def _bare_siblings(text: Text, nodes: list[Node], bearing: dict[int, list[Assignment]]) -> set[int]:
    """Headings without units that are tasks all the same (third rule above)."""
    kinds = {node.kind for node in nodes if id(node) in bearing}
    bare: set[int] = set()
    for kind in kinds:
        homes = {id(node.parent) for node in nodes if node.kind == kind and id(node) in bearing}
        tops = {
            id(_top(node)) for node in nodes if node.kind == kind and id(node) in bearing and node.ancestors()
        }
        near = [
            node
            for node in nodes
            if node.kind == kind and id(node) not in bearing and not any(id(one) in bearing for one in _descendants(node))
            and (id(node.parent) in homes or (len(node.ancestors()) > 1 and id(_top(node)) in tops))
            and not any(_PREAMBLE.search(chapter_title(text, one)) for one in (node, *node.ancestors()))
        ]  # fmt: skip
        have = sum(node.kind == kind and id(node) in bearing for node in nodes)
        if have >= len(near):
            bare |= {id(node) for node in near}
    return bare


def _top(node: Node) -> Node:
    chain = node.ancestors()
    return chain[-1] if chain else node


def _declared(text: Text, nodes: list[Node]) -> list[Node]:
    """Fourth rule: the items under chapters that call themselves tasks."""
    found: list[Node] = []
    for chapter in nodes:
        above = any(_TASKS.search(chapter_title(text, one)) for one in chapter.ancestors())
        if (
            chapter.kind in ("annex", "ar", "arp", "circled")
            or above
            or not _TASKS.search(chapter_title(text, chapter))
        ):
            continue
        for child in chapter.children:
            below = child.children
            found += below if below and all(_is_titled(text, one) for one in below) else [child]
    return found


def _is_titled(text: Text, node: Node) -> bool:
    start, end = title_bounds(text, node.body, node.end)
    return end - start <= 30 and node.end - end > 20


def _from_drafts(text: Text, drafts: list[Draft], convention: Convention) -> tuple[ParsedTask, ...]:
    drafts = [draft for draft in drafts if _has_title(text, draft.node)]
    numbers = _numbers(drafts)
    chains = [draft.node.ancestors() for draft in drafts]
    chapters = {id(chain[-1]) for chain in chains if chain}
    deep = [chain for chain in chains if len(chain) > 1]
    has_chapters = bool(deep) and (len(chapters) > 1 or deep[0][-1].kind == "zhang")
    tasks = []
    for no, draft, chain in zip(numbers, drafts, chains, strict=True):
        section = chain[0] if chain and not (has_chapters and len(chain) == 1) else None
        chapter = chain[-1] if has_chapters and chain else None
        tasks.append(_task(text, no, draft, convention, section, chapter))
    return tuple(tasks)


def _has_title(text: Text, node: Node) -> bool:
    """A heading that is but a unit's name (市教育局：负责…) lists what a unit does, it is no task."""
    start, end = title_bounds(text, node.body, node.end)
    is_duty = _DUTY_OF.match(text.folded, end) and is_named_unit(text.folded[start:end])
    return end > start and not is_duty


def _numbers(drafts: list[Draft]) -> list[int]:
    written = [draft.node.value for draft in drafts]
    values = [value for value in written if value is not None]
    is_rising = all(before < after for before, after in pairwise(values))
    if len(values) == len(written) and is_rising and len({draft.node.kind for draft in drafts}) == 1:
        return values
    return list(range(1, len(drafts) + 1))


def _task(
    text: Text, no: int, draft: Draft, convention: Convention, section: Node | None, chapter: Node | None
) -> ParsedTask:
    node = draft.node
    title = title_bounds(text, node.body, node.end)
    first = min((one.start for one in draft.given), default=node.end)
    title = within_sentence(text, title, first if first > title[1] else node.end)
    clause = clause_bounds(text, title[1], node.tree_end, [(one.start, one.end) for one in draft.given])
    lead, responsible = _divided(draft.given, convention)
    deadline = next((one.deadline for one in draft.given if one.deadline), None)
    return ParsedTask(
        no=no,
        title=text.clean[title[0] : title[1]],
        lead=names_of(text, lead),
        responsible=names_of(text, responsible),
        section=section.number if section else None,
        section_title=chapter_title(text, section) if section else None,
        chapter=chapter.number if chapter else None,
        chapter_title=chapter_title(text, chapter) if chapter else None,
        clause=text.clean[clause[0] : clause[1]],
        measures=sentences_of(text.clean[clause[0] : clause[1]]),
        deadline=text.clean[deadline[0] : deadline[1]] if deadline else None,
        spans=spans_of(text, title=title, clause=clause, lead=reach_of(lead), responsible=reach_of(responsible),
                     deadline=deadline),
    )  # fmt: skip


def _divided(given: list[Assignment], convention: Convention) -> tuple[list[UnitName], list[UnitName]]:
    lead: list[UnitName] = []
    responsible: list[UnitName] = []
    for one in given:
        leads, others = convention.divide(one)
        lead += leads
        responsible += others
    return lead, responsible
