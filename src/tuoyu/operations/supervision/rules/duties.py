"""Who has to look after what: the items of the library held against the tasks of the plan, gaps and overlaps named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.words.items import Domain

EVERY_DOMAIN = "all"


class Trouble(LabelledEnum):
    """What may be wrong with a division of duties."""

    NO_OWNER = "no_owner", "没人管"
    NO_DUTY = "no_duty", "管了没写进方案"
    NO_ITEM = "no_item", "写进方案没管"
    TWO_OWNERS = "two_owners", "两家都管"


@dataclass(frozen=True, slots=True)
class DutyWords:
    """Words in the title of a task that make it one of supervision, and the domains it is about (``all``: any)."""

    words: tuple[str, ...]
    domains: frozenset[str]

    @property
    def is_general(self) -> bool:
        return EVERY_DOMAIN in self.domains

    def means(self, title: str) -> bool:
        return any(word in title for word in self.words)


@dataclass(frozen=True, slots=True)
class Holder:
    """A unit in a task, and which kinds of departments its name tells; none for streets and leading bodies."""

    name: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class DutyTask:
    """A task of the plan with the units behind it, leads first."""

    no: int
    title: str
    holders: tuple[Holder, ...]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset().union(*(holder.kinds for holder in self.holders))


@dataclass(frozen=True, slots=True, order=True)
class DutyProblem:
    """One gap or overlap. ``about`` is a unit, a domain or a clause; ``next_step`` says who settles it."""

    kind: Trouble
    about: str
    sentence: str
    next_step: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One kind of department: how many items of each domain it owns, and in which tasks it stands."""

    kind: str
    counts: tuple[tuple[Domain, int], ...]
    tasks: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


def tasks_for(domain: str, tasks: Sequence[DutyTask], words: Iterable[DutyWords]) -> tuple[DutyTask, ...]:
    """The tasks under which a domain falls, the special ones before the general."""
    told = sorted(words, key=lambda each: each.is_general)
    wanted = [each for each in told if each.is_general or domain in each.domains]
    found = [task for each in wanted for task in tasks if each.means(task.title)]
    return tuple(dict.fromkeys(found))


def supervising(tasks: Sequence[DutyTask], words: Iterable[DutyWords]) -> tuple[DutyTask, ...]:
    """The tasks that are about supervision at all, in the plan's order."""
    told = tuple(words)
    return tuple(task for task in tasks if any(each.means(task.title) for each in told))


def duty_lines(items: Iterable[Item], tasks: Sequence[DutyTask]) -> tuple[DutyLine, ...]:
    """The matrix: every kind of department that owns an item or stands in one of the tasks, most items first."""
    library = tuple(items)
    kinds = {item.unit_kind for item in library}.union(*(task.kinds for task in tasks))
    lines = []
    for kind in kinds:
        owned = [item.domain for item in library if item.unit_kind == kind]
        counts = tuple((domain, owned.count(domain)) for domain in Domain if domain in owned)
        lines.append(DutyLine(kind, counts, tuple(task.no for task in tasks if kind in task.kinds)))
    return tuple(sorted(lines, key=lambda line: (-line.total, line.kind)))


def lint_duties(
    items: Iterable[Item], tasks: Sequence[DutyTask], words: Iterable[DutyWords]
) -> tuple[DutyProblem, ...]:
    """Every gap and overlap. ``tasks`` are all of the plan; which of them are about supervision ``words`` tell."""
    library, told = tuple(items), tuple(words)
    found = supervising(tasks, told)
    problems = [*_unowned(library), *_twice_owned(library)]
    if found:
        problems += [*_without_duty(library, found, told), *_without_item(library, found)]
    return tuple(sorted(problems))


def _unowned(items: tuple[Item, ...]) -> list[DutyProblem]:
    owned = {item.domain for item in items}
    return [
        DutyProblem(
            Trouble.NO_OWNER,
            domain.label,
            f"“{domain.label}”没有一项检查事项，等于没有部门管。",
            "请领导小组办公室明确主管部门，补进检查事项库。",
        )
        for domain in Domain
        if domain not in owned
    ]


def _without_duty(
    items: tuple[Item, ...], tasks: Sequence[DutyTask], words: tuple[DutyWords, ...]
) -> list[DutyProblem]:
    """A department owns items of a domain, and stands in none of the tasks under which the domain falls."""
    problems = []
    for kind, domain in sorted({(item.unit_kind, item.domain) for item in items}):
        under = tasks_for(domain, tasks, words)
        if not under or any(kind in task.kinds for task in under):
            continue
        count = sum(1 for item in items if (item.unit_kind, item.domain) == (kind, domain))
        numbers = "、".join(str(task.no) for task in under)
        problems.append(
            DutyProblem(
                Trouble.NO_DUTY,
                f"{kind}·{domain.label}",
                f"{kind}部门管“{domain.label}”的 {count} 项，但方案任务 {numbers} 里没有它。",
                "请核对方案是否漏列，或把这些事项改归列出的单位。",
            )
        )
    return problems


def _without_item(items: tuple[Item, ...], tasks: Sequence[DutyTask]) -> list[DutyProblem]:
    """A unit answers for supervision in the plan, and not one item is its own. Streets look at everything on their ground."""
    owners = {item.unit_kind for item in items}
    idle: dict[str, list[int]] = {}
    for task in tasks:
        for holder in task.holders:
            if holder.kinds and not holder.kinds & owners:
                idle.setdefault(holder.name, []).append(task.no)
    return [
        DutyProblem(
            Trouble.NO_ITEM,
            name,
            f"{name}在任务 {'、'.join(map(str, numbers))} 里有责任，但检查事项库里没有一项归它。",
            "请该单位说明检查什么，补进检查事项库；只协助不检查的，在责任清单里写明。",
        )
        for name, numbers in sorted(idle.items())
    ]


def _twice_owned(items: tuple[Item, ...]) -> list[DutyProblem]:
    """Two departments look after the same thing: one title in a domain, whichever clause and code it was given."""
    owners: dict[tuple[Domain, str, str], set[str]] = {}
    for item in items:
        owners.setdefault((item.domain, item.clause, item.look), set()).add(item.unit_kind)
    return [
        DutyProblem(
            Trouble.TWO_OWNERS,
            clause,
            f"“{look}”（{domain.label}）同时归{'、'.join(sorted(kinds))}。",
            "一件事只能有一个主管部门，请领导小组办公室确定是哪一个。",
        )
        for (domain, clause, look), kinds in sorted(owners.items())
        if len(kinds) > 1
    ]
