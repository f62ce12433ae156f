"""Whether a report can be: its answers lead somewhere, its times follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuoyu.kernel.verdict import Reason, Refused, Verdict
from tuoyu.operations.supervision.commands.incidents import ReportIncident
from tuoyu.operations.supervision.rules.incident_tree import Outcome, Tree, UnknownAnswer, walk

MOST_CHILDREN = 999
LONGEST = 4000
_SHORTEST = 2
_FAR = "请核对日期和时间。"


def outcome_of(tree: Tree, path: Sequence[str]) -> Outcome:
    """The leaf that the answers lead to. Raises ``Refused`` (422) when they do not reach one."""
    try:
        found = walk(tree, path)
    except UnknownAnswer:
        found = None
    if not isinstance(found, Outcome):
        raise Refused.because(
            "supervision.incident.path",
            "那几个问题没有答完，或者问题已经改过。",
            status=422,
            next_step="请从“出事了”重新点一遍，只要几下。",
        )
    return found


def facts_are_sound(command: ReportIncident, now: datetime) -> Verdict:
    """Happened, then known, then told, none of it in the future; a number of children that can be."""
    reasons = []
    if command.happened_at > now:
        reasons.append(_wrong("happened_at", "发生时间在现在之后。"))
    if command.known_at > now:
        reasons.append(_wrong("known_at", "知道的时间在现在之后。"))
    elif command.known_at < command.happened_at:
        reasons.append(_wrong("known_at", "知道的时间早于发生的时间。"))
    if command.told_at is not None and not command.known_at <= command.told_at <= now:
        reasons.append(_wrong("told_at", "机构来电的时间应在知道之后、现在之前。"))
    if not 0 <= command.children_count <= MOST_CHILDREN:
        reasons.append(_wrong("children_count", f"孩子数应在0到{MOST_CHILDREN}之间。", "请核对人数。"))
    for field, text in (("what", command.what), ("measures", command.measures)):
        if len(text) > LONGEST:
            reasons.append(_wrong(field, f"写得太长，最多{LONGEST}个字。", "请写要点，其余以后续报。"))
    return Verdict.of(reasons)


def words_are_enough(text: str, field: str) -> Verdict:
    """Something is written, and not a book."""
    length = len(text.strip())
    if length < _SHORTEST:
        return Verdict.of([_wrong(field, "这里没有写内容。", "请写一两句话。")])
    if length > LONGEST:
        return Verdict.of([_wrong(field, f"写得太长，最多{LONGEST}个字。", "请写要点。")])
    return Verdict.of([])


def _wrong(field: str, sentence: str, next_step: str = _FAR) -> Reason:
    return Reason(f"supervision.incident.{field}", sentence, is_ok=False, next_step=next_step, field=field)
