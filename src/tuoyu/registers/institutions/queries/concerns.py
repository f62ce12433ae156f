"""What is serious about an institution, as the rest of its chain should see it.

The register itself knows who does not conform and who is suspended. A higher app adds what it finds:
``declare_concern("inspection", serious_findings)`` in its room, where ``serious_findings(ctx, institutions)`` gives the
concerns of those institutions that the actor may be told of, by key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.queries.institutions import facts_holding
from tuoyu.registers.institutions.words import FactKind


@dataclass(frozen=True, slots=True)
class Concern:
    """``word`` as it is read after the name: 不符合备案条件. ``light`` is bad or warn."""

    word: str
    since_on: date
    light: str = "bad"


# Keys of institutions → what is serious about each; those of which nothing is are left out.
Find: TypeAlias = Callable[[Ctx, Sequence[int]], Mapping[int, Sequence[Concern]]]
_finders: dict[str, Find] = {}
_LIGHTS = {FactKind.NONCONFORMING: "bad", FactKind.SUSPENDED: "warn"}


def declare_concern(name: str, find: Find) -> None:
    if _finders.setdefault(name, find) is not find:
        raise ValueError(f"concern {name} is declared twice")


def concerns_of(ctx: Ctx, institutions: Sequence[int]) -> dict[int, list[Concern]]:
    """Institution → its concerns, the newest first; one statement for the register and what each finder asks."""
    found: defaultdict[int, list[Concern]] = defaultdict(list)
    if not institutions:
        return {}
    for find in (_of_the_register, *(_finders[name] for name in sorted(_finders))):
        for pk, concerns in find(ctx, institutions).items():
            found[pk].extend(concerns)
    return {
        pk: sorted(rows, key=lambda row: row.since_on, reverse=True) for pk, rows in found.items() if rows
    }


def _of_the_register(ctx: Ctx, institutions: Sequence[int]) -> Mapping[int, Sequence[Concern]]:
    found: defaultdict[int, list[Concern]] = defaultdict(list)
    for fact in facts_holding(_LIGHTS, ctx.today).filter(institution__in=institutions):
        kind = FactKind(fact.kind)
        found[fact.institution_id].append(Concern(kind.label, fact.valid_from_on, _LIGHTS[kind]))
    return found
