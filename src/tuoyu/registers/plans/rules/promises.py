"""One figure in its clause: is it a promise, what does it measure, in which unit?

A number becomes a target when the sentence compares it (达到, 不低于, …以上, …以内), when something is to be created in that
number (新增…10家), or when it follows a measure by name (持证率80%). It does not when it describes something else: ages,
durations of years, document numbers, shares by which a base is computed (按49%标准, 减按90%计入), baselines (目前, 已建成),
conditions (500人以上的企业).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuoyu.registers.plans.rules.metrics import (
    GROWTH,
    RATE,
    VERB,
    built_place,
    metric_name,
    noun_after,
    split_subjects,
    subsidy_name,
    time_limit_name,
)
from tuoyu.registers.plans.rules.parsed import ParsedTarget
from tuoyu.registers.plans.rules.quantities import Figure

_TIME = ("工作日", "日", "天", "小时", "分钟", "个月", "周")
_MONEY = ("元", "万元", "亿元")
_SHARES = ("%", "‰", "个百分点", "/10万", "/万")
_COUNTED = (
    *("家", "个", "名", "人", "张", "所", "处", "间", "人次", "支", "座", "户", "位", "套", "班"),
    *("平方米", "万平方米"),
)
_SHORT_NAMES = ("托位", "床位", "学位", "培训")
_EVENTS = (
    "次",
    "场",
    "期",
)  # counted only where they are compared: 每季度检查一次 is routine, 不少于2次 is a target
_BASELINE = re.compile(r"目前|现有|截至|截止|已建成|已有|已达|已经|现状|上年|去年|近年来|以来|原有|存量|当前")
_BASE = re.compile(r"(?:从|由)(?:20\d\d年(?:底|末)?的?)?(?:目前的?|现在的?)?$")
_SHARE = re.compile(r"(?:按照?|以|减按)$")
_GIVEN = re.compile(r"补助|补贴|奖励|给予|奖补|资助")
_GIVEN_AFTER = re.compile(r"(?:的?标准)?[^,;。\d]{0,12}?(?:补助|补贴|奖励|奖补|资助)")
_WHOLE = re.compile(r"的([^,;。、:\n\d\x01]{2,24})")
_THING = re.compile(
    r"(?:开[办设展]|建设|举办|兴办|设立|支持|发展|培育|打造)([^,;。:、的]{0,12}?(?:机构|中心|托育点|托育园|托班|站点|示范园|项目))"
)
_PLACE = re.compile(r"(?:农村|城市|城镇|城区|乡村|乡镇|街道|社区|县城|山区|镇街)(?:地区|社区)?")
_DEED = re.compile(r"能|可|开[设展办]|建|设[有立置]|提供|实现|达到|配[备置]|完成|纳入|成为|覆盖")
_NOTE = re.compile(r"按照?(\d+(?:\.\d+)?%)的?标准")


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure among its words: ``subject`` before it, ``after`` behind it, both to the ends of what may belong to it.

    ``segment`` runs from the last semicolon to the figure. ``metric`` and ``verb`` are those of the figure before in
    the same sentence; ``is_next`` when this one continues its list (新增机构10家、托位300个).
    """

    figure: Figure
    sentence: str
    segment: str
    subject: str
    after: str
    metric: str
    verb: str
    is_next: bool

    @property
    def is_made(self) -> bool:
        """Is something created in this number?"""
        return self.is_next or bool(self.figure.verb or VERB.search(self.subject))


def is_promise(clause: Clause) -> bool:
    """Is the figure held up as something to reach or not to pass?"""
    figure = clause.figure
    if _is_other_thing(clause):
        return False
    if figure.year and clause.metric and not metric_name(clause.subject):
        return True
    if figure.has_comparison:
        is_said = not re.match(r"的(?!目标|水平|标准|要求)", clause.after)
        return clause.is_made or is_said or bool(share_name(clause))
    is_loose = figure.is_range and not (clause.is_made and figure.unit in _COUNTED)
    if is_loose or figure.is_written or figure.unit in (*_TIME, *_EVENTS, "倍"):
        return False
    if figure.unit in _MONEY:
        return bool(_GIVEN.search(clause.subject) or _GIVEN_AFTER.match(clause.after))
    return _is_measured(clause)


