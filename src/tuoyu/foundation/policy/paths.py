"""Where the law as data lies on disk.

``policy/`` beside ``src/`` holds base parameters, calendars, code tables and districts. ``TUOYU_POLICY_DIR``
names another such folder (an installed wheel has no repository around it). ``TUOYU_EXTRA_DISTRICTS`` names
further folders of districts, separated as in PATH: each holds ``<code>/district.yaml`` like ``policy/districts``.
``TUOYU_DISTRICT`` says which district this installation serves.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_BESIDE_SOURCE = Path(__file__).resolve().parents[4] / "policy"
DISTRICT_CODE = re.compile(r"[0-9]{6}")


class PolicyFolderMissing(Exception):
    """A folder of policy data is not where it should be; the sentence says where we looked and what to set."""


def policy_dir() -> Path:
    """The folder ``policy/``. Raises ``PolicyFolderMissing`` where it does not exist."""
    named = os.environ.get("TUOYU_POLICY_DIR", "")
    folder = Path(named) if named else _BESIDE_SOURCE
    if not folder.is_dir():
        raise PolicyFolderMissing(
            f"找不到政策数据目录“{folder}”。请把环境变量 TUOYU_POLICY_DIR 设为含有 base 和 districts 的目录。"
        )
    return folder


def district_dirs(policy: Path | None = None) -> dict[str, Path]:
    """Folders of all districts by six-digit code, sorted. The same code in two places is refused."""
    found: dict[str, Path] = {}
    for root in _district_roots(policy or policy_dir()):
        for folder in sorted(root.iterdir()):
            if not (folder.is_dir() and DISTRICT_CODE.fullmatch(folder.name)):
                continue
            if folder.name in found:
                raise PolicyFolderMissing(
                    f"区县 {folder.name} 有两份数据：“{found[folder.name]}”和“{folder}”。请只留一份。"
                )
            found[folder.name] = folder
    return dict(sorted(found.items()))


def district_dir(code: str) -> Path:
    """The folder of one district. Raises ``PolicyFolderMissing`` and names the districts there are."""
    folders = district_dirs()
    if code not in folders:
        known = "、".join(folders) or "（一个也没有）"
        raise PolicyFolderMissing(
            f"没有区县 {code} 的数据，现有：{known}。请建 policy/districts/{code}/district.yaml。"
        )
    return folders[code]


def served_district() -> str:
    """Code of the district served here: ``TUOYU_DISTRICT``, else the only one in ``policy/districts``."""
    named = os.environ.get("TUOYU_DISTRICT", "")
    if named:
        district_dir(named)
        return named
    own = policy_dir() / "districts"
    codes = [code for code, folder in district_dirs().items() if folder.parent == own]
    if len(codes) != 1:
        raise PolicyFolderMissing(
            f"说不准为哪个区县服务（现有：{'、'.join(codes)}）。请设环境变量 TUOYU_DISTRICT。"
        )
    return codes[0]


def _district_roots(policy: Path) -> list[Path]:
    extra = os.environ.get("TUOYU_EXTRA_DISTRICTS", "")
    roots = [policy / "districts", *(Path(part) for part in extra.split(os.pathsep) if part)]
    for root in roots[1:]:
        if not root.is_dir():
            raise PolicyFolderMissing(f"环境变量 TUOYU_EXTRA_DISTRICTS 指的目录“{root}”不存在。")
    return [root for root in roots if root.is_dir()]
