"""Everything that may be wrong with the law as data, found in one go (``tuoyu policy check``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuoyu.foundation.policy.calendars import CalendarFileWrong, work_calendar
from tuoyu.foundation.policy.districts import District, read_district
from tuoyu.foundation.policy.divisions import CodeTableWrong, read_table
from tuoyu.foundation.policy.parameters import Parameter, Value
from tuoyu.foundation.policy.parsing import parse
from tuoyu.foundation.policy.paths import PolicyFolderMissing, district_dirs
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.foundation.policy.reader import parameter_files, shown
from tuoyu.foundation.policy.shapes import Record, Shape, Typed
from tuoyu.foundation.policy.strict_yaml import YamlRefused, read_yaml
from tuoyu.foundation.policy.usage import source_dir, usage_problems
from tuoyu.foundation.policy.words import Kind

_DISTRICT_FILES = {
    "plan.yaml": "方案（任务、单位、目标）",
    "streets.csv": "街镇名单",
    "communities.csv": "社区名单",
}


def check(folder: Path, package: Path | None = None) -> list[Problem]:
    """All problems of a policy folder, sorted by file and key; empty when it is sound.

    ``package`` is the source tree whose reads are compared (default: the running one).
    """
    try:
        return sorted(set(_problems(folder.resolve(), package or source_dir())))
    except PolicyFolderMissing as missing:
        return [Problem(folder.name, "", str(missing))]


def _problems(folder: Path, package: Path) -> Iterator[Problem]:
    parameters, problems = parse(parameter_files(folder))
    yield from problems
    if not parameters:
        yield Problem(f"{folder.name}/base/parameters", "", "一个参数也没有读到，请核对目录。")
    # A file that cannot be read hides its keys; the code's questions about them would be false alarms.
    if not any(problem.line for problem in problems):
        yield from usage_problems(parameters.values(), package)
    yield from _role_problems(folder, parameters)
    yield from _calendar_problems(folder)
    for code, district in district_dirs(folder).items():
        yield from _district_problems(folder, code, district, parameters)


def _role_problems(folder: Path, parameters: dict[str, Parameter]) -> Iterator[Problem]:
    path = folder / "base" / "roles.yaml"
    try:
        content: Any = read_yaml(path)
    except YamlRefused as refused:
        yield Problem(shown(path, folder), "", refused.reason, refused.line)
        return
    roles = content.get("roles") if isinstance(content, dict) else None
    if not isinstance(roles, dict):
        yield Problem(shown(path, folder), "roles", "应列出全部岗位代码（roles: 下每个岗位一段）。")
        return
    for value in _values(parameters):
        for role in sorted(_roles_in(value.shape, value.value) - set(roles)):
            yield Problem(
                value.file, value.key, f"岗位代码“{role}”不在 roles.yaml 里。可用：{'、'.join(roles)}。"
            )


def _roles_in(shape: Shape, value: Typed) -> set[str]:
    if isinstance(value, Record):
        return {role for name, part in value.items() for role in _roles_in(shape.fields[name], part)}
    if isinstance(value, tuple):
        return {role for part in value for role in _roles_in(shape.items or shape, part)}
    return {value} if shape.kind is Kind.ROLE and isinstance(value, str) else set()


def _calendar_problems(folder: Path) -> Iterator[Problem]:
    calendars = folder / "calendars"
    name = shown(calendars, folder)
    if not calendars.is_dir():
        yield Problem(name, "", "没有节假日安排，工作日无从计算。")
        return
    try:
        work_calendar(calendars)
    except CalendarFileWrong as wrong:
        yield Problem(name, "", str(wrong))


def _district_problems(
    folder: Path, code: str, path: Path, parameters: dict[str, Parameter]
) -> Iterator[Problem]:
    missing = [file for file in _DISTRICT_FILES if not (path / file).is_file()]
    for file in missing:
        yield Problem(shown(path / file, folder), "", f"缺少{_DISTRICT_FILES[file]}文件。")
    try:
        district = read_district(path)
    except PolicyBroken as broken:
        yield from broken.problems
        return
    streets = {unit.code: unit.name for unit in district.streets}
    for value in _values(parameters):
        if len(value.area) == 9 and value.area.startswith(code) and value.area not in streets:
            yield Problem(value.file, value.key, f"区划 {value.area} 不是{district.name}的街镇，请核对。")
    if not missing:
        yield from _table_problems(folder, path, district)


def _table_problems(folder: Path, path: Path, district: District) -> Iterator[Problem]:
    """Streets are the same, by code and name, in district.yaml and streets.csv; each community lies in one."""
    name = shown(path / "streets.csv", folder)
    try:
        rows = read_table(path / "streets.csv", ("code9", "name", "kind"))
        communities = read_table(path / "communities.csv", ("code12", "name", "kind", "street_code9"))
    except CodeTableWrong as wrong:
        yield Problem(shown(path, folder), "", str(wrong))
        return
    listed = {row["code9"]: row["name"] for row in rows}
    named = {unit.code: unit.name for unit in district.streets}
    for code in sorted(listed.keys() | named.keys()):
        if listed.get(code) != named.get(code):
            here, there = listed.get(code, "没有"), named.get(code, "没有")
            yield Problem(name, code, f"这里是“{here}”，district.yaml 里是“{there}”，请改成一致。")
    for code, times in Counter(row["code12"] for row in communities).items():
        if times > 1:
            yield Problem(shown(path / "communities.csv", folder), code, f"社区代码写了{times}次，请留一个。")
    for row in communities:
        code, street = row["code12"], row["street_code9"]
        if street not in listed or not code.startswith(street):
            reason = f"所属街镇 {street} 不在 streets.csv 里，或与社区代码的前9位不同。"
            yield Problem(shown(path / "communities.csv", folder), code, reason)


def _values(parameters: dict[str, Parameter]) -> Iterator[Value]:
    return (value for parameter in parameters.values() for value in parameter.values)
