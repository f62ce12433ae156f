"""The branches of a chain as the tax bureau is told of them, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.filing.words import Roster

CHAIN_BASIS = "现行实施方案：托育机构连锁化发展"


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One branch. Days as ``2026-11-02``, empty where not known; ``number`` is that of its receipt."""

    name: str
    uscc: str
    nature: str
    address: str
    registered_on: str
    filed_on: str
    number: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> NoteRow:
        return cls(**{field.name: str(row.get(field.name, "")) for field in fields(cls)})


def changes_of(told: Sequence[NoteRow], now: Sequence[NoteRow]) -> list[str]:
    """What differs, a sentence a branch: a branch is the same by its receipt's number."""
    before, after = {row.number: row for row in told}, {row.number: row for row in now}
    return [
        *(f"新增{after[key].name}" for key in after if key not in before),
        *(f"减少{before[key].name}" for key in before if key not in after),
        *(
            f"{after[key].name}的登记或备案信息有变"
            for key in after
            if key in before and after[key] != before[key]
        ),
    ]


def roster_of(told: Sequence[NoteRow] | None, now: Sequence[NoteRow]) -> Roster:
    """``told`` None: the bureau was never told. A chain that lost its last branch has changed, too."""
    if told is None:
        return Roster.UNTOLD if now else Roster.EMPTY
    return Roster.CHANGED if changes_of(told, now) else Roster.TOLD


def may_issue(roster: Roster, branches: int, *, has_agreement: bool, has_tax_unit: bool) -> Verdict:
    """An agreement in force, a filed branch, something new to tell, and somebody to tell it to."""
    if not has_tax_unit:
        return Verdict.refuse(
            "filing.note.nobody",
            "本区没有指定税务部门是哪个单位。",
            basis=CHAIN_BASIS,
            next_step="请系统管理员在区县参数里写明“税务部门对应的单位”。",
        )
    if not has_agreement:
        return Verdict.refuse(
            "filing.note.no_agreement",
            "总部没有有效的连锁约定。",
            basis=CHAIN_BASIS,
            next_step="请先登记连锁约定，再出具告知单。",
        )
    if not branches and roster is not Roster.CHANGED:
        return Verdict.refuse(
            "filing.note.no_branch",
            "还没有持有效备案回执的分支。",
            basis=CHAIN_BASIS,
            next_step="请在分支办完“连锁分支告知”后再出具。",
        )
    if roster is Roster.TOLD:
        return Verdict.refuse(
            "filing.note.same",
            "分支名单与最近一次告知一致，不用重新告知。",
            basis=CHAIN_BASIS,
            next_step="分支增减或信息有变时再出具。",
        )
    return PASSED
