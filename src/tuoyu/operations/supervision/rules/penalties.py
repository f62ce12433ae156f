"""What makes a penalty lawful: time, officers, hearing, telling before deciding, sums, and money that comes late. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.dates import add_months, format_date
from tuoyu.kernel.money import Yuan
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.limits.penalties import Articles, Hearing, LateFee, PenaltyLaw, TimeBar
from tuoyu.operations.supervision.rules.offences import Offence
from tuoyu.operations.supervision.words import penalties as words
from tuoyu.operations.supervision.words.penalties import MENDED_GROUNDS, PenaltyKind, kinds_label

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is intended or decided: kinds, the fine, what is confiscated, in fen."""

    kinds: frozenset[str]
    fine_fen: int = 0
    confiscated_fen: int = 0

    @property
    def money_fen(self) -> int:
        return self.fine_fen + self.confiscated_fen


@dataclass(frozen=True, slots=True)
class Voice:
    """What the party may say and said, seen at a decision. A right that it does not have has no last day."""

    plea_until_on: date
    hearing_until_on: date | None
    has_pleaded: bool
    has_waived: bool
    is_heard: bool


def within_time(occurred_on: date, found_on: date, *, has_harm: bool, bar: TimeBar) -> Verdict:
    """A wrong that nobody found for so many years is not punished any more. The last day is still in time."""
    years = bar.harm_years if has_harm else bar.usual_years
    last = add_months(occurred_on, _MONTHS * years)
    if occurred_on > found_on:
        return Verdict.refuse(
            "supervision.penalty.ahead",
            "违法行为的日期在今天之后。",
            next_step="请核对日期。",
            field="occurred_on",
        )
    if found_on <= last:
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.time_bar",
        f"违法行为已超过 {years} 年（到{format_date(last)}为止），不再处罚。",
        basis=str(bar.ground),
        next_step="涉及生命健康安全且有危害后果的，勾选后按更长的时效计算；否则不要立案。",
        field="occurred_on",
    )  # fmt: skip


def officers_are_enough(count: int, law: PenaltyLaw) -> Verdict:
    if count >= law.least_officers:
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.officers",
        f"执法人员只有 {count} 名，至少要 {law.least_officers} 名。",
        basis=str(law.officers_ground),
        next_step="请再选一名有执法证的人员。",
        field="officers",
    )


def may_punish(offence: Offence, organs: Collection[str], occurred_on: date) -> Verdict:
    """Only an organ that the law names, and only where the law held on the day of the wrong."""
    if not set(offence.organs) & set(organs):
        return Verdict.refuse(
            "supervision.penalty.organ",
            f"“{offence.label}”由{'、'.join(offence.organs)}部门处罚。",
            basis=offence.basis,
            next_step="请移送有权处罚的部门。",
            field="offence",
        )
    if occurred_on < offence.since:
        return Verdict.refuse(
            "supervision.penalty.before_law",
            f"违法行为早于依据的施行日（{format_date(offence.since)}）。",
            basis=offence.basis,
            next_step="请按行为时的规定另选。",
            field="occurred_on",
        )
    return PASSED


def sentence_is_lawful(sentence: Sentence, offence: Offence, gain_fen: int) -> Verdict:
    """Kinds that the article names, and a fine within its bounds."""
    if not sentence.kinds:
        return Verdict.refuse(
            "supervision.penalty.no_kind", words.NO_KIND, next_step="至少选一种。", field="kinds"
        )
    strange = sentence.kinds - set(offence.kinds)
    if strange:
        return Verdict.refuse(
            "supervision.penalty.kind",
            f"“{offence.label}”不能处以{kinds_label(strange)}。",
            basis=offence.basis,
            next_step=f"可以处以：{kinds_label(offence.kinds)}。",
            field="kinds",
        )
    return (
        _fine_fits(sentence, offence, gain_fen)
        & _money_has_its_kind(sentence.confiscated_fen, PenaltyKind.CONFISCATE, sentence, "confiscated_fen")
        & _money_has_its_kind(sentence.fine_fen, PenaltyKind.FINE, sentence, "fine_fen")
    )  # fmt: skip


def wants_hearing(sentence: Sentence, hearing: Hearing) -> bool:
    """Is the penalty one for which a hearing is offered?"""
    counted = sentence.money_fen if hearing.counts_confiscated else sentence.fine_fen
    return counted >= hearing.fine_fen or bool(sentence.kinds & hearing.kinds)


def wants_review(sentence: Sentence, law: PenaltyLaw) -> bool:
    """Does somebody of the organ who knows the law review it before the decision?"""
    return law.reviews_all or wants_hearing(sentence, law.hearing)


