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
