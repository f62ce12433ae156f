"""The law with a day on which permits take the place of filings: what is shipped knows filing alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import DISTRICT
from tuoyu.foundation.policy.paths import policy_dir

VALUE = """values:
  filing.access_regime:
    - area: "{area}"
      from: {day}
      value: permit
      source: {{title: 虚构的托育服务法, article: 第一条}}
      confidence: uncertain
  filing.conversion_months:
    - area: "{area}"
      from: 2019-12-19
      value: {months}
      source: {{title: 虚构的托育服务法, article: 附则}}
      confidence: uncertain
"""
PermitsBegin = Callable[..., None]


@pytest.fixture
def permits_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PermitsBegin:
    """``permits_begin(day, months=12)``: a copy of the shipped law in which the district permits from that day on.

    Called again it moves the day; with None the district files for ever.
    """
    folder = tmp_path / "policy"
    shutil.copytree(policy_dir(), folder)
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(folder))
    file = folder / "districts" / DISTRICT / "parameters" / "permit.yaml"

    def begin(day: date | None, months: int = 12) -> None:
        file.unlink(missing_ok=True)
        if day is not None:
            file.write_text(VALUE.format(area=DISTRICT, day=day, months=months), encoding="utf-8")

    return begin
