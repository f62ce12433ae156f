"""Asking the law: which value holds for a key on a date in an area, and who says so.

    policy = current()
    policy.integer("people.idle_minutes", on, area)    # int
    policy.at("coordination.light_rules", on, area)    # Value: typed value, source, confidence, fingerprint

Convention, held by ``tuoyu policy check``: the snapshot is called ``policy`` and keys are written out as
literals, so that the check can see which keys the code asks for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from tuoyu.foundation.policy.areas import chain
from tuoyu.foundation.policy.parameters import Parameter, Value, digest
from tuoyu.foundation.policy.parsing import ParameterFile, parse
from tuoyu.foundation.policy.paths import district_dirs, policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.foundation.policy.shapes import Record
from tuoyu.foundation.policy.words import Kind

_T = TypeVar("_T", int, bool, str, Decimal, date)
_Stamp = dict[str, tuple[int, int]]


class PolicyMissing(Exception):
    """No parameter has this key; the sentence says so in Chinese."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"没有名为 {key} 的政策参数。请运行 tuoyu policy show 查看全部参数。")


class PolicySilent(Exception):
    """The parameter exists, but neither the area nor any area above it lays down a value for the date."""

    def __init__(self, parameter: Parameter, on: date, area: str) -> None:
        self.key, self.on, self.area = parameter.key, on, area
        super().__init__(
            f"{parameter.file}：{parameter.key}（{parameter.label}）在 {on} 对区划 {area} 没有规定。"
            "请核对日期和区划，或补充取值并写明依据。"
        )


