"""When a draw may be begun, sealed, opened and finished: what the published file will be checked for, asked beforehand.

The order that ``drawing.checking`` demands: frozen, then every seal, then (a second later at least) every opening, not
after the end of opening; and enough departments opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.flow.draws import DrawState
from tuoyu.operations.supervision.rules.drawing.checking import LEAST_CREW, check_pool
from tuoyu.operations.supervision.rules.drawing.lottery import WHOLE, Pool, quota
from tuoyu.operations.supervision.words.draws import RiskClass

HEX = re.compile(r"[0-9a-f]{64}")
# A name of the file: it is hashed, so it holds no control characters; 行政处罚法第四十二条 asks for two inspectors.
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_QUOTED = re.compile("“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Party:
    """A department in the ceremony: when it sealed and when it opened."""

    code: str
    name: str
    sealed_at: datetime | None = None
    opened_at: datetime | None = None


def spelt(moment: datetime) -> str:
    """A moment as the published file writes it: seconds, always +08:00, so that texts compare."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is fixed when a draw is begun. ``lead``: the unit that begins it, 0 where none of the actor's takes part.

    ``crews``: unit and how many of its inspectors go to each institution.
    """

    title: str
    lead: int
    crews: Sequence[tuple[int, int]]
    shares: Mapping[str, int]
    quorum: int
    seal_by: datetime
    open_by: datetime
    beacon_name: str = ""
    beacon_round: int | None = None
    is_fresh_only: bool = True


def terms_are_sound(terms: Terms, now: datetime) -> Verdict:
    """May a draw be begun on these terms? Every fault at once, each beside its field."""
    return Verdict.of(
        reason
        for verdict in (_names(terms), _crews(terms), _shares(terms.shares), _days(terms, now))
        for reason in verdict.reasons
    )


def _names(terms: Terms) -> Verdict:
    if not terms.title.strip() or len(terms.title) > 100 or _UNSPEAKABLE.search(terms.title):
        return _wrong(
            "title", "名称要写，最多100个字，不能有换行。", "例如“2026年第四季度托育机构联合抽查”。"
        )
    if bool(terms.beacon_name.strip()) != (terms.beacon_round is not None):
        return _wrong("beacon_name", "公共随机数的名称和轮次要一起填。", "不用公共随机数的，两格都空着。")
    return PASSED


def _crews(terms: Terms) -> Verdict:
    if terms.lead not in {unit for unit, _ in terms.crews}:
        return _wrong("", "发起的部门自己也要派人。", "请给本部门填每组派几人。")
    if sum(size for _, size in terms.crews) < LEAST_CREW or any(size < 1 for _, size in terms.crews):
        return _wrong(
            "",
            f"每组检查人员不足{LEAST_CREW}人。",
            "请增加派人数，或请别的部门参加。",
            "行政处罚法第四十二条",
        )
    if not 1 <= terms.quorum <= len(terms.crews):
        return _wrong(
            "quorum", f"至少公开密数的部门数要在1到{len(terms.crews)}之间。", "一般填参加部门的一半以上。"
        )
    return PASSED


def _shares(shares: Mapping[str, int]) -> Verdict:
    missing = [each.value for each in RiskClass if each.value not in shares]
    wrong = [name for name, share in shares.items() if not 0 <= share <= WHOLE]
    if missing or wrong or set(shares) - set(RiskClass):
        return _wrong("", "四个风险类别都要有抽取比例，从0到100%。", "不抽的类别填0。")
    if not any(shares.values()):
        return _wrong("", "所有类别的比例都是0，一家也抽不到。", "请至少给一个类别填比例。")
    return PASSED


def _days(terms: Terms, now: datetime) -> Verdict:
    if terms.seal_by <= now:
        return _wrong("seal_by_on", "封存截止已经过去。", "请选今天或以后的日期。")
    if terms.open_by < terms.seal_by:
        return _wrong("open_by_on", "公开截止早于封存截止。", "请选同一天或以后的日期。")
    return PASSED


def may_edit(state: DrawState) -> Verdict:
    """Terms are a draft's alone: the digest of a frozen pool has been published with them."""
    if state is DrawState.DRAFT:
        return PASSED
    if state is DrawState.FINISHED:
        return _stop("已经抽取，规则不能再改。", "对结果有异议的，用结果文件重抽一遍核对。")
    if state is DrawState.VOID:
        return _stop("这次抽取已作废，不能再改。", "请重新发起。")
    return _stop(
        "名单已经冻结，摘要已公布，规则和参加的部门不能再改。",
        "确实要改的，请作废这次抽取（原因会公开），再重新发起。",
    )


_TERMS: tuple[tuple[str, Callable[[Terms], object]], ...] = (
    ("名称", lambda terms: terms.title.strip()),
    ("参加部门和人数", lambda terms: frozenset(terms.crews)),
    ("抽取比例", lambda terms: dict(terms.shares)),
    ("今年查过的抽不抽", lambda terms: terms.is_fresh_only),
    ("至少公开的部门数", lambda terms: terms.quorum),
    ("封存截止", lambda terms: terms.seal_by),
    ("公开截止", lambda terms: terms.open_by),
    ("公共随机数", lambda terms: (terms.beacon_name.strip(), terms.beacon_round)),
)