def voice_was_given(voice: Voice, today: date, articles: Articles) -> Verdict:
    """Decided only when the party has spoken, has said that it will not, or its days have passed."""
    if voice.is_heard or voice.has_waived:
        return PASSED
    lasts = [(voice.hearing_until_on, "要求听证", "hearing")] if voice.hearing_until_on else []
    if not voice.has_pleaded:
        lasts.append((voice.plea_until_on, "陈述申辩", "plea"))
    for last, right, step in lasts:
        if today <= last:
            return Verdict.refuse(
                "supervision.penalty.too_early",
                f"当事人到{format_date(last)}还可以{right}，现在不能决定。",
                basis=articles.basis(step),
                next_step="请等期满；当事人书面放弃的，请它在自己的页面上确认。",
            )
    return PASSED


def not_raised(told: Sentence, decided: Sentence, articles: Articles, *, has_pleaded: bool) -> Verdict:
    """Nothing beyond what was told; and whoever speaks up is never punished for it."""
    is_heavier = (
        bool(decided.kinds - told.kinds)
        or decided.fine_fen > told.fine_fen
        or decided.confiscated_fen > told.confiscated_fen
    )
    if not is_heavier:
        return PASSED
    field = "kinds" if decided.kinds - told.kinds else "fine_fen"
    if has_pleaded:
        return Verdict.refuse(
            "supervision.penalty.raised", words.RAISED, basis=articles.basis("plea"), next_step=f"告知的是{shown(told)}，请不要超过。", field=field
        )  # fmt: skip
    return Verdict.refuse(
        "supervision.penalty.not_told", words.NOT_AS_TOLD, basis=articles.basis("tell"), next_step=words.NOT_AS_TOLD_NEXT, field=field
    )  # fmt: skip


def not_fined_twice(sentence: Sentence, fined_before: Collection[str], articles: Articles) -> Verdict:
    """``fined_before``: numbers of decisions that fined the same wrong."""
    if PenaltyKind.FINE not in sentence.kinds or not fined_before:
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.twice",
        f"{words.PUNISHED_ALREADY}见{'、'.join(sorted(fined_before))}。",
        basis=articles.basis("twice"),
        next_step="可以处以罚款以外的处罚，或者撤案。",
        field="kinds",
    )


def decider_is_another(
    decider: int | None, investigators: Collection[int | None], articles: Articles
) -> Verdict:
    if decider is None or decider not in investigators:
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.decider", words.NOT_YOURSELF, basis=articles.basis("decide"), next_step=words.NOT_YOURSELF_NEXT
    )  # fmt: skip


def hearing_is_called(held_on: date, earliest: date, chair: str, officers: Collection[str], basis: str, articles: Articles) -> Verdict:  # fmt: skip
    """So many days ahead, under somebody who did not investigate."""
    verdict = PASSED
    if held_on < earliest:
        verdict &= Verdict.refuse(
            "supervision.penalty.hearing_day",
            f"今天通知，听证最早在{format_date(earliest)}举行。",
            basis=basis,
            next_step="请改听证日期。",
            field="held_on",
        )
    if chair.strip() in officers:
        verdict &= Verdict.refuse(
            "supervision.penalty.chair", words.CHAIR_NEUTRAL, basis=articles.basis("hearing_order"), next_step="请另选主持人。", field="chair"
        )  # fmt: skip
    return verdict


def spoken_is_answered(articles: Articles, *, has_spoken: bool, answer: str) -> Verdict:
    if not has_spoken or answer.strip():
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.unanswered", words.PLEA_UNANSWERED, basis=articles.basis("plea"), next_step=words.PLEA_UNANSWERED_NEXT, field="plea_answer"
    )  # fmt: skip


def review_is_done(articles: Articles, *, is_wanted: bool, reviewer: str, review: str) -> Verdict:
    if not is_wanted or (reviewer.strip() and review.strip()):
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.review", words.REVIEW_MISSING, basis=articles.basis("review"), next_step=words.REVIEW_MISSING_NEXT, field="review"
    )  # fmt: skip


def may_spare(ground: str, reason: str, grounds: Mapping[str, str], *, is_mended: bool) -> Verdict:
    """``grounds``: those that the act of the day knows, each with its basis."""
    if ground not in grounds:
        return Verdict.refuse(
            "supervision.penalty.ground",
            "现行的法律没有这个不予处罚的理由。",
            next_step="请另选理由。",
            field="ground",
        )
    if ground in MENDED_GROUNDS and not is_mended:
        return Verdict.refuse(
            "supervision.penalty.not_mended",
            "这个理由要求违法行为已经及时改正。",
            basis=grounds[ground],
            next_step="请确认问题已经改正并勾选；没有改正的，不能以此不予处罚。",
            field="is_mended",
        )
    if reason.strip():
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.no_reason", "没有写理由。", next_step="请写明事实和理由。", field="reason"
    )


