"""Who does what: labels (牵头单位：…), verbs (…牵头，…配合；…按职责分工负责) and bare lists in brackets.

Four roles are read: *lead* (牵头、主办、主要责任), *duty* (责任单位、负责、承办、落实), *shared* (按职责分工负责、分别负责)
and *support* (配合、协办、参加).
They become lead and responsible by these rules, in this order:

1. lead → lead units; all others → responsible units.
2. No lead, and the text says that the first of a list leads (“列第一位的为牵头单位”), or the list is bare, without label or
   verb (“（区教育局、区民政局）”): the first unit with a duty leads.
3. No lead, but duty *and* support in one assignment (责任单位：A；配合单位：B): duty → lead. Where a document has this
   pair and never says 牵头, its duty units lead everywhere.
4. One unit alone that no label calls 责任单位 (“区教育局负责”) leads.
5. Otherwise (责任单位：A、B; A、B按职责分工负责) there is no lead: all are responsible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tuoyu.registers.plans.rules.units import UnitName, is_named_unit, split_units

LEAD, DUTY, SHARED, SUPPORT = "lead", "duty", "shared", "support"
IGNORED, DEADLINE = "ignored", "deadline"

_ORGAN = r"(?:单位|部门|主体|科室|处室)"
_LABELS = (
    (
        LEAD,
        rf"(?:总牵头|牵头(?:责任|负责|实施|组织|落实)?|主办|主责|主要(?:责任|负责|承办)|第一责任){_ORGAN}",
    ),
    (DUTY, rf"(?:责任|负责|落实|实施|承办|承担|执行|完成|具体(?:责任|负责|实施)|共同责任|相关责任){_ORGAN}"),
    (SUPPORT, rf"(?:配合|协办|协同|协作|协助|参加|参与|支持|联办|会办)(?:责任|实施)?{_ORGAN}"),
    (
        DEADLINE,
        r"(?:完成|办结|实施|推进|整改)?(?:时限|时间节点|时间要求|时间)(?:要求)?|完成期限|时间进度|进度要求",
    ),
    (
        IGNORED,
        r"(?:责任|牵头|分管|包抓|联系|督办|督导)(?:区|市|县)?(?:领导|人|科室)|监督(?:单位|部门)|督[导办查](?:单位|部门)|备注|成果形式",
    ),
)
# Short forms count only before a colon: “牵头：区教育局”.
_SHORT = ((LEAD, r"牵头|主办"), (SUPPORT, r"配合|协办|协同|参与|参加"), (DUTY, r"责任|落实"))
_LABEL = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _LABELS))
_SHORT_LABEL = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _SHORT) + r")(?=[ \t]*:)"
)
LABEL_WORDS = _LABEL
_ENDS = r"(?=[ \t]*(?:[、,;:。.)\]]|$))"
_DUTIES = (
    r"(?:(?:按照?|依据|根据|依|结合)(?:照)?(?:各自|本)?(?:工作|部门)?(?:职责|职能|权限|任务|实际)(?:任务)?(?:分工|范围|情况|要求)?)?"
    r"(?:抓好|做好|分工|分别|具体|共同|各自|组织|统筹|予以)*"
)
_VERBS = re.compile(
    rf"(?P<lead>(?:共同|联合|负责|具体|总|为)?牵头(?:负责|组织|实施|落实|抓总|推进|协调)*{_ENDS}"
    rf"|(?:负责)?主办{_ENDS}|牵头(?=会同|商|联合)|为牵头(?:责任)?(?:单位|部门){_ENDS})"
    rf"|(?P<support>{_DUTIES}(?:积极|密切|协同|分工)*(?:配合|协助|协办|协同(?=推进|落实|实施|做好)|参与|参加|支持|为配合单位)(?:实施|落实|推进|做好(?:相关)?工作|工作)*{_ENDS})"
    rf"|(?P<duty>{_DUTIES}(?:负责(?:落实|实施|推进)?|抓好?落实|落实|组织实施|推进实施|实施){_ENDS})"
    r"|(?P<join>会同|(?<=[局委部厅办心])联合(?=[区市县省]))"
)
_IS_SHARED = re.compile(r"职责|职能|权限|分工|分别|共同|各自")
_BREAK_BEFORE = "，,；;。、 \t\n([:"
_DATED = re.compile(r"(?<=[,;:])\s*(?P<day>(?:20\d\d年)?(?:\d{1,2}月)?(?:年?[底末])?之?前)(?:完成)?[。;]?$")
_CONVENTION = re.compile(
    r"(?:列|排|位|名列|位列|排列|排名|排序|位于|列于|列在|排在)[^。;\n]{0,4}(?:第一|首位|首个|首家|最前|最先|之首|前)[^。\n]{0,14}牵头"
    r"|(?:第一|首)(?:个|家|位)?(?:责任|排名|列名)?(?:单位|部门)[^。\n]{0,8}(?:为|是|即|系|负责)[^。\n]{0,6}牵头"
)

# What a bracket adds for all brackets: “…，列第一位的为牵头单位，下同”, “。以下各项均需各区政府落实，不再一一列出”.
_REMARK = re.compile(r"[,;。、]\s*(?:下同|以下(?:各项|均|同)|不再|均需|" + _CONVENTION.pattern + ")")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One statement of who does what, ``folded[start:end]``, with the units by role as written; bare when it only lists."""

    start: int
    end: int
    units: tuple[tuple[str, UnitName], ...]
    deadline: tuple[int, int] | None = None
    is_bare: bool = False

    def of(self, role: str) -> list[UnitName]:
        """The units of one role."""
        return [unit for kind, unit in self.units if kind == role]


