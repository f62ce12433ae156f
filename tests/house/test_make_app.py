"""``make app``: the skeleton renders and compiles; and made in a copy of the house, the app passes what the house asks."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from django.template import Engine

from tests.house.tree import ROOT, kept_files


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_app", ROOT / "scripts" / "make_app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_app"] = module
    spec.loader.exec_module(module)
    return module


make_app = load_script()


@pytest.mark.parametrize("floor", ["registers", "operations", "governance"])
def test_the_skeleton_renders_and_compiles(floor: str) -> None:
    files = make_app.rendered(make_app.planned(floor, "pricing", "定价"))
    assert len(files) > 15
    for name, text in files.items():
        assert "$" not in text, f"{name}: a word of the skeleton was left unfilled"
        if name.endswith(".py"):
            ast.parse(text, name)
        if name.endswith(".html"):
            Engine.get_default().from_string(text)


def test_the_lists_are_extended() -> None:
    plan = make_app.planned("operations", "pricing", "定价")
    settings = make_app._with_app((ROOT / "src/tuoyu/config/settings.py").read_text("utf-8"), plan)
    assert '"pricing"]' in settings
    addresses = make_app._with_address((ROOT / "src/tuoyu/config/urls.py").read_text("utf-8"), plan)
    assert ast.parse(addresses)
    assert "tuoyu.operations.pricing.web.urls" in addresses
    matrix = (ROOT / "tests/house/policy_matrix.yaml").read_text("utf-8")
    cells = yaml.safe_load(matrix + make_app._cells(plan, matrix))["actions"]["pricing.matter.close"]
    assert cells.count("unit") == 2
    roles = (ROOT / "policy/base/roles.yaml").read_text("utf-8")
    granted = yaml.safe_load(roles.rstrip() + "\n" + make_app._grants(plan))["grants"]["pricing.matter.open"]
    assert granted == {"coordinator": "all", "system": "all"}


@pytest.mark.parametrize(
    ("floor", "name"),
    [
        ("cellar", "pricing"),
        ("operations", ""),
        ("operations", "Utils"),
        ("operations", "utils"),
        ("operations", "class"),
        ("operations", "a/b"),
    ],
)
def test_a_name_that_will_not_do_is_refused(floor: str, name: str) -> None:
    with pytest.raises(make_app.Unfit):
        make_app.planned(floor, name)


def test_a_name_is_given_once() -> None:
    with pytest.raises(make_app.Unfit, match="already"):
        make_app.demand_room(make_app.planned("operations", "coordination"), ROOT)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    for path in kept_files():
        target = root / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    (root / ".venv").symlink_to(Path(sys.executable).parents[1])
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": os.pathsep.join((str(root / "src"), str(root))), "TUOYU_TEST_DATABASE_URL": ""}
    return subprocess.run(
        command, cwd=root, env={**os.environ, **paths}, capture_output=True, text=True, check=False
    )


APPS = (("operations", "pricing"), ("registers", "nurseries"), ("governance", "surveys"))
CHECKS = ("imports", "templates", "policy", "migrations", "django", "docs", "types")


@pytest.mark.slow
def test_made_apps_pass_what_the_house_asks(copy: Path) -> None:
    """One on each floor, in one copy of the house: every check, every house test, and their own tests."""
    for floor, name in APPS:
        made = run(copy, sys.executable, "scripts/make_app.py", floor, name, "--label", "新业务")
        assert made.returncode == 0, made.stderr
    ours = [f"{place}/{floor}/{name}" for floor, name in APPS for place in ("src/tuoyu", "tests")]
    names = [name for _, name in APPS]
    for tool in (("check",), ("format", "--check")):
        answer = run(copy, ".venv/bin/ruff", *tool, *ours)
        assert answer.returncode == 0, answer.stdout
    for check in CHECKS:
        answer = run(copy, "scripts/check", check)
        assert not [line for line in answer.stdout.splitlines() if any(name in line for name in names)], (
            answer.stdout
        )
    options = ["-q", "-m", "not slow", "-p", "no:cacheprovider", "--deselect", "tests/house/test_make_app.py"]
    answer = run(copy, sys.executable, "-m", "pytest", "tests/house", *ours[1::2], *options)
    failed = [line for line in answer.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert not failed, "\n".join(failed)
    assert answer.returncode == 0, answer.stdout[-3000:]
