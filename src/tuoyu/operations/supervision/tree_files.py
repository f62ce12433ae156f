"""The question tree of incidents below ``policy/tables/incidents``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.operations.supervision.rules.incident_tree import Tree, TreeWrong, read_tree


def incident_tree() -> Tree:
    """The tree. Raises ``PolicyBroken`` naming the place in the file."""
    return _tree_at(policy_dir() / "tables" / "incidents" / "tree.yaml")


@cache
def _tree_at(path: Path) -> Tree:
    # The path is the key: another environment is another tree.
    try:
        return read_tree(yaml.safe_load(path.read_text(encoding="utf-8")))
    except TreeWrong as wrong:
        raise PolicyBroken([Problem(str(path), wrong.where, wrong.reason)]) from wrong
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PolicyBroken([Problem(str(path), "", f"读不出来（{error}）")]) from error
