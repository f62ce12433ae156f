"""Duties that the text names and nobody holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuoyu.registers.plans.rules.duties import DutyCodes
from tuoyu.registers.plans.rules.parsed import Finding, ParsedPlan, ParsedTask
from tuoyu.registers.plans.words import Severity

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_REGISTRARS = re.compile(r"(?P<organs>[^，。；,;]{2,40}?)(?:部门|机关)(?:依法)?(?:注册|核准|办理)?登记")
_ACTOR = re.compile(
    r"(?:^|[，。；,;和及、])(?P<name>[区县市][\u4e00-\u9fff]{2,16}?(?:局|中心|所|院|队|委员会|办公室|站))(?=和|及|、|应|要|负责|依法|牵头|须)"
)
_MANY = 6  # kinds named in one sentence: fewer is no list of all partners


def duty_findings(plan: ParsedPlan, codes: DutyCodes) -> Iterator[Finding]:
    """Matters without a fitting unit, organs named but not listed, and partners missing on either side."""
    for task in plan.tasks:
        yield from _matters(task, codes)
        yield from _registrars(task, codes)
        yield from _actors(task)
    yield from _partners(plan, codes)


def _kinds(task: ParsedTask, codes: DutyCodes) -> frozenset[str]:
    return frozenset(kind for unit in task.units for kind in codes.kinds_of(unit))


def _matters(task: ParsedTask, codes: DutyCodes) -> Iterator[Finding]:
    words = f"{task.title}。{task.clause}"
    held = _kinds(task, codes)
    for matter in codes.matters:
        match = matter.pattern.search(words)
        if match is None or not task.units or held & set(matter.kinds):
            continue
        sentence = next((one for one in _SENTENCE.findall(words) if match[0] in one), match[0])
        yield Finding(
            "plan.duty.no_owner",
            f"任务{task.no}涉及{matter.name}，但牵头、责任单位里没有{'或'.join(matter.kinds)}方面的单位。{matter.reason}，请核对是否漏列。",
            sentence.strip(),
            task.no,
        )


def _registrars(task: ParsedTask, codes: DutyCodes) -> Iterator[Finding]:
    """“市场监管、民政或机构编制部门登记”: each organ named must be among the units."""
    held = _kinds(task, codes)
    for match in _REGISTRARS.finditer(task.clause):
        spoken = codes.kinds_spoken(match["organs"])
        missing = [word for kind, word in spoken.items() if kind not in held]
        if len(spoken) > 1 and missing:
            yield Finding(
                "plan.duty.registrar",
                f"任务{task.no}说登记由“{match['organs']}”部门办理，但单位里没有{'、'.join(missing)}。",
                match[0],
                task.no,
            )


def _actors(task: ParsedTask) -> Iterator[Finding]:
    """An organ told to act in the clause, yet in neither list (often a subordinate of one that is)."""
    names = dict.fromkeys(match["name"] for match in _ACTOR.finditer(task.clause))
    for name in names:
        if name not in task.units:
            yield Finding(
                "plan.duty.actor",
                f"任务{task.no}正文要求{name}办事，但它不在牵头、责任单位中，请确认由哪个单位代它报告进展。",
                name,
                task.no,
                Severity.NOTE,
            )


def _partners(plan: ParsedPlan, codes: DutyCodes) -> Iterator[Finding]:
    """The sentence that lists all partners, held against the units of the tasks, both ways."""
    sentence, spoken = _partner_list(plan, codes)
    if not spoken:
        return
    held = {kind: unit for unit in plan.units for kind in codes.kinds_of(unit)}
    for unit in plan.units:
        kinds = codes.kinds_of(unit)
        if kinds and not kinds & set(spoken):
            yield Finding(
                "plan.unit.not_partner",
                f"{unit}在任务中有责任，但部门协作的名单里没有它，请核对是否漏写。",
                sentence,
            )
    for kind, word in spoken.items():
        if kind not in held:
            yield Finding(
                "plan.unit.no_task",
                f"部门协作的名单里有“{word}”，但没有一项任务交给它，请核对是否漏列。",
                sentence,
            )


def _partner_list(plan: ParsedPlan, codes: DutyCodes) -> tuple[str, dict[str, str]]:
    for match in _SENTENCE.finditer(plan.text):
        words = match[0]
        if words.count("、") < _MANY or not re.search(
            r"密切配合|协同|协作|职责分工|各司其职|齐抓共管", words
        ):
            continue
        if re.search(r"牵头单位|责任单位", words):
            continue
        spoken = codes.kinds_spoken(words)
        if len(spoken) >= _MANY:
            return words.strip(), spoken
    return "", {}
