"""Reads ``policy/calendars/<year>.yaml`` into the kernel's working-day calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.kernel.dates import WorkCalendar, YearDays, parse_date

# Every value as text, so that we, not YAML, say what is wrong with a date; in C where PyYAML has it.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEYS = {"year", "source", "amended_by", "announced_on", "festivals"}


class CalendarFileWrong(Exception):
    """A calendar file cannot be used; the sentence names file, key and reason."""


def work_calendar(folder: Path | None = None) -> WorkCalendar:
    """All announced years, from the policy folder or the one given; read once a process."""
    return _calendar_in(folder or policy_dir() / "calendars")


@cache
def _calendar_in(folder: Path) -> WorkCalendar:
    years = [read_year(path) for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].yaml"))]
    try:
        return WorkCalendar(years)
    except ValueError as error:
        raise CalendarFileWrong(
            f"目录“{folder}”里的年份不连续、一年也没有，或同一天既放假又上班（{error}）。"
        ) from error


def read_year(path: Path) -> YearDays:
    """One file. The year stands in its name and in its ``year`` key; every festival names its days."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - makes only text, lists and maps
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CalendarFileWrong(f"{path.name}：不是能读的 YAML 文件（{error}）。") from error
    if not isinstance(content, dict) or not {"year", "source", "festivals"} <= content.keys() <= _KEYS:
        raise CalendarFileWrong(f"{path.name}：应有 year、source、festivals 三项，且没有别的项。")
    year = content["year"]
    if year != path.stem:
        raise CalendarFileWrong(f"{path.name}：year 写的是 {year}，与文件名不一致。")
    if not isinstance(content["festivals"], list):
        raise CalendarFileWrong(f"{path.name}：festivals 应是一个列表。")
    rest: set[date] = set()
    work: set[date] = set()
    for festival in content["festivals"]:
        rest.update(_days_of(path, festival, "rest"))
        work.update(_days_of(path, festival, "work"))
    return YearDays(int(year), frozenset(rest), frozenset(work))


def _days_of(path: Path, festival: object, key: str) -> Iterator[date]:
    year = int(path.stem)
    if not isinstance(festival, dict) or not isinstance(festival.get(key), list):
        raise CalendarFileWrong(
            f"{path.name}：每个节日应有 name，以及 rest、work 两个列表（出错处：{festival}）。"
        )
    for written in festival[key]:
        if not isinstance(written, str):
            raise CalendarFileWrong(
                f"{path.name}：{festival.get('name')} 的 {key} 里只能写日期，不能写“{written}”。"
            )
        first, _, last = written.partition("..")
        try:
            start, end = parse_date(first), parse_date(last or first)
        except ValueError as error:
            raise CalendarFileWrong(f"{path.name}：{festival.get('name')} 的 {key}：{error}") from error
        # The arrangement of a year may reach into the last days of December before it.
        if end < start or start < date(year - 1, 12, 1) or end > date(year, 12, 31):
            raise CalendarFileWrong(
                f"{path.name}：{festival.get('name')} 的 {key}“{written}”不在 {year} 年，或首末颠倒。"
            )
        yield from (start + timedelta(days) for days in range((end - start).days + 1))
