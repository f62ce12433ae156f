"""Makes an app whose skeleton passes every house test: ``make app FLOOR=operations NAME=pricing``.

It writes the package, its tests and its page in docs/apps from ``scripts/skeleton``, enters it into the list of apps, the
addresses, the role table and the policy matrix, and lets Django write the first migration. What it writes is one small
thing that works (a matter that is opened and closed by a unit): rename it, and think about every cell it put into
``policy/base/roles.yaml`` and ``tests/house/policy_matrix.yaml``.
"""

# ruff: noqa: T201, S603 - a script speaks on its standard output, and calls the tools of the house

from __future__ import annotations

import argparse
import ast
import keyword
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]
SKELETON = Path(__file__).resolve().parent / "skeleton"
NAV = {"registers": "底册", "operations": "业务", "governance": "总览"}
ENDING = ".tmpl"
# Names that say nothing, and labels that Django's own apps have.
NOT_A_NAME = {
    "utils",
    "helpers",
    "common",
    "misc",
    "manager",
    "base",
    "auth",
    "sessions",
    "messages",
    "core",
    "site",
    "api",
}
GRANTS = {
    "view": {
        "leader": "all",
        "coordinator": "all",
        "unit_head": "unit",
        "unit_officer": "unit",
        "system": "all",
    },
    "open": {"coordinator": "all", "system": "all"},
    "close": {"unit_head": "unit", "unit_officer": "unit", "system": "all"},
}


class Unfit(Exception):
    """The app cannot be made; the sentence says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What is made: ``name`` on ``floor``, called ``label`` on screens."""

    floor: str
    name: str
    label: str

    def fill(self, text: str) -> str:
        words = {"floor": self.floor, "name": self.name, "label": self.label, "nav": NAV[self.floor]}
        return Template(text).substitute(words, Name=self.name.title().replace("_", ""))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make_app.py", description="Make an app on a floor of the house.")
    parser.add_argument("floor", nargs="?", default="", help=" | ".join(NAV))
    parser.add_argument("name", nargs="?", default="", help="a noun in lower case: pricing")
    parser.add_argument("--label", default="", help="what the screens call it, in Chinese")
    asked = parser.parse_args(arguments)
    try:
        plan = planned(asked.floor, asked.name, asked.label)
        demand_room(plan, ROOT)
        made = write(plan, ROOT)
        enter(plan, ROOT)
        finish(plan, ROOT, made)
    except Unfit as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{plan.name} stands on the floor of {plan.floor}: {len(made)} files. What next:")
    print(f"  1. name its nouns: src/tuoyu/{plan.floor}/{plan.name}/")
    print("  2. weigh each cell: policy/base/roles.yaml, tests/house/policy_matrix.yaml")
    print(f"  3. say what it is for: docs/apps/{plan.name}.md, then `make docs` and `make check`")
    return 0


def planned(floor: str, name: str, label: str = "") -> Plan:
    """The plan, or ``Unfit``: the floor is one of three, the name a plain lower-case noun."""
    if floor not in NAV:
        raise Unfit(
            f"FLOOR={floor or '…'} is no floor for apps: use {', '.join(NAV)}. Example: make app FLOOR=operations NAME=pricing"
        )
    if not re.fullmatch(r"[a-z][a-z_]{2,30}", name) or keyword.iskeyword(name) or name in NOT_A_NAME:
        raise Unfit(
            f"NAME={name or '…'} cannot be the name of an app: use a noun in lower case that says what it is about"
        )
    return Plan(floor, name, label or name)


def demand_room(plan: Plan, root: Path) -> None:
    """Two apps of one name would share tables and addresses, on whichever floors they stand."""
    taken = [path for path in root.glob(f"src/tuoyu/*/{plan.name}") if path.is_dir()]
    if taken:
        raise Unfit(f"there is an app called {plan.name} already: {taken[0].relative_to(root)}")


def rendered(plan: Plan) -> dict[str, str]:
    """Path below the root → text, for everything that the skeleton holds."""
    places = {
        "app": f"src/tuoyu/{plan.floor}/{plan.name}",
        "tests": f"tests/{plan.floor}/{plan.name}",
        "docs": "docs/apps",
    }
    files = {}
    for path in sorted(SKELETON.rglob(f"*{ENDING}")):
        part, *rest = path.relative_to(SKELETON).parts
        name = "/".join(rest).removesuffix(ENDING)
        if part == "app" and name.startswith("templates/"):
            name = name.replace("templates/", f"templates/{plan.name}/", 1)
        if part == "docs":
            name = f"{plan.name}.md"
        files[f"{places[part]}/{name}"] = plan.fill(path.read_text(encoding="utf-8"))
    for package in ("", "web/", "migrations/"):
        files[f"{places['app']}/{package}__init__.py"] = ""
    return files


