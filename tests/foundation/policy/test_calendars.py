from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tuoyu.foundation.policy.calendars import CalendarFileWrong, read_year, work_calendar

GOOD = "year: 2031\nsource: 示例\nfestivals:\n  - {name: 元旦, rest: [2030-12-31..2031-01-01], work: [2031-01-04]}\n"


def write(folder: Path, text: str, name: str = "2031.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_year_may_reach_into_the_december_before(tmp_path: Path) -> None:
    year = read_year(write(tmp_path, GOOD))
    assert year.rest == {date(2030, 12, 31), date(2031, 1, 1)}
    assert year.work == {date(2031, 1, 4)}
    assert work_calendar(tmp_path).is_workday(date(2031, 1, 4))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "YAML"),
        ("a: 1", "year、source、festivals"),
        (GOOD + "extra: 1\n", "没有别的项"),
        (GOOD.replace("year: 2031", "year: 2030"), "文件名"),
        (GOOD.replace("2031-01-04", "2031-13-04"), "元旦 的 work"),
        (GOOD.replace("2031-01-04", "2032-01-04"), "不在 2031 年"),
        (GOOD.replace("2030-12-31..2031-01-01", "2031-01-03..2031-01-01"), "首末颠倒"),
        (GOOD.replace("work:", "works:"), "rest、work"),
        ("year: 2031\nsource: 示例\nfestivals: 3\n", "列表"),
    ],
)
def test_a_wrong_file_is_named_with_key_and_reason(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CalendarFileWrong, match=words) as caught:
        read_year(write(tmp_path, text))
    assert "2031.yaml" in str(caught.value)


def test_a_folder_without_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileWrong, match="一年也没有"):
        work_calendar(tmp_path)
