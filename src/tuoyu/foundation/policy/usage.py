"""Who reads which parameter, found in the source text: the law on the shelf and the law in use must agree.

A module reads a key when it holds the key as a literal, or when it reads the key's whole group by
``policy.member("group", …)``. Keys asked for by ``policy.<question>("group.name"`` must be declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tuoyu.foundation.policy.parameters import Parameter
from tuoyu.foundation.policy.problems import Problem

_ASKED = re.compile(
    r"\b(?:policy|current\(\))\s*\.\s*[a-z]+\(\s*[\"']([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)[\"']"
)
_GROUP = re.compile(r"\.member\(\s*[\"']([a-z][a-z0-9_]*)[\"']")


def source_dir() -> Path:
    """The folder of the package ``tuoyu``."""
    return Path(__file__).resolve().parents[2]


def usage_problems(parameters: Iterable[Parameter], package: Path) -> Iterator[Problem]:
    """Parameters that nobody reads, and keys that the code asks for but nobody declared."""
    known = {parameter.key: parameter for parameter in parameters}
    for parameter in known.values():
        for module in parameter.read_by:
            reason = _unread(package, module, parameter.key)
            if reason:
                yield Problem(parameter.file, parameter.key, reason)
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for match in _ASKED.finditer(text):
            if match[1] not in known:
                line = text.count("\n", 0, match.start()) + 1
                file = f"{package.name}/{path.relative_to(package).as_posix()}"
                yield Problem(file, match[1], "程序要读这个参数，但 base/parameters 里没有声明。", line)


def _unread(package: Path, module: str, key: str) -> str:
    paths = _module_files(package, module)
    if not paths:
        return f"read_by 写的模块 {module} 不存在，这个参数还没有人读取。"
    texts = [path.read_text(encoding="utf-8") for path in paths]
    if any(_reads(text, key) for text in texts):
        return ""
    return f"read_by 写的模块 {module} 里没有读取它，请改 read_by 或删去这个参数。"


def _reads(text: str, key: str) -> bool:
    is_named = f'"{key}"' in text or f"'{key}'" in text
    return is_named or key.partition(".")[0] in _GROUP.findall(text)


def _module_files(package: Path, module: str) -> list[Path]:
    """The file of a module, or all files of the folder it has grown into."""
    top, _, rest = module.partition(".")
    if top != package.name or not rest:
        return []
    place = package.joinpath(*rest.split("."))
    single = place.with_suffix(".py")
    return [single] if single.is_file() else sorted(place.glob("*.py"))
