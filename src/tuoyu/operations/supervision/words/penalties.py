"""Words of penalties: what may be imposed, how papers are served, why none is imposed, and what an challenge led to."""

from __future__ import annotations

from collections.abc import Iterable

from tuoyu.kernel.words import LabelledEnum


class PenaltyKind(LabelledEnum):
    """Kinds of penalty (《行政处罚法》第九条), lightest first."""

    WARNING = "warning", "警告"
    CRITICISM = "criticism", "通报批评"
    FINE = "fine", "罚款"
    CONFISCATE = "confiscate", "没收违法所得"
    SUSPEND = "suspend", "责令停业"
    REVOKE = "revoke", "吊销证照"


# Kinds that weigh more than a fine: never on the spot.
GRAVE = frozenset({PenaltyKind.CONFISCATE.value, PenaltyKind.SUSPEND.value, PenaltyKind.REVOKE.value})
# Kinds whose content is a sum of money.
MONEY = frozenset({PenaltyKind.FINE.value, PenaltyKind.CONFISCATE.value})


class ServedHow(LabelledEnum):
    """How a decision reached the party (《行政处罚法》第六十一条 and the rules of civil procedure it names)."""

    ANNOUNCED = "announced", "当场宣告并交付"
    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    NOTICE = "notice", "公告送达"


class SpareGround(LabelledEnum):
    """Why no penalty is imposed (《行政处罚法》第三十三条, 第五十七条)."""

    MINOR = "minor", "违法行为轻微并及时改正，没有造成危害后果"
    FIRST = "first", "初次违法且危害后果轻微并及时改正"
    BLAMELESS = "blameless", "当事人有证据足以证明没有主观过错"
    UNPROVEN = "unproven", "违法事实不能成立"


# Grounds that want the party to have mended what was wrong.
MENDED_GROUNDS = frozenset({SpareGround.MINOR.value, SpareGround.FIRST.value})


class ChallengeKind(LabelledEnum):
    REVIEW = "review", "行政复议"
    LAWSUIT = "lawsuit", "行政诉讼"


class ChallengeOutcome(LabelledEnum):
    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    ANNULLED = "annulled", "撤销"
    REJECTED = "rejected", "驳回"
    DROPPED = "dropped", "申请人撤回"


ACT = "《中华人民共和国行政处罚法》"
NO_KIND = "没有选处罚种类。"
CASES_UNSEEN = "还没有看过以往案例。"
CASES_CHANGED = "看到的以往案例已有变化。"
CASES_CHANGED_NEXT = "请看一遍最新的以往案例，再签。"
NEEDS_DEVIATION_NEXT = "请在“偏离说明”里写明为什么与以往不同；认为合适的，也可以调整金额。"
NOT_YOURSELF = "您是这件案子的调查人员，不能自己作决定。"
NOT_YOURSELF_NEXT = "请由没有参加调查的本单位负责人决定。"
CHAIR_NEUTRAL = "听证主持人不能是本案的调查人员。"
PLEA_UNANSWERED = "当事人陈述申辩过，还没有写明怎么看。"
PLEA_UNANSWERED_NEXT = "请逐条写明采纳或不采纳，以及理由。"
REVIEW_MISSING = "这件处罚决定前要经过法制审核，这里没有审核意见。"
REVIEW_MISSING_NEXT = "请填法制审核人和审核意见。"
ORDINARY_NEXT = "请把情况交给检查负责人，按普通程序立案。"
NO_CERTIFICATE = "您没有有效的执法证，不能当场处罚。请系统管理员在执法人员名录里登记。"
REFUSED_TO_SIGN = "拒绝签收"
RAISED = "当事人陈述申辩过，处罚不能比告知的更重。"
NOT_AS_TOLD = "处罚比告知的更重。"
NOT_AS_TOLD_NEXT = "请按告知的内容决定；确要加重的，先重新告知。"
PUNISHED_ALREADY = "这个违法行为已经罚过款，不能再罚款。"


def kinds_label(kinds: Iterable[str]) -> str:
    """``警告、罚款``, lightest first."""
    chosen = set(kinds)
    return "、".join(kind.label for kind in PenaltyKind if kind.value in chosen)
