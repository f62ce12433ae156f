"""What a check found: one sentence about one field, with its ground and, where it was computed, how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.operations.filing.words import Grade


@dataclass(frozen=True, slots=True)
class Finding:
    """``field`` is the key of the book (``material.<code>`` for a paper); ``trace`` shows the sum: 收托 30 人 ÷ 5 = 6."""

    code: str
    field: str
    grade: Grade
    sentence: str
    basis: str = ""
    trace: str = ""
    next_step: str = ""

    def reason(self) -> Reason:
        """As a reason of a verdict: only what is wrong or missing speaks against."""
        is_ok = self.grade in {Grade.OK, Grade.ON_SITE}
        return Reason(self.code, self.sentence, is_ok, self.basis, self.next_step, self.field)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "field": self.field,
            "grade": self.grade.value,
            "sentence": self.sentence,
            "basis": self.basis,
            "trace": self.trace,
        }


def ok(code: str, field: str, sentence: str, basis: str = "", trace: str = "") -> Finding:
    return Finding(code, field, Grade.OK, sentence, basis, trace)


def bad(code: str, field: str, sentence: str, basis: str, next_step: str, trace: str = "") -> Finding:
    return Finding(code, field, Grade.BAD, sentence, basis, trace, next_step)


def on_site(code: str, field: str, sentence: str, basis: str = "", trace: str = "") -> Finding:
    """Paper cannot tell: whoever goes there looks."""
    return Finding(code, field, Grade.ON_SITE, sentence, basis, trace)


def missing(code: str, field: str, sentence: str, basis: str = "", next_step: str = "") -> Finding:
    return Finding(code, field, Grade.MISSING, sentence, basis, "", next_step or "请填写后再提交。")


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    return Verdict.of(finding.reason() for finding in findings)


def may_be_handed_in(findings: Iterable[Finding]) -> Verdict:
    """Nothing may be missing. What does not conform may be handed in: whoever decides sees it marked."""
    return Verdict.of(finding.reason() for finding in findings if finding.grade is Grade.MISSING)


def counts(findings: Iterable[Finding]) -> dict[Grade, int]:
    found = dict.fromkeys(Grade, 0)
    for finding in findings:
        found[finding.grade] += 1
    return found