def changed_terms(before: Terms, after: Terms) -> list[str]:
    """What differs, in the words of the form."""
    return [label for label, read in _TERMS if read(before) != read(after)]


def pool_is_ready(pool: Pool, names: Mapping[str, str]) -> Verdict:
    """``check_pool`` for the officer: things by their names, and what the officer can do about each fault."""
    if not pool.objects:
        return _stop("没有可以抽的机构。", "请核对机构名册里有没有已开业的机构，或放宽“今年查过的不再抽”。")
    verdict = check_pool(pool)
    if verdict.is_ok and not _quota_of(pool):
        return _stop("按这些比例一家也抽不到。", "请修改这次抽取，提高有机构的类别的比例。")
    return Verdict.of(
        reason if reason.is_ok else replace(reason, sentence=_named(reason.sentence, names), next_step=_remedy(reason.sentence))
        for reason in verdict.reasons
    )  # fmt: skip


def _quota_of(pool: Pool) -> int:
    sizes = {stratum.name: 0 for stratum in pool.strata}
    for each in pool.objects:
        sizes[each.stratum] += 1
    return sum(quota(sizes[stratum.name], stratum.share) for stratum in pool.strata)


def _named(sentence: str, names: Mapping[str, str]) -> str:
    return _QUOTED.sub(lambda match: f"“{names.get(match[1], match[1])}”", sentence)


def _remedy(sentence: str) -> str:
    if "不够" in sentence:
        return "请到检查人员库给这个部门补人，核对回避是否还成立，或修改这次抽取，减少每组派人数。"
    if "名单里只有" in sentence:
        return "请到检查人员库给这个部门补人，或修改这次抽取，减少每组派人数。"
    return "请修改这次抽取，或作废后重新发起。"


def may_seal(parties: Iterable[Party], seal_by: datetime, now: datetime) -> Verdict:
    """Sealing ends at its day; nobody may look at an opened secret and seal after it."""
    if now > seal_by:
        return _stop("封存截止已过。", "已经封存的部门可以公开密数；没有封存的部门会在公布的文件里写明。")
    if any(party.opened_at for party in parties):
        return _stop("已经有部门公开了密数，不能再封存。", "请等抽取结果。")
    return PASSED


def may_reveal(parties: Sequence[Party], seal_by: datetime, open_by: datetime, now: datetime) -> Verdict:
    """Opening begins when all have sealed or the day is over, and a second after the last seal."""
    sealed = [party.sealed_at for party in parties if party.sealed_at]
    waiting = [party.name for party in parties if not party.sealed_at]
    if now > open_by:
        return _stop(
            "公开截止已过，不能再公开。", "到会的部门达到约定数的，由发起部门抽取；不够的，作废后重来。"
        )
    if not sealed:
        return _stop("还没有部门封存密数。", "请先封存。")
    if waiting and now <= seal_by:
        return _stop(f"{'、'.join(waiting)}还没有封存。", "等各部门都封存，或封存截止以后再公开。")
    if spelt(now) <= spelt(max(sealed)):
        return _stop("最后一个部门刚刚封存。", "请过一秒再按一次。")
    return PASSED


def may_finish(parties: Sequence[Party], quorum: int, open_by: datetime, now: datetime) -> Verdict:
    """All who sealed have opened, or the end of opening has passed; and enough opened."""
    opened = [party for party in parties if party.opened_at]
    waiting = [party.name for party in parties if party.sealed_at and not party.opened_at]
    least = max(quorum, 1)
    if waiting and now <= open_by:
        return _stop(f"{'、'.join(waiting)}还没有公开密数。", "请等它公开；公开截止以后可以按规则照样抽取。")
    if len(opened) < least:
        return _stop(
            f"公开密数的部门只有{len(opened)}个，不到约定的{least}个，这次抽取不作数。", "请作废后重新发起。"
        )
    return PASSED


def secret_is_sound(secret: str) -> Verdict:
    if HEX.fullmatch(secret):
        return PASSED
    return _wrong("secret", "密数是64位十六进制数（0-9、a-f，小写）。", "不会做的留空，由系统随机产生。")


def beacon_is_sound(name: str, value: str) -> Verdict:
    """The value of an agreed beacon, and none where none was agreed."""
    if name and not HEX.fullmatch(value):
        return _wrong("beacon_value", f"约定用“{name}”，要填它公布的64位十六进制值。", "请到发布处抄录。")
    if value and not name:
        return _wrong("beacon_value", "这次没有约定公共随机数。", "请留空。")
    return PASSED


def _stop(sentence: str, next_step: str) -> Verdict:
    return Verdict.refuse("draw.ceremony", sentence, next_step=next_step)


def _wrong(field: str, sentence: str, next_step: str, basis: str = "") -> Verdict:
    return Verdict.refuse("draw.terms", sentence, field=field, next_step=next_step, basis=basis)
