"""What is asked of published results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishResult:
    """Show the public what a visit came to, in one sentence beside the counts."""

    visit_id: int
    sentence: str


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The institution's own word, shown beside the result; an empty one takes it back."""

    result_id: int
    text: str


@dataclass(frozen=True, slots=True)
class WithdrawResult:
    """Take a result off the public pages before its day."""

    result_id: int
    reason: str