def write(plan: Plan, root: Path) -> list[Path]:
    made = []
    for name, text in rendered(plan).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


def enter(plan: Plan, root: Path) -> None:
    """Into the lists that know every app."""
    _edit(root / "src/tuoyu/config/settings.py", lambda text: _with_app(text, plan))
    _edit(root / "src/tuoyu/config/urls.py", lambda text: _with_address(text, plan))
    _edit(root / "policy/base/roles.yaml", lambda text: text.rstrip() + "\n" + _grants(plan))
    _edit(root / "tests/house/policy_matrix.yaml", lambda text: text.rstrip() + "\n" + _cells(plan, text))
    if plan.floor == "registers":
        _edit(root / "pyproject.toml", lambda text: _with_register(text, plan))


def _edit(path: Path, change: object) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]


def _with_app(text: str, plan: Plan) -> str:
    found = re.search(rf"^{plan.floor.upper()}(?:: list\[str\])? = (\[[^\]]*\])", text, re.MULTILINE)
    if found is None:
        raise Unfit(f"config/settings.py has no list {plan.floor.upper()}")
    names = [*ast.literal_eval(found[1]), plan.name]
    listed = ", ".join(f'"{name}"' for name in names)
    return f"{text[: found.start()]}{plan.floor.upper()} = [{listed}]{text[found.end() :]}"


def _with_address(text: str, plan: Plan) -> str:
    line = f'    path("{plan.name}/", include("tuoyu.{plan.floor}.{plan.name}.web.urls")),\n'
    return re.sub(
        r"(urlpatterns = \[\n.*?)(\]\n)",
        lambda found: f"{found[1]}{line}{found[2]}",
        text,
        count=1,
        flags=re.DOTALL,
    )


def _with_register(text: str, plan: Plan) -> str:
    """A new register stands on all the others, until somebody knows better."""
    start = text.index('id = "registers-order"')
    if f"({plan.name})" in text[start:]:
        return text
    return text[:start] + text[start:].replace("layers = [", f'layers = ["{plan.name}", ', 1)


def _grants(plan: Plan) -> str:
    lines = [f"  # {plan.label}"]
    for verb, roles in GRANTS.items():
        listed = ", ".join(f"{role}: {scope}" for role, scope in roles.items())
        lines.append(f"  {plan.name}.matter.{verb}: {{{listed}}}")
    return "\n".join(lines) + "\n"


def _cells(plan: Plan, matrix: str) -> str:
    found = re.search(r"^roles: \[([^\]]*)\]", matrix, re.MULTILINE)
    roles = [role.strip() for role in found[1].split(",")] if found else []
    lines = ["", f"  # {plan.label}: proposed by make app. Say here why each role may what it may."]
    for verb, granted in GRANTS.items():
        cells = ", ".join(granted.get(role, "none") for role in roles)
        lines.append(f"  {plan.name}.matter.{verb}: [{cells}]")
    return "\n".join(lines) + "\n"


def finish(plan: Plan, root: Path, made: Sequence[Path]) -> None:
    """Sort and format, write the first migration, and bring the generated pages up to date."""
    bin_folder = Path(sys.executable).parent
    edited = [root / "src/tuoyu/config/settings.py", *(path for path in made if path.suffix == ".py")]
    _run(root, str(bin_folder / "ruff"), "check", "-q", "--select", "I", "--fix", *map(str, edited))
    _run(root, str(bin_folder / "ruff"), "format", "-q", *map(str, edited))
    pages = [str(path) for path in made if path.suffix == ".html"]
    # djade answers 1 when it changed something, which is what it is here for.
    _run(root, str(bin_folder / "djade"), "--target-version", "5.2", *pages, accepted=(0, 1))
    _run(root, sys.executable, "-m", "django", "makemigrations", "--verbosity", "0", plan.name)
    _run(root, sys.executable, "scripts/build_docs.py")


def _run(root: Path, *command: str, accepted: tuple[int, ...] = (0,)) -> None:
    with tempfile.TemporaryDirectory() as data:
        settings = {
            "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root))),
            "TUOYU_DATA_DIR": data,
            "TUOYU_SECRET_KEY": "only-to-make-an-app",
            "TUOYU_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
        }
        answer = subprocess.run(
            command, cwd=root, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
    if answer.returncode not in accepted:
        raise Unfit(f"{' '.join(command[:4])} failed:\n{answer.stdout}{answer.stderr}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
