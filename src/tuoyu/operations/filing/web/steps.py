"""One step of the wizard: its forms, bound or not, and what they say as a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.commands import SaveCase
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase
from tuoyu.operations.filing.policy import sanitation_items_at
from tuoyu.operations.filing.queries.cases import people_of
from tuoyu.operations.filing.rules.book import Section, fields_of
from tuoyu.operations.filing.web.answers import (
    AnswersForm,
    ClassFormSet,
    ItemsForm,
    PersonFormSet,
    class_rows,
    person_rows,
    read_classes,
    read_people,
)
from tuoyu.operations.filing.words import BookForm, CaseKind
from tuoyu.registers.sites.queries import area_choices
from tuoyu.registers.workforce.words import StaffKind


@dataclass
class Step:
    """The forms of a section; ``classes``, ``people`` and ``items`` only where the section has such a table."""

    section: Section
    form: AnswersForm
    classes: Any = None
    people: Any = None
    items: ItemsForm | None = None
    known_people: list[dict[str, Any]] = field(default_factory=list)
    is_people_shut: bool = False

    @property
    def parts(self) -> list[Any]:
        return [part for part in (self.form, self.classes, self.people, self.items) if part is not None]

    def is_valid(self) -> bool:
        """Asks every part, so that all mistakes are shown at once."""
        return not [part for part in self.parts if not part.is_valid()]

    @property
    def person_cards(self) -> list[tuple[Any, str, str, bool]]:
        """Form, name, post and whether it stands open, of each member of staff."""
        cards = []
        for row in self.people:
            name = str(row.initial.get("name") or "")
            post = StaffKind.label_of(str(row.initial.get("post") or ""))
            cards.append((row, name or "新增人员", post, not name or bool(row.is_bound and row.errors)))
        return cards

    def command(self, case: FilingCase) -> SaveCase:
        """What was typed and fits. A table with a mistake in it is left as it was."""
        for part in self.parts:
            part.is_valid()
        answers = self.form.answers()
        people = None
        if self.classes is not None and self.classes.is_valid():
            answers["classes"] = read_classes(self.classes)
        if self.items is not None and self.items.is_valid():
            answers["sanitation"] = self.items.told()
        if self.people is not None and self.people.is_valid() and not self.is_people_shut:
            people = tuple(read_people(self.people, self.known_people))
        return SaveCase(case.pk, answers, people)


def step_of(ctx: Ctx, case: FilingCase, section: Section, posted: Any = None, *, blank: int = 0) -> Step:
    """The step of a case; ``posted`` is the data of the request or None; ``blank`` rows are added to its tables."""
    kind, form = CaseKind(case.kind), BookForm(case.form)
    fields = [each for each in fields_of(kind, form) if each.section is section]
    open_fields = case.open_fields if case.state == CaseState.RETURNED else None
    areas = area_choices(ctx) if section is Section.BASICS else ()
    step = Step(
        section,
        AnswersForm(posted, fields=fields, answers=case.answers, areas=areas, open_fields=open_fields),
    )
    if section is Section.CLASSES:
        rows = class_rows(case.answers)
        step.classes = ClassFormSet(
            posted, prefix="classes", initial=rows + [{}] * _blank(blank, rows, posted)
        )
    if section is Section.PEOPLE:
        step.known_people = people_of(case)
        rows = person_rows(step.known_people)
        step.people = PersonFormSet(
            posted, prefix="people", initial=rows + [{}] * _blank(blank, rows, posted)
        )
        step.is_people_shut = open_fields is not None and "people" not in open_fields
    if section is Section.SANITATION:
        items = sanitation_items_at(ctx.today, ctx.area)
        step.items = ItemsForm(posted, prefix="items", items=items, told=_told(case.answers))
    return step


def _blank(wanted: int, rows: list[Any], posted: Any) -> int:
    """A table is never without a row to type into; a posted form tells itself how many it has."""
    if posted is not None:
        return 0
    return wanted or (0 if rows else 1)


def _told(answers: Mapping[str, Any]) -> dict[str, bool]:
    return dict(answers.get("sanitation") or {})