def _is_measured(clause: Clause) -> bool:
    """A bare number behind a measure's name or a verb of making."""
    name = metric_name(clause.subject)
    if clause.figure.unit in _SHARES:
        return bool(RATE.search(name) or GROWTH.search(name))
    is_share = re.search(r"按照?[^,]*$|每(?![千万])[^,]*$", clause.subject) is not None and not clause.is_made
    return clause.figure.unit in _COUNTED and not is_share and (clause.is_made or bool(RATE.search(name)))


def _is_other_thing(clause: Clause) -> bool:
    """The start of a range, an age, a term, a baseline, or a share by which something else is computed."""
    is_age = clause.figure.unit == "岁" and not re.search(r"寿命|年龄", clause.subject)
    if is_age or _BASE.search(clause.subject) or re.match(r"周?岁|月龄|年|届|版|号|倍", clause.after):
        return True
    if clause.figure.unit == "%" and not clause.figure.has_comparison and _SHARE.search(clause.subject):
        return True
    return bool(_BASELINE.search(clause.subject)) and not re.search(r"到20\d\d年", clause.subject)


def targets_of(clause: Clause, year: int | None) -> list[ParsedTarget]:
    """The targets a promised figure makes; several when it holds for several measures."""
    figure = clause.figure
    if figure.unit in _TIME:
        name = _time_name(clause)
        return (
            [ParsedTarget(name, figure.op, figure.value, figure.unit, year)]
            if len(name) > 2 or name.endswith("假")
            else []
        )
    targets = []
    for name in _names(clause):
        is_money = figure.unit in _MONEY
        full = subsidy_name(name, clause.after, clause.segment, clause.sentence) if is_money else name
        shares = _NOTE.findall(clause.segment) if is_money else []
        note = f"按{shares[-1]}标准" if shares else ""
        unit = unit_of(figure, full, clause.after)
        targets.append(ParsedTarget(full, figure.op, figure.value, unit, year, note=note))
    return targets


def share_name(clause: Clause) -> str:
    """``90%以上的社区能提供服务`` → 社区能提供服务, ``覆盖80%以上的街道`` → 覆盖街道; empty where a share only describes."""
    what = _WHOLE.match(clause.after) if clause.figure.unit == "%" else None
    name = metric_name(clause.subject)
    if what is None or (name and not name.endswith("覆盖")):
        return ""
    return f"{name}{what[1]}" if name or _DEED.search(what[1]) else ""


def _time_name(clause: Clause) -> str:
    if noun := re.match(r"的?([\u4e00-\u9fff]{1,4}(?:假|时间|活动|培训))(?=[,;。、\s)]|$)", clause.after):
        return noun[1]
    if clause.figure.post in ("内", "以内", "之内"):
        return time_limit_name(clause.subject, clause.after)
    return metric_name(clause.subject)


def _names(clause: Clause) -> list[str]:
    """The measure's name(s), from the words before the number, after it, or earlier in the sentence."""
    noun = noun_after(clause.after) if clause.figure.unit in (*_COUNTED, *_EVENTS) else ""
    if "托位" in noun[:14] and re.search(r"每千人口?|/千人", clause.subject + clause.after[:12]):
        return [built_place(clause.sentence) or "每千人口托位数"]
    if share := share_name(clause):
        return [share]
    names = split_subjects(re.sub(r"^[^,;]{0,20}、(?=每[处个所家班])|^[托床学]位、", "", clause.subject))
    if len(names) > 1:
        return names
    name = _with_verb(names[0] if names else "", noun, clause)
    name = _with_context(name, noun, clause)
    if clause.figure.unit == "人" and re.fullmatch(r"每.{1,4}", name):
        name = f"{name}人数"
    return [name] if 2 < len(name) <= 40 or name in _SHORT_NAMES else []