class PolicySet:
    """An immutable snapshot of all parameters. Cheap to ask, safe to share between threads."""

    __slots__ = ("_by_area", "_parameters")

    def __init__(self, parameters: dict[str, Parameter]) -> None:
        self._parameters = MappingProxyType(dict(parameters))
        self._by_area = {key: _grouped(parameter.values) for key, parameter in parameters.items()}

    @classmethod
    def load(cls, policy: Path | None = None) -> PolicySet:
        """The snapshot of a policy folder (default: the installation's), reread only when a file has changed.

        Raises ``PolicyBroken`` with every problem found in the files, ``PolicyFolderMissing`` without a folder.
        """
        folder = policy or policy_dir()
        place = (folder, os.environ.get("TUOYU_EXTRA_DISTRICTS", ""))
        known = _SNAPSHOTS.get(place)
        if known and known[0] == _stamp(known[0]):
            return known[1]
        stamp = _stamp(_watched(folder))
        parameters, problems = parse(parameter_files(folder))
        if problems:
            raise PolicyBroken(problems)
        _SNAPSHOTS[place] = (stamp, cls(parameters))
        return _SNAPSHOTS[place][1]

    def at(self, key: str, on: date, area: str) -> Value:
        """The value that holds: first of street, district, city, province, nation that speaks on the date.

        Raises ``PolicyMissing`` for an unknown key, ``PolicySilent`` where nobody speaks, ``ValueError`` for
        text that is no area code.
        """
        by_area = self._by_area.get(key)
        if by_area is None:
            raise PolicyMissing(key)
        for step in chain(area):
            for value in by_area.get(step, ()):
                if value.speaks_on(on):
                    return value
        raise PolicySilent(self._parameters[key], on, area)

    def member(self, group: str, name: str, on: date, area: str) -> Value:
        """The value of ``group.name`` for a caller who reads a whole group and knows the name only at run time."""
        return self.at(f"{group}.{name}", on, area)

    def days(self, key: str, on: date, area: str) -> int:
        """A number of days; working or calendar days is said by the kind of the parameter."""
        return self._typed(key, on, area, int, Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)

    def months(self, key: str, on: date, area: str) -> int:
        return self._typed(key, on, area, int, Kind.MONTHS)

    def integer(self, key: str, on: date, area: str) -> int:
        return self._typed(key, on, area, int, Kind.INTEGER)

    def fen(self, key: str, on: date, area: str) -> int:
        """Money in integer fen."""
        return self._typed(key, on, area, int, Kind.MONEY_FEN)

    def ratio(self, key: str, on: date, area: str) -> Decimal:
        """A share from 0 to 1."""
        return self._typed(key, on, area, Decimal, Kind.RATIO)

    def decimal(self, key: str, on: date, area: str) -> Decimal:
        return self._typed(key, on, area, Decimal, Kind.DECIMAL)

    def text(self, key: str, on: date, area: str) -> str:
        return self._typed(key, on, area, str, Kind.TEXT)

    def day(self, key: str, on: date, area: str) -> date:
        return self._typed(key, on, area, date, Kind.DATE)

    def flag(self, key: str, on: date, area: str) -> bool:
        return self._typed(key, on, area, bool, Kind.BOOLEAN)

    def record(self, key: str, on: date, area: str) -> Record:
        """A record or a deadline; its fields are asked by type: ``record.integer("length")``."""
        value = self.at(key, on, area).value
        if not isinstance(value, Record):
            raise TypeError(f"{key} is not a record")
        return value

    def rows(self, key: str, on: date, area: str) -> tuple[Record, ...]:
        """The rows of a table."""
        value = self.at(key, on, area).value
        rows = tuple(row for row in value if isinstance(row, Record)) if isinstance(value, tuple) else ()
        if self._parameters[key].shape.kind is not Kind.TABLE:
            raise TypeError(f"{key} is not a table")
        return rows

    def texts(self, key: str, on: date, area: str) -> tuple[str, ...]:
        """The texts of a list."""
        return self._items(key, on, area, str)

    def integers(self, key: str, on: date, area: str) -> tuple[int, ...]:
        """The whole numbers of a list."""
        return self._items(key, on, area, int)

    def fingerprint(self, *keys: str, on: date, area: str) -> str:
        """One name for all the values that a decision rests on, to be stored with the decision."""
        if not keys:
            raise ValueError("name the keys that the decision rests on")
        return digest("\n".join(self.at(key, on, area).fingerprint for key in sorted(set(keys))))

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Every parameter, by key."""
        return tuple(self._parameters.values())

    def parameter(self, key: str) -> Parameter:
        """The parameter of that key; ``PolicyMissing`` when there is none."""
        if key not in self._parameters:
            raise PolicyMissing(key)
        return self._parameters[key]

    def history(self, key: str) -> tuple[Value, ...]:
        """All values of a parameter: nation first, then down; within an area the oldest first."""
        return self.parameter(key).values

    def readers(self, key: str) -> tuple[str, ...]:
        """The modules that read a parameter."""
        return self.parameter(key).read_by

    def _typed(self, key: str, on: date, area: str, python: type[_T], *kinds: Kind) -> _T:
        value = self.at(key, on, area)
        if value.shape.kind not in kinds or not isinstance(value.value, python):
            raise TypeError(f"{key} is of kind {value.shape.kind}, asked as {'/'.join(map(str, kinds))}")
        return value.value

    def _items(self, key: str, on: date, area: str, python: type[_T]) -> tuple[_T, ...]:
        value = self.at(key, on, area).value
        items = tuple(item for item in value if type(item) is python) if isinstance(value, tuple) else ()
        if not isinstance(value, tuple) or len(items) != len(value):
            raise TypeError(f"{key} is not a list of {python.__name__}")
        return items


_SNAPSHOTS: dict[tuple[Path, str], tuple[_Stamp, PolicySet]] = {}


def current() -> PolicySet:
    """The policy of this installation as it stands on disk now."""
    return PolicySet.load()


def parameter_files(folder: Path) -> list[ParameterFile]:
    """All parameter files: ``base/parameters/*.yaml`` and ``<district>/parameters/*.yaml``, nothing else."""
    files = [
        ParameterFile(path, shown(path, folder))
        for path in sorted((folder / "base/parameters").glob("*.yaml"))
    ]
    for code, district in district_dirs(folder).items():
        paths = sorted((district / "parameters").glob("*.yaml"))
        files += [ParameterFile(path, shown(path, folder), code) for path in paths]
    return files


def shown(path: Path, folder: Path) -> str:
    """How a file is named to people: from the policy folder down, or from the folder of extra districts."""
    if path.is_relative_to(folder):
        return f"{folder.name}/{path.relative_to(folder).as_posix()}"
    return "/".join(path.parts[-4:])


def _grouped(values: tuple[Value, ...]) -> dict[str, tuple[Value, ...]]:
    grouped: dict[str, tuple[Value, ...]] = {}
    for value in values:
        grouped[value.area] = (*grouped.get(value.area, ()), value)
    return grouped


def _watched(folder: Path) -> list[str]:
    """The files, and the folders in which a file may appear or vanish."""
    districts = [
        path for district in district_dirs(folder).values() for path in (district, district / "parameters")
    ]
    roots = {district.parent for district in districts[::2]} | {folder / "districts"}
    places = [folder / "base/parameters", *roots, *districts]
    return [str(path) for path in (*places, *(file.path for file in parameter_files(folder)))]


def _stamp(paths: Iterable[str]) -> _Stamp:
    return {path: _stat(path) for path in paths}


def _stat(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)
