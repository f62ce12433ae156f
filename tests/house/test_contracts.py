"""The import contracts hold, and each of them can break: planted in a copy of the house, what it forbids is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
OPS = "operations"
# What each contract forbids: file (below src/tuoyu) → text appended to it. The first of each contract is the quick one.
PLANTS: list[tuple[str, str, dict[str, str]]] = [
    ("floors", "upward", {"foundation/people/rules.py": "import tuoyu.governance.coordination.words"}),
    ("floors", "the roof is known", {"entrypoints/cli/lines.py": "import tuoyu.config.settings"}),
    (
        "floors",
        "upward inside a function",
        {"kernel/money.py": "def f():\n    import tuoyu.registers.plans.words"},
    ),
    ("floors", "a folder without a floor", {"cellar/__init__.py": ""}),
    (
        "operations-apart",
        "sideways",
        {f"{OPS}/red/__init__.py": "", f"{OPS}/blue/__init__.py": "import tuoyu.operations.red"},
    ),
    (
        "governance-apart",
        "sideways",
        {"governance/targets/words.py": "import tuoyu.governance.coordination.words"},
    ),
    ("no-circles", "a circle", {"kernel/words.py": "import tuoyu.kernel.flow"}),
    (
        "inside-an-app",
        "rule → model",
        {"registers/plans/rules/lint.py": "import tuoyu.registers.plans.models"},
    ),
    (
        "inside-an-app",
        "model → service",
        {"registers/plans/models.py": "def f():\n    import tuoyu.registers.plans.services"},
    ),
    (
        "inside-an-app",
        "query → web",
        {"governance/coordination/queries.py": "import tuoyu.governance.coordination.web"},
    ),
    (
        "inside-a-machine",
        "model → query",
        {"foundation/people/models.py": "import tuoyu.foundation.people.queries"},
    ),
    (
        "entrypoints-order",
        "site → command line",
        {"entrypoints/site/words.py": "import tuoyu.entrypoints.cli.lines"},
    ),
    ("entrypoints-order", "API → site", {"entrypoints/api/apps.py": "import tuoyu.entrypoints.site.words"}),
    ("pure", "rule → Django", {"governance/targets/rules/pace.py": "import django.db.models"}),
    ("pure", "kernel → Django", {"kernel/identity.py": "def f():\n    from django.utils import timezone"}),
    (
        "foundation-order",
        "a machine → a later one",
        {"foundation/jobs/rules.py": "import tuoyu.foundation.casework.registry"},
    ),
    (
        "registers-order",
        "a register → a later one",
        {"registers/plans/words.py": "import tuoyu.registers.sites.words"},
    ),
    (
        "private-drawers",
        "rules of a register",
        {"governance/targets/queries.py": "import tuoyu.registers.plans.rules.lint"},
    ),
    (
        "private-drawers-operations",
        "flow of an operation",
        {
            f"{OPS}/red/__init__.py": "",
            f"{OPS}/red/flow.py": "",
            "governance/targets/queries.py": "import tuoyu.operations.red.flow",
        },
    ),
]
QUICK = {"floors", "operations-apart", "inside-an-app", "pure"}


def lint(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """import-linter over the house at ``root``, in a process of its own: it must not meet the house that runs us."""
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        "--config",
        str(root / "pyproject.toml"),
    ]
    return subprocess.run(
        [*command, *options], cwd=root / "src", env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", root)
    shutil.copytree(SOURCE, root / "src" / "tuoyu", ignore=_not_python)
    return root


def _not_python(folder: str, names: list[str]) -> list[str]:
    return [
        name
        for name in names
        if not (name.endswith(".py") or Path(folder, name).is_dir()) or name == "__pycache__"
    ]


@pytest.fixture
def planted(copy: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with the plant of the test in it, taken out again afterwards."""
    before: dict[Path, str | None] = {}
    for name, text in request.param.items():
        path = copy / "src" / "tuoyu" / name
        before[path] = path.read_text(encoding="utf-8") if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{before[path] or ''}\n{text}\n", encoding="utf-8")
    yield copy
    for path, text in before.items():
        if text is not None:
            path.write_text(text, encoding="utf-8")
        elif path.exists():
            path.unlink()
            if path.parent.name in {"red", "blue", "cellar"} and not any(path.parent.iterdir()):
                path.parent.rmdir()


def test_contracts_hold() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout[answer.stdout.find("Broken contracts") :] + answer.stderr


def test_every_contract_is_seen_to_break() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {contract for contract, _, _ in PLANTS}


@pytest.mark.parametrize(
    ("contract", "planted"),
    [
        pytest.param(
            contract, files, id=f"{contract}: {what}",
            marks=() if contract in QUICK and contract not in {c for c, _, _ in PLANTS[:place]} else pytest.mark.slow,
        )
        for place, (contract, what, files) in enumerate(PLANTS)
    ],
    indirect=["planted"],
)  # fmt: skip
def test_a_forbidden_import_breaks_its_contract(contract: str, planted: Path) -> None:
    answer = lint(planted, "--contract", contract)
    assert answer.returncode == 1, f"{contract} did not notice: {answer.stdout}{answer.stderr}"
    assert "BROKEN" in answer.stdout, answer.stdout + answer.stderr