@dataclass(frozen=True, slots=True)
class Convention:
    """How this document turns roles into lead and responsible (rules 2 and 3 above)."""

    is_first_lead: bool
    is_duty_lead: bool

    def divide(self, given: Assignment) -> tuple[list[UnitName], list[UnitName]]:
        """Lead units and responsible units of one assignment."""
        lead, duty, shared, support = (given.of(role) for role in (LEAD, DUTY, SHARED, SUPPORT))
        if not lead and (self.is_first_lead or given.is_bare) and (duty or shared):
            first, *others = [*duty, *shared]
            lead, duty, shared = [first], others, []
        elif not lead and (support or self.is_duty_lead):
            lead, duty = duty, []
        return lead, sorted([*duty, *shared, *support], key=lambda unit: unit.start)


def convention_of(folded: str, assignments: list[Assignment]) -> Convention:
    """Read the document's convention from what it says and from the roles it uses."""
    has_lead = any(given.of(LEAD) for given in assignments)
    has_pair = any(given.of(DUTY) and given.of(SUPPORT) for given in assignments)
    return Convention(_CONVENTION.search(folded) is not None, has_pair and not has_lead)


def read_roles(folded: str, start: int, end: int, *, share: float) -> Assignment | None:
    """Read ``folded[start:end]`` as an assignment; ``None`` when it is none.

    ``share`` of the entries that no label vouches for must look like units: a remark in brackets is not a list of units.
    """
    remark = _REMARK.search(folded, start, end)
    end = remark.start() if remark and remark.start() > start else end
    labels = list(_labels(folded, start, end))
    units: list[tuple[str, UnitName]] = []
    deadline: tuple[int, int] | None = None
    first = labels[0][1] if labels else end
    if folded[start:first].strip(" \t:;,。"):
        before = _spoken(folded, start, first, None)
        if not _are_units(folded, before, share):
            return None
        units += before
    for at, (role, _, body) in enumerate(labels):
        stop = labels[at + 1][1] if at + 1 < len(labels) else end
        if role == DEADLINE:
            deadline = _stripped(folded, body, stop)
        elif role != IGNORED:
            named = _spoken(folded, body, stop, role)
            if folded[body - 1] in ": \t\n" or _are_units(folded, named):
                units += named
    if deadline is None and (match := _DATED.search(folded, start, end)):
        deadline = match.span("day")
    if not labels and [role for role, _ in units] == [DUTY] and "负责" in folded[start:end]:
        units = [(LEAD, units[0][1])]
    return Assignment(start, end, tuple(units), deadline) if units else None


def _are_units(folded: str, named: list[tuple[str, UnitName]], share: float = 1.0) -> bool:
    named_units = sum(is_named_unit(folded[unit.start : unit.end]) for _, unit in named)
    return named_units >= share * len(named) and (named_units > 0 or not share)


def _stripped(folded: str, start: int, end: int) -> tuple[int, int] | None:
    words = folded[start:end]
    left = start + len(words) - len(words.lstrip(" \t:\n"))
    right = start + len(words.rstrip(" \t;,。、\n"))
    return (left, right) if right > left else None


def _labels(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Each label as (role, where it begins, where its list begins)."""
    at = start
    ahead = {pattern: pattern.search(folded, start, end) for pattern in (_LABEL, _SHORT_LABEL)}
    while at < end:
        for pattern, found in ahead.items():
            if found and found.start() < at:
                ahead[pattern] = pattern.search(folded, at, end)
        match = min(filter(None, ahead.values()), key=lambda found: found.start(), default=None)
        if match is None:
            return
        at = match.end()
        after = folded[at : at + 1]
        is_headed = match.start() == start or folded[match.start() - 1] in _BREAK_BEFORE
        if is_headed and match.lastgroup and (after != "" and after not in "、,;)]"):
            colon = re.compile(r"[ \t]*:?[ \t]*\n?").match(folded, at, end)
            at = colon.end() if colon else at
            yield match.lastgroup, match.start(), at


def _spoken(folded: str, start: int, end: int, role: str | None) -> list[tuple[str, UnitName]]:
    """Units of a stretch that may hold verbs: each verb claims the units before it, the rest go to ``role``."""
    units: list[tuple[str, UnitName]] = []
    at = start
    for match in _VERBS.finditer(folded, start, end):
        verb = LEAD if match.lastgroup == "join" else (match.lastgroup or DUTY)
        if verb == DUTY and _IS_SHARED.search(match[0]):
            verb = SHARED
        claimed = role if verb in (DUTY, SHARED) and role else verb
        if match.lastgroup == "join" and role:
            claimed = role
        units += [(_marked(unit, claimed), unit) for unit in split_units(folded, at, match.start())]
        at = match.end()
    rest = role or (SUPPORT if any(kind == LEAD for kind, _ in units) else DUTY)
    units += [(_marked(unit, rest), unit) for unit in split_units(folded, at, end)]
    return units


def _marked(unit: UnitName, role: str) -> str:
    return LEAD if unit.is_marked_lead else role