def _with_verb(name: str, noun: str, clause: Clause) -> str:
    """Verb and thing: 新增 + 托位, 争创 + 省级示范单位; a list goes on with the verb it began with."""
    figure, verb = clause.figure, VERB.search(name)
    if figure.verb:
        pace = re.search(r"(?:年均|每年|累计)?$", clause.subject)
        if not noun and pace and (pace[0] or not name):
            return f"{pace[0]}{figure.verb}"
        whose = name if name.startswith("每") else ""
        return f"{whose}{figure.verb}{noun}" if noun else name
    if clause.is_next and name and not verb and not RATE.search(name):
        return f"{clause.verb}{name}"
    is_open = (
        not name
        or (verb and verb.end() == len(name))
        or (re.search(r"每.{1,8}$", name) and not RATE.search(name))
    )
    if noun and is_open:
        name = f"{name}{noun}"
    if noun and verb and not name.startswith("每") and not RATE.search(name):
        name = name[verb.start() :]
    return name


def _with_context(name: str, noun: str, clause: Clause) -> str:
    """What the clause leaves out because the sentence has said it."""
    made = re.fullmatch(rf"(年均|每年|累计)?({VERB.pattern})", name)
    if made and clause.metric.startswith(made[2]):
        return f"{made[1] or ''}{clause.metric}"
    if made and not noun and (thing := _thing_before(clause)):
        return f"{name}{thing}"
    if GROWTH.fullmatch(name) and clause.metric:
        return f"{clause.metric}{name}"
    if clause.subject.rstrip().endswith("按") and noun:
        return f"{name}{noun}"
    rate = re.search(r"[\u4e00-\u9fff]{2}率$", clause.metric)
    if rate and _PLACE.fullmatch(name) and clause.figure.unit in _SHARES:
        return f"{name}{rate[0]}"
    return name or clause.metric or _earlier(clause)


def _thing_before(clause: Clause) -> str:
    """What an earlier clause speaks of, where this one only counts: ``开办福利性托育机构，到2024年建成2家``."""
    before = clause.sentence.split(clause.subject, maxsplit=1)[0] if clause.subject else ""
    found = _THING.findall(before)
    return found[-1] if found else ""


def _earlier(clause: Clause) -> str:
    """The last measure named before, when the clause itself names none: ``普惠占比稳步提高,达到60%``."""
    before = clause.sentence.split(clause.subject, maxsplit=1)[0] if clause.subject else clause.sentence
    for part in reversed(re.split(r"[,;:]", before)):
        match = re.search(r"[\u4e00-\u9fff\d]{2,30}?(?:率|比例|占比|比重|托位数)", part)
        if match:
            return metric_name(match[0])
    return ""


def verb_of(clause: Clause) -> str:
    """The verb of making that a list after this figure goes on with."""
    found = VERB.search(metric_name(clause.subject))
    return clause.figure.verb or (found[0] if found else clause.verb)


def unit_of(figure: Figure, name: str, after: str) -> str:
    """The unit with its base: 个/千人, 万元/班, 元/人/月."""
    is_per_thousand = figure.unit in ("个", "张") and re.search(r"(?:每千(?:名)?|^千)(?:常住)?人", name)
    if is_per_thousand or re.match(r"托位/千人", after) or name.endswith("托位配建"):
        return "个/千人"
    if figure.unit in _MONEY:
        base = r"班|托位|人|月|年|机构|幼儿|婴幼儿|学员|孩|生|户|平方米"
        return "/".join([figure.unit, *re.findall(rf"每(?:个|名|家|所|张|位)?({base})", name)])
    return figure.unit
