"""The title of the plan itself, not of the notice that sends it out."""

from __future__ import annotations

import re

from tuoyu.registers.plans.rules.head import FIELD_LABEL, Found, line_places
from tuoyu.registers.plans.rules.text import Text

ISSUE = re.compile(
    r"(?P<organ>[^\n《》。]{0,60}?)(?:关于)?(?:印发|下发|发布|转发)[ \n]*(?:《(?P<book>[^\n]{4,120})》|(?P<bare>[^《》。:]{6,120}?))[ \n]*的[ \n]*通[ ]?知"
)
_NOTICE = re.compile(
    r"(?:现将|^)\s*《([^\n]{4,120}?)》(?:\([^)]{1,30}\))?(?:已|印发|业经|经|予以|下发)", re.MULTILINE
)
_KINDS = r"(?:实施方案|工作方案|行动方案|行动计划|工作要点|实施意见|指导意见|若干措施|实施细则|实施办法|管理办法|方案|意见|要点|计划|规划|办法|细则|规定|措施|通知|决定|清单|分工|安排|任务书|任务表|分解表|分工表|政策|指引|行动)"
TITLE = re.compile(rf"[^。;,\n]{{0,80}}{_KINDS}(?:\([^)\n]{{1,24}}\))?$")


def read_title(text: Text, fields: dict[str, Found], head: int) -> Found | None:
    """From 《…》已经同意, 关于印发…的通知, a field, or the heading itself, in this order."""
    for pattern in (_NOTICE, ISSUE):
        match = pattern.search(text.folded, 0, head)
        if match:
            name = 1 if pattern is _NOTICE else ("book" if match["book"] else "bare")
            return _titled(text, match.start(name), match.end(name))
    if field := fields.get("title"):
        match = ISSUE.search(field[0])
        if not match and TITLE.search(field[0]):
            return _titled(text, field[1], field[2])
    return _title_line(text, head)


def _titled(text: Text, start: int, end: int) -> Found:
    words = re.sub(r"\s+", "", text.clean[start:end])
    return words, start, end


def _title_line(text: Text, head: int) -> Found | None:
    """The last heading line before the body, with the short line above it when it was broken in two."""
    places = line_places(text.folded[:head])
    best: Found | None = None
    for at, (start, end) in enumerate(places):
        line = text.folded[start:end].strip("* #\t")
        if not TITLE.fullmatch(line) or FIELD_LABEL.match(line) or line.endswith((":", "。")):
            continue
        first = start
        if (
            (len(line) <= 14 or line.startswith("关于"))
            and at
            and _continues(text.folded[places[at - 1][0] : places[at - 1][1]], line)
        ):
            first = places[at - 1][0]
        if best is None or len(best[0]) <= 8:
            left = first + len(text.folded[first:end]) - len(text.folded[first:end].lstrip("* #\t"))
            best = _titled(text, left, end)
    return best


def _continues(above: str, line: str) -> bool:
    """Was ``line`` broken off the line above? It is too short or too plain to be a title alone."""
    if (
        re.search(r"[。:;,号日]$", above.strip())
        or FIELD_LABEL.match(above)
        or len(above) > 60
        or len(above) < 4
    ):
        return False
    if line.startswith("关于"):
        return (
            re.fullmatch(r"[\u4e00-\u9fff]{2,30}(?:政府|办公[室厅]|委员会|[局委部厅])", above.strip())
            is not None
        )
    return len(line) <= 8 or bool(re.match(r"的|和|与|发展|服务|工作|实施|三年|行动", line))
