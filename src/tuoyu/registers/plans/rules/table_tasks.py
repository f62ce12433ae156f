"""Tasks that stand in the rows of a table."""

from __future__ import annotations

import re

from tuoyu.registers.plans.rules.parsed import ParsedTask
from tuoyu.registers.plans.rules.roles import Assignment, Convention, convention_of, read_roles
from tuoyu.registers.plans.rules.tables import Row
from tuoyu.registers.plans.rules.task_fields import names_of, reach_of, spans_of
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.titles import clause_bounds, sentences_of, title_bounds
from tuoyu.registers.plans.rules.units import UnitName


def tasks_of_rows(text: Text, rows: list[Row]) -> tuple[ParsedTask, ...]:
    """One task a row, counted through."""
    pairs = [(row, _row_assignment(text, row)) for row in rows if _title(text, row)[1] > _title(text, row)[0]]
    convention = convention_of(text.folded, [given for _, given in pairs if given])
    return tuple(_row_task(text, no, row, given, convention) for no, (row, given) in enumerate(pairs, 1))


def _title_cell(row: Row) -> tuple[int, int]:
    return row.cells.get("title") or row.cells["clause"]


def _title(text: Text, row: Row) -> tuple[int, int]:
    return title_bounds(text, *_title_cell(row))


def _row_assignment(text: Text, row: Row) -> Assignment | None:
    """The role columns of a row as one assignment."""
    units: list[tuple[str, UnitName]] = []
    for role in ("lead", "duty", "support"):
        if cell := row.cells.get(role):
            given = read_roles(text.folded, *cell, share=0)
            for spoken, unit in given.units if given else ():
                units.append((role if spoken in ("duty", "shared") else spoken, unit))
    return Assignment(row.start, row.end, tuple(units), row.cells.get("deadline")) if units else None


def _row_task(text: Text, no: int, row: Row, given: Assignment | None, convention: Convention) -> ParsedTask:
    title = _title(text, row)
    own_cell = row.cells.get("clause") if "title" in row.cells else None
    clause = clause_bounds(text, *(own_cell or (title[1], _title_cell(row)[1])), [])
    lead, responsible = convention.divide(given) if given else ([], [])
    section = row.heading or row.cells.get("section")
    number, section_title = _row_section(text, section)
    deadline = row.cells.get("deadline")
    return ParsedTask(
        no=no,
        title=text.clean[title[0] : title[1]],
        lead=names_of(text, lead),
        responsible=names_of(text, responsible),
        section=number,
        section_title=section_title,
        clause=text.clean[clause[0] : clause[1]],
        measures=sentences_of(text.clean[clause[0] : clause[1]]),
        deadline=text.clean[deadline[0] : deadline[1]] if deadline else None,
        spans=spans_of(text, title=title, clause=clause, lead=reach_of(lead), responsible=reach_of(responsible),
                     deadline=deadline),
    )  # fmt: skip


def _row_section(text: Text, place: tuple[int, int] | None) -> tuple[str | None, str | None]:
    if place is None:
        return None, None
    words = text.clean[place[0] : place[1]]
    match = re.match(r"[(（]?([一二三四五六七八九十]+)[)）]?[、.]?\s*(?=\S)", words)
    return (match[1], words[match.end() :]) if match else (None, words)
