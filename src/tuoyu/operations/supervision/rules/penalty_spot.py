"""What may be decided on the spot (简易程序): small sums and warnings, after the party was heard there. Pure."""

from __future__ import annotations

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.limits.penalties import Articles, SimpleWay
from tuoyu.operations.supervision.rules.offences import Offence
from tuoyu.operations.supervision.rules.penalties import Sentence, yuan_text
from tuoyu.operations.supervision.words import penalties as words
from tuoyu.operations.supervision.words.penalties import GRAVE, PenaltyKind, kinds_label


def offence_is_simple(offence: Offence) -> bool:
    """No kind of the article weighs more than a fine: whether a grave one is due is for the ordinary procedure to find."""
    return not GRAVE & set(offence.kinds)


def may_impose(
    sentence: Sentence, offence: Offence, uscc: str, way: SimpleWay, articles: Articles
) -> Verdict:
    """Only an article without grave kinds, only the simple kinds, and no more than the sum for this sort of party."""
    basis = articles.basis("simple")
    verdict = PASSED
    if not offence_is_simple(offence):
        verdict &= Verdict.refuse(
            "supervision.penalty.not_simple",
            f"“{offence.label}”还可以处以{kinds_label(GRAVE & set(offence.kinds))}，不能当场处罚。",
            basis=basis, next_step=words.ORDINARY_NEXT, field="offence",
        )  # fmt: skip
    strange = sentence.kinds - way.kinds
    if strange:
        verdict &= Verdict.refuse(
            "supervision.penalty.simple_kind", f"当场只能{kinds_label(way.kinds)}，不能{kinds_label(strange)}。", basis=basis, next_step=words.ORDINARY_NEXT, field="kinds"
        )  # fmt: skip
    most = way.most_for(uscc)
    if sentence.fine_fen > most:
        verdict &= Verdict.refuse(
            "supervision.penalty.simple_sum", f"当场处罚的罚款对这个当事人最多 {yuan_text(most)}，写的是 {yuan_text(sentence.fine_fen)}。", basis=basis, next_step=words.ORDINARY_NEXT, field="fine_fen"
        )  # fmt: skip
    return verdict


def was_heard(
    said: str, answer: str, articles: Articles, *, has_shown_card: bool, has_told_rights: bool
) -> Verdict:
    """Cards are shown, facts and rights are told, and what the party says is answered before anything is decided."""
    verdict = PASSED
    if not has_shown_card:
        verdict &= Verdict.refuse(
            "supervision.penalty.card", "没有确认出示了执法证件。", basis=articles.basis("simple_order"), next_step="请先出示证件，再勾选。", field="has_shown_card"
        )  # fmt: skip
    if not has_told_rights:
        verdict &= Verdict.refuse(
            "supervision.penalty.rights", "没有确认告知了事实、理由、依据和权利。", basis=articles.basis("tell"), next_step="请当面告知并听取意见，再勾选。", field="has_told_rights"
        )  # fmt: skip
    if said.strip() and not answer.strip():
        verdict &= Verdict.refuse(
            "supervision.penalty.unanswered", words.PLEA_UNANSWERED, basis=articles.basis("plea"), next_step=words.PLEA_UNANSWERED_NEXT, field="answer"
        )  # fmt: skip
    return verdict


def was_handed_over(signed_by: str, *, is_refused: bool) -> Verdict:
    """Somebody signed for the party, or the paper says that it would not sign: one of the two."""
    if bool(signed_by.strip()) != is_refused:
        return PASSED
    said = "写了签收人，又勾了拒绝签收。" if is_refused else "没有写谁签收的。"
    return Verdict.refuse("supervision.penalty.signed", said, next_step="请写签收人；拒绝签收的只勾选，决定书上会注明。", field="signed_by")  # fmt: skip


def may_collect(collected_fen: int, sentence: Sentence, reason: str, receipt_no: str, way: SimpleWay, articles: Articles) -> Verdict:  # fmt: skip
    """Nothing is collected, or the whole fine: a small one, or where it could hardly be had later; always against a receipt."""
    if not collected_fen:
        return PASSED
    verdict = PASSED
    if PenaltyKind.FINE not in sentence.kinds or collected_fen != sentence.fine_fen:
        verdict &= Verdict.refuse("supervision.penalty.collected", "当场收缴的要和罚款一样多。", next_step="请改金额；不当场收缴的留空。", field="collected")  # fmt: skip
    if collected_fen > way.collect_fen and not reason.strip():
        verdict &= Verdict.refuse(
            "supervision.penalty.collect", f"罚款超过 {yuan_text(way.collect_fen)}，没有写不当场收缴事后难以执行的理由。", basis=articles.basis("collect"), next_step="写明理由，或者不当场收缴，由当事人到银行缴纳。", field="collect_reason"
        )  # fmt: skip
    if not receipt_no.strip():
        verdict &= Verdict.refuse(
            "supervision.penalty.receipt", "没有写罚款票据号；不出具票据的，当事人有权拒绝缴纳。", basis=articles.basis("receipt"), next_step="请开具财政部门统一制发的票据，填票据号。", field="receipt_no"
        )  # fmt: skip
    return verdict
