"""The role → action matrix, read from ``policy/base/roles.yaml``. Pure.

Shape of the file::

    roles:    {role: {label, description, may_hold_with_not: [role, …]}}
    grants:   {action code: {role: scope}}        # what is not written is not allowed
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from tuoyu.foundation.policy.paths import policy_dir


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    label: str
    description: str
    # Roles that the same person must never hold together with this one (三员分立).
    apart_from: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleMatrix:
    roles: dict[str, Role]
    grants: dict[str, dict[str, str]]

    def scope(self, action: str, role: str) -> str | None:
        """The scope in which a role may do an action; None when it may not."""
        return self.grants.get(action, {}).get(role)

    def label(self, role: str) -> str:
        return self.roles[role].label if role in self.roles else role


@cache
def role_matrix() -> RoleMatrix:
    """The matrix of this installation, read once a process."""
    path = policy_dir() / "base" / "roles.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    roles = {
        code: Role(code, row["label"], row["description"], frozenset(row.get("apart_from", ())))
        for code, row in data["roles"].items()
    }
    grants = {action: dict(row) for action, row in data["grants"].items()}
    unknown = {role for row in grants.values() for role in row} - set(roles)
    if unknown:
        raise ValueError(f"{path}: grants name unknown roles {sorted(unknown)}")
    return RoleMatrix(roles, grants)
