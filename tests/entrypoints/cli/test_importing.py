"""``tuoyu import``: what it writes, what it says, and with which code it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.entrypoints.site.world import make_unit
from tests.operations.filing import registration_rows
from tests.registers.institutions.world import USCCS, an_institution
from tests.registers.workforce import practitioner_rows
from tuoyu.entrypoints.cli.importing import _PEOPLE, run
from tuoyu.foundation.exchange.tables import read_lines
from tuoyu.operations.filing.models import Registration
from tuoyu.registers.workforce.models import Practitioner
from tuoyu.registers.workforce.sheets import PRACTITIONERS


def registered() -> int:
    return Registration.objects.unscoped("tests").count()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_unit("sjj", "区市场监管局")
    path = tmp_path / "登记.csv"
    path.write_text(registration_rows.csv_text(registration_rows.rows(20)), encoding="utf-8")
    return path


@pytest.mark.django_db
def test_import_registrations_tries_then_writes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["registrations", str(file), "--unit", "sjj", "--dry-run"]) == 0
    assert capsys.readouterr().err == "试读通过：20 行都可以导入。没有写入。\n"
    assert registered() == 0
    assert run(["registrations", str(file), "--unit", "sjj"]) == 0
    assert capsys.readouterr().err == "已导入：20 新增，0 合并更新，0 已有或较旧。\n"
    assert run(["registrations", str(file), "--unit", "sjj"]) == 0
    assert capsys.readouterr().err == "已导入：0 新增，0 合并更新，20 已有或较旧。\n"
    assert registered() == 20


@pytest.mark.django_db
def test_import_registrations_writes_what_is_wrong_to_be_mended(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = file.read_text(encoding="utf-8")
    code = text.splitlines()[5].split(",")[1]
    file.write_text(text.replace(code, code[:-1] + "?"), encoding="utf-8")
    assert run(["registrations", str(file), "--unit", "sjj"]) == 1
    said = capsys.readouterr().err
    assert "第6行“统一社会信用代码”" in said
    assert "共 1 处有误，一行也没有写入。" in said
    assert "加上 --errors" in said
    target = tmp_path / "有误.csv"
    assert run(["registrations", str(file), "--unit", "sjj", "--errors", str(target)]) == 1
    assert registered() == 0
    mended = target.read_text(encoding="utf-8-sig").replace(code[:-1] + "?", code)
    target.write_text(mended, encoding="utf-8")
    assert run(["registrations", str(target), "--unit", "sjj"]) == 0
    assert registered() == 20


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "unit", "said"),
    [
        ("名称,统一社会信用代码\n甲,乙\n", "sjj", "登记日期"),
        ("", "sjj", "文件是空的"),
        (None, "nobody", "没有代码为“nobody”的登记机关。登记机关的单位代码是："),
    ],
)
def test_import_registrations_says_why_a_file_is_none(
    file: Path, content: str | None, unit: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert run(["registrations", str(file), "--unit", unit]) == 1
    assert said in capsys.readouterr().err


def test_import_looks_for_the_file_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["registrations", str(tmp_path / "x.csv"), "--unit", "sjj"]) == 1
    assert "没有文件" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 2


@pytest.mark.django_db
def test_import_practitioners_tries_then_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_institution()
    path = tmp_path / "人员.csv"
    path.write_text(practitioner_rows.csv_text(practitioner_rows.rows(16, USCCS[:1])), encoding="utf-8")
    assert run(["practitioners", str(path), "--dry-run"]) == 0
    assert capsys.readouterr().err == "试读通过：16 行都可以导入。没有写入。\n"
    assert run(["practitioners", str(path)]) == 0
    assert capsys.readouterr().err == "已导入：新增 14 人，在册人员有更新的 0 行，没有变化的 0 行。\n"
    assert Practitioner.objects.unscoped("tests").count() == 14
    path.write_text(practitioner_rows.csv_text([("x",) * 16]), encoding="utf-8")
    assert run(["practitioners", str(path), "--errors", str(tmp_path / "有误.csv")]) == 1
    assert "有误的行在最前面" in capsys.readouterr().err


def test_import_practitioners_writes_a_template_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "模板.xlsx"
    assert run(["practitioners", str(path), "--template"]) == 0
    content = path.read_bytes()
    lines = read_lines(path.name, content, max_bytes=1 << 20, most_lines=10)
    assert [cell.rstrip("*") for cell in lines[0].cells] == PRACTITIONERS.labels
    assert run(["practitioners", str(path), "--template"]) == 1
    assert "已经有了" in capsys.readouterr().err
    assert path.read_bytes() == content


def test_the_columns_said_in_the_help_are_those_that_must_be_filled_in() -> None:
    required = [column.label for column in PRACTITIONERS.columns if column.is_required]
    assert "、".join(required) == _PEOPLE
