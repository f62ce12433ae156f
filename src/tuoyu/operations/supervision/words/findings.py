"""Words of findings: how grave they are."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Severity(LabelledEnum):
    """How grave a finding is for the children; it sets the day by which it must be mended."""

    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    GRAVE = "grave", "严重"


# The clock by which a finding must be mended.
MEND_CLOCKS = {
    Severity.MINOR: "finding_minor",
    Severity.MAJOR: "finding_major",
    Severity.GRAVE: "finding_grave",
}

# The clocks of the department, of an answer to an objection, and of a self-check elsewhere.
CHECK_CLOCK = "finding_check"
LOOK_BACK_CLOCK = "finding_look_back"
OBJECTION_CLOCK = "finding_objection"
SELF_CHECK_CLOCK = "finding_self_check"


class ProofSide(LabelledEnum):
    """Which side of the mending a picture shows."""

    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"


class Adequacy(LabelledEnum):
    """What was judged of a mending."""

    WAITING = "waiting", "待复核"
    ENOUGH = "enough", "整改到位"
    RETURNED = "returned", "退回重改"


class Answered(LabelledEnum):
    """What was answered to an objection."""

    WAITING = "waiting", "待答复"
    UPHELD = "upheld", "异议成立，撤销问题"
    KEPT = "kept", "异议不成立，继续整改"


class SelfAnswer(LabelledEnum):
    """What an institution answers to a self-check."""

    WAITING = "waiting", "待自查"
    CLEAN = "clean", "我们没有这个问题"
    MENDED = "mended", "也有，已经处理"
