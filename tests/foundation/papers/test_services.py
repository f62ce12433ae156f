"""Numbers without gaps, whoever takes them at once; papers kept byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests import prepared
from tests.foundation.papers.samples import CONTENT, RECEIPT, needs_fonts, read, text_in
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.papers.models import Series
from tuoyu.foundation.papers.paper import Proof
from tuoyu.foundation.papers.services import store_paper, take_number
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

REPOSITORY = Path(__file__).resolve().parents[3]
EACH = 25
_OPEN = """
import json, sys
import django
django.setup()
from django.db import transaction
from datetime import datetime
from tuoyu.foundation.papers.services import take_number
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx
ctx = Ctx(Actor(ActorKind.SYSTEM, "系统"), datetime(2026, 11, 23, 9, tzinfo=CHINA), "test", "330302")
"""
_TAKE = """
taken = []
for turn in range(int(sys.argv[1])):
    try:
        with transaction.atomic():
            number = take_number(ctx, "test.receipt", 2026)
            if turn % 5 == 4:
                raise KeyError("the act fails")
            taken.append(number)
    except KeyError:
        pass
print(json.dumps(taken))
"""


@pytest.mark.django_db
def test_take_number_counts_each_series_area_and_year_by_itself(system_ctx: Ctx) -> None:
    elsewhere = replace(system_ctx, area="990101")
    taken = [
        take_number(ctx, series, year)
        for ctx, series, year in (
            (system_ctx, "a", 2026),
            (system_ctx, "a", 2026),
            (system_ctx, "a", 2027),
            (system_ctx, "b", 2026),
            (elsewhere, "a", 2026),
            (system_ctx, "a", 2026),
        )
    ]
    assert taken == [1, 2, 1, 1, 1, 3]


@pytest.mark.django_db
def test_an_act_that_fails_gives_its_number_back(system_ctx: Ctx) -> None:
    assert take_number(system_ctx, "a", 2026) == 1
    with transaction.atomic():
        assert take_number(system_ctx, "a", 2026) == 2
        transaction.set_rollback(True)
    assert take_number(system_ctx, "a", 2026) == 2


@pytest.mark.django_db(transaction=True)
def test_take_number_wants_the_transaction_of_its_paper(system_ctx: Ctx) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        take_number(system_ctx, "a", 2026)
    assert not Series.objects.unscoped("test").exists()


@pytest.mark.django_db(transaction=True)
def test_take_number_at_once_leaves_no_gap_on_postgresql(system_ctx: Ctx) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one connection; see the test with processes")
    taken: list[int] = []
    errors: list[Any] = []
    gate = threading.Barrier(4)

    def take() -> None:
        try:
            gate.wait()
            for turn in range(EACH):
                try:
                    with transaction.atomic():
                        number = take_number(system_ctx, "a", 2026)
                        if turn % 5 == 4:
                            raise KeyError
                    taken.append(number)
                except KeyError:
                    continue
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(taken) == list(range(1, 4 * EACH * 4 // 5 + 1))


def test_processes_on_one_file_leave_no_gap(tmp_path: Path) -> None:
    environment = prepared.environment(tmp_path, **prepared.SCRIPTS)

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _OPEN + script, *arguments]
        return subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)

    prepared.migrated(tmp_path / prepared.DATABASE)
    taking = [start(_TAKE, str(EACH)) for _ in range(3)]
    answers = [process.communicate(timeout=120)[0] for process in taking]
    assert [process.returncode for process in taking] == [0, 0, 0]
    taken = [number for answer in answers for number in json.loads(answer)]
    assert sorted(taken) == list(range(1, 3 * EACH * 4 // 5 + 1))


@pytest.fixture
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@needs_fonts
@pytest.mark.django_db
@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize("is_demo", [True, False])
def test_store_paper_keeps_it_byte_for_byte(system_ctx: Ctx, settings: Any, is_demo: bool) -> None:
    settings.TUOYU_DEMO = is_demo
    stored = store_paper(system_ctx, RECEIPT, CONTENT, "备案回执 7.pdf", proof=Proof(statement="一"))
    assert (stored.name, stored.media_type, stored.data_class) == ("备案回执 7.pdf", "application/pdf", "C1")
    with open_file(system_ctx, stored) as opened:
        kept = opened.read()
    assert len(kept) == stored.size
    assert read(kept).attachments == {"statement.txt": ["一".encode()]}
    assert ("盖章" in text_in(kept)) is not is_demo
    assert Entry.objects.unscoped("test").get().verb == "files.file.store"


@needs_fonts
@pytest.mark.usefixtures("_files")
@pytest.mark.django_db
def test_a_paper_that_cannot_be_printed_is_not_stored(system_ctx: Ctx) -> None:
    with pytest.raises(Refused):
        store_paper(system_ctx, RECEIPT, {**CONTENT, "head": "\ue000"}, "备案回执.pdf")
    assert not Entry.objects.unscoped("test").exists()
