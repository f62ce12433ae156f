"""What a rule answers: reasons, each with its legal basis — never a bare True.

A ``Verdict`` travels unchanged from a pure rule to the screen, the API and the journal, so that a refusal
always says why, by which article, and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding of a rule. ``basis`` names the article; ``next_step`` tells the reader what to do."""

    code: str
    sentence: str
    is_ok: bool = False
    basis: str = ""
    next_step: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of a rule about one thing. It holds when no finding speaks against it."""

    reasons: tuple[Reason, ...] = ()

    @property
    def is_ok(self) -> bool:
        return all(reason.is_ok for reason in self.reasons)

    @property
    def failures(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if not reason.is_ok)

    def __and__(self, other: Verdict) -> Verdict:
        return Verdict(self.reasons + other.reasons)

    def __bool__(self) -> bool:
        raise TypeError("ask a Verdict for .is_ok: its reasons must not be lost by accident")

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> Verdict:
        return cls(tuple(reasons))

    @classmethod
    def refuse(
        cls, code: str, sentence: str, *, basis: str = "", next_step: str = "", field: str = ""
    ) -> Verdict:
        """A verdict with the single failing reason given."""
        return cls((Reason(code, sentence, basis=basis, next_step=next_step, field=field),))


PASSED = Verdict()


class Refused(Exception):
    """A service declined to act. Entry points show the verdict; nothing was written.

    ``status`` is the HTTP meaning: 403 not allowed, 404 not visible, 409 the state forbids it, 422 the input is wrong.
    """

    def __init__(self, verdict: Verdict, status: int = 409) -> None:
        self.verdict = verdict
        self.status = status
        super().__init__("；".join(reason.sentence for reason in verdict.failures))

    @classmethod
    def because(
        cls,
        code: str,
        sentence: str,
        *,
        status: int = 409,
        basis: str = "",
        next_step: str = "",
        field: str = "",
    ) -> Refused:
        return cls(Verdict.refuse(code, sentence, basis=basis, next_step=next_step, field=field), status)


def demand(verdict: Verdict, status: int = 409) -> None:
    """Raise ``Refused`` unless the verdict holds."""
    if not verdict.is_ok:
        raise Refused(verdict, status)
