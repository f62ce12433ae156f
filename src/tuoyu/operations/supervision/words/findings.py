"""Words of findings: how grave they are."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Severity(LabelledEnum):
    """How grave a finding is for the children; it sets the day by which it must be mended."""

    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    GRAVE = "grave", "严重"