@dataclass(frozen=True, slots=True)
class Account:
    """What a decision costs and what came in: ``since_on`` is the last day of payment, or of the last money after it."""

    fine_fen: int
    confiscated_fen: int
    paid_fen: int
    late_fen: int
    since_on: date

    @property
    def owed_fine_fen(self) -> int:
        """Money that comes in pays what was confiscated first, then the fine."""
        return max(min(self.fine_fen, self.fine_fen + self.confiscated_fen - self.paid_fen), 0)

    def late_on(self, on: date, fee: LateFee) -> int:
        """The addition as it has grown to a day; never more than the fine (第七十二条)."""
        return min(self.late_fen + late_fee(self.owed_fine_fen, self.since_on, on, fee), self.fine_fen)

    def due_on(self, on: date, fee: LateFee) -> int:
        """What is still to be paid on a day, the addition with it."""
        return max(self.fine_fen + self.confiscated_fen + self.late_on(on, fee) - self.paid_fen, 0)


def late_fee(owed_fen: int, since_on: date, on: date, fee: LateFee) -> int:
    """What an unpaid fine grew by from one day to another: so much a day, never more than itself."""
    days = max((on - since_on).days, 0)
    return min(Yuan(owed_fen).times(fee.daily * days).fen, owed_fen)


def may_pay(paid_fen: int, due_fen: int, paid_on: date, served_on: date, today: date) -> Verdict:
    """Between service and today, and not more than is owed."""
    if not served_on <= paid_on <= today:
        return Verdict.refuse(
            "supervision.penalty.paid_day",
            "履行日期要在送达和今天之间。",
            next_step="请核对日期。",
            field="paid_on",
        )
    if paid_fen < 0 or paid_fen > due_fen:
        return Verdict.refuse(
            "supervision.penalty.paid_sum",
            f"到这一天应缴 {yuan_text(due_fen)}，登记的是 {yuan_text(paid_fen)}。",
            next_step="请核对缴款凭证。",
            field="paid_fen",
        )
    if due_fen and not paid_fen:
        return Verdict.refuse("supervision.penalty.paid_none", f"还要缴 {yuan_text(due_fen)}，没有写金额。", next_step="请填缴款金额。", field="paid_fen")  # fmt: skip
    return PASSED


def shown(sentence: Sentence) -> str:
    """``警告、罚款 2 万元、没收违法所得 1,200 元``."""
    parts = []
    for kind in PenaltyKind:
        if kind.value in sentence.kinds:
            money = {
                PenaltyKind.FINE: sentence.fine_fen,
                PenaltyKind.CONFISCATE: sentence.confiscated_fen,
            }.get(kind)
            parts.append(f"{kind.label} {yuan_text(money)}" if money else kind.label)
    return "、".join(parts)


def _fine_fits(sentence: Sentence, offence: Offence, gain_fen: int) -> Verdict:
    bounds = offence.range_for(gain_fen)
    if PenaltyKind.FINE not in sentence.kinds:
        return PASSED
    if bounds is None:
        return Verdict.refuse(
            "supervision.penalty.no_sum",
            "处罚事项里没有写罚款的幅度，不能处以罚款。",
            basis=offence.basis,
            next_step="请系统管理员对照原文补齐幅度；也可以只处其他种类的处罚。",
            field="kinds",
        )
    if bounds[0] <= sentence.fine_fen <= bounds[1]:
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.range",
        f"罚款 {yuan_text(sentence.fine_fen)}不在 {yuan_text(bounds[0])}至 {yuan_text(bounds[1])}之间。",
        basis=offence.basis,
        next_step="请改罚款金额。",
        field="fine_fen",
    )


def _money_has_its_kind(fen: int, kind: PenaltyKind, sentence: Sentence, field: str) -> Verdict:
    if fen < 0:
        return Verdict.refuse(
            "supervision.penalty.negative", "金额不能小于 0。", next_step="请改金额。", field=field
        )
    if bool(fen) == (kind in sentence.kinds):
        return PASSED
    said = f"写了{kind.label}的金额，却没有选{kind.label}。" if fen else f"选了{kind.label}，没有写金额。"
    return Verdict.refuse("supervision.penalty.money", said, next_step="请改成一致的。", field=field)


def yuan_text(fen: int) -> str:
    """``2 万元``, ``2,000 元``, ``12.50 元``."""
    return Yuan(fen).short().replace(".00 元", " 元")
