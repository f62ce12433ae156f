"""By when an incident must be told, and whether it was. Minutes count by night and on holidays too."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuoyu.operations.supervision.words.incidents import Timeliness


def report_by(known_at: datetime, minutes: int | None) -> datetime | None:
    """The last moment in time; None where nothing has to be told."""
    return None if minutes is None else known_at + timedelta(minutes=minutes)


def timeliness(
    report_by_at: datetime | None, reported_at: datetime | None, now: datetime, *, is_found: bool = False
) -> Timeliness:
    """How the institution's own report stands at ``now``. ``reported_at`` None: it has not told anything itself.

    What was told too late, and only after the authority had found it (``is_found``), was not told.
    """
    if report_by_at is None:
        return Timeliness.NOT_DUE
    if reported_at is not None and reported_at <= report_by_at:
        return Timeliness.ON_TIME
    if reported_at is not None:
        return Timeliness.SILENT if is_found else Timeliness.LATE
    return Timeliness.RUNNING if now <= report_by_at else Timeliness.SILENT


def left_sentence(report_by_at: datetime, now: datetime) -> str:
    """还剩1小时5分钟 / 已超过3分钟, rounded to whole minutes against the reader: never more time than there is."""
    seconds = (report_by_at - now).total_seconds()
    if seconds >= 0:
        return f"还剩{_span(int(seconds // 60))}"
    return f"已超过{_span(max(1, int(-seconds // 60)))}"


def _span(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = (
        f"{days}天" if days else "",
        f"{hours}小时" if hours else "",
        f"{minutes}分钟" if minutes else "",
    )
    return "".join(parts) or "不到1分钟"


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes, at least 0."""
    return max(0, int((end - start).total_seconds() // 60))
