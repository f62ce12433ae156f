"""Sending fields back: only what was flagged reopens, and what was not raised in the first round wants a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.operations.filing.commands import Flag
from tuoyu.operations.filing.rules.book import changed_fields

ONE_ROUND = "一次性告知"


def flags_are_sound(
    flags: Iterable[Flag],
    known: Iterable[str],
    round_no: int,
    raised_before: Iterable[str],
    changed_since: Iterable[str],
) -> Verdict:
    """Each flag names a field of the form and says what is wrong; late ones say why they come late.

    A field that the applicant changed since the last round may be flagged without a reason: it is new.
    """
    flags, known = list(flags), set(known)
    free = set(raised_before) | set(changed_since)
    if not flags:
        return Verdict.refuse(
            "filing.no_flag", "没有选要补正的内容。", next_step="请在有问题的那一行点“请补正”，写清要改什么。"
        )
    reasons = []
    for flag in flags:
        if flag.field not in known:
            reasons.append(
                Reason("filing.flag_unknown", f"表单里没有“{flag.field}”这一项。", field=flag.field)
            )
        elif not flag.comment.strip():
            reasons.append(
                Reason(
                    "filing.flag_comment",
                    "没有写要补正什么。",
                    next_step="请写清要改成什么样。",
                    field=flag.field,
                )
            )
        elif round_no > 1 and flag.field not in free and not flag.late_reason.strip():
            reasons.append(
                Reason(
                    "filing.flag_late",
                    "这一项第一轮没有提出。",
                    basis=ONE_ROUND,
                    next_step="请写明首轮未提出的理由。",
                    field=flag.field,
                )
            )
    return Verdict.of(reasons)


def keeps_closed(
    before: Mapping[str, Any], after: Mapping[str, Any], keys: Iterable[str], open_fields: Iterable[str]
) -> Verdict:
    """In a returned case only the flagged fields may differ."""
    open_ones = set(open_fields)
    shut = [key for key in changed_fields(before, after, keys) if key not in open_ones]
    if not shut:
        return PASSED
    return Verdict.of(
        Reason(
            "filing.field_closed",
            "这一项没有退回补正，不能改。",
            next_step="只能改退回的内容；确需修改的请在补正说明里写明，由经办人退回。",
            field=key,
        )
        for key in shut
    )
