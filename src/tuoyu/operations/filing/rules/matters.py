"""Checks of suspensions, resumptions and closures: days in order, money returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tuoyu.operations.filing.rules.book import as_date
from tuoyu.operations.filing.rules.findings import Finding, bad, ok
from tuoyu.operations.filing.words import CaseKind

BASIS = "《托育机构管理规范（试行）》第六条、第七条"


def matter_checks(kind: CaseKind, answers: Mapping[str, Any]) -> Iterator[Finding]:
    start, until = as_date(answers.get("from_on")), as_date(answers.get("until_on"))
    if kind is CaseKind.SUSPENSION and start and until:
        if until <= start:
            yield bad("filing.until", "until_on", "预计恢复日期不晚于暂停日期。", BASIS, "请核对两个日期。")
        else:
            yield ok("filing.until", "until_on", f"暂停 {start.isoformat()} 至 {until.isoformat()}。", BASIS)
    if kind is CaseKind.CLOSURE and answers.get("has_refunded") is False:
        yield bad("filing.refund", "has_refunded", "预收费还没有退清。", BASIS, "退清后再提交终止服务。")
