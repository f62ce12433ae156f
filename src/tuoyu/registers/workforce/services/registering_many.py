"""Practitioners of a big file become rows: whoever the register does not know, and what it only has to add, goes in by the
thousand; whatever changes something that is stored goes through ``register_practitioner``.

The same rows come of it as of ``register_practitioner`` for all of them (tested). Called inside the transaction of a service.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.bulk import Same, insert_columns, seal_column
from tuoyu.foundation.vault.index import blind_index
from tuoyu.foundation.vault.rows import new_row_id
from tuoyu.kernel.context import Ctx
from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner, RecordQuery
from tuoyu.registers.workforce.rules.merging import (
    Gathered,
    PaperKey,
    PostHeld,
    PostKey,
    Stored,
    gathered,
    only_adds,
)
from tuoyu.registers.workforce.services.practitioners import (
    CITIZEN_INDEX,
    MOBILE_INDEX,
    NAME_INDEX,
    register_practitioner,
)
from tuoyu.registers.workforce.words import QueryCause, QueryState

Model = TypeVar("Model", bound=ScopedModel)


@dataclass(slots=True)
class Counts:
    """``made``: people nobody knew; of people who were known, ``merged``: rows of those about whom something new was said,
    ``known``: rows of the others."""

    made: int = 0
    merged: int = 0
    known: int = 0


@dataclass(slots=True, repr=False)
class _Added:
    """What goes in by the thousand."""

    people: list[tuple[int, str, Gathered]] = field(default_factory=list)
    posts: list[tuple[int, PostKey, PostHeld]] = field(default_factory=list)
    papers: list[tuple[int, CertificateData]] = field(default_factory=list)

    def add(self, pk: int, said: Gathered, stored: Stored | None) -> bool:
        """Posts and papers that are not stored yet. True where there are any."""
        before = len(self.posts) + len(self.papers)
        posts, papers = (stored.posts, stored.papers) if stored else ({}, {})
        self.posts += [(pk, key, post) for key, post in said.posts.items() if key not in posts]
        self.papers += [(pk, paper) for key, paper in said.papers.items() if key not in papers]
        return len(self.posts) + len(self.papers) > before


class ManyPractitioners:
    """Takes commands (sound, number and mobile in normal form) in the order of the file; ``counts`` tells what became of them."""

    def __init__(self, ctx: Ctx) -> None:
        self.counts = Counts()
        self._ctx = ctx

    def take(self, commands: Iterable[RegisterPractitioner]) -> None:
        groups: dict[str, list[RegisterPractitioner]] = defaultdict(list)
        for command in commands:
            groups[blind_index(CITIZEN_INDEX, command.citizen_id)].append(command)
        stored, added = _stored(list(groups)), _Added()
        for index, rows in groups.items():
            said, known = gathered(rows), stored.get(index)
            if known is None:
                pk = new_row_id()
                added.people.append((pk, index, said))
                added.add(pk, said, None)
                self.counts.made += 1
            elif only_adds(said, known, blind_index(NAME_INDEX, said.name), _mobile_index(said)):
                self._count(rows, is_new=added.add(known.pk, said, known))
            else:
                for row in rows:
                    register_practitioner(self._ctx, row)
                self._count(rows, is_new=True)
        self._write(added)

    def _count(self, rows: Sequence[RegisterPractitioner], *, is_new: bool) -> None:
        if is_new:
            self.counts.merged += len(rows)
        else:
            self.counts.known += len(rows)

    def _write(self, added: _Added) -> None:
        self._write_people(added.people)
        _write_papers(added.papers)
        _write_posts(added.posts)

    def _write_people(self, people: Sequence[tuple[int, str, Gathered]]) -> None:
        ids = [pk for pk, _, _ in people]
        said = [each for _, _, each in people]

        def sealed(name: str) -> list[str]:
            column: Any = Practitioner._meta.get_field(name)
            return seal_column(column, ids, [getattr(each, name) for each in said])

        columns = {
            "id": ids,
            "name": sealed("name"),
            "name_index": [blind_index(NAME_INDEX, each.name) for each in said],
            "citizen_id": sealed("citizen_id"),
            "citizen_index": [index for _, index, _ in people],
            "mobile": sealed("mobile"),
            "mobile_index": [_mobile_index(each) for each in said],
            "birth_year": [int(each.citizen_id[6:10]) for each in said],
            "education": [each.education for each in said],
            "management_years": [each.management_years for each in said],
            "first_known_at": Same(self._ctx.now),
        }
        _insert(Practitioner, columns, len(ids))


def _write_posts(posts: Sequence[tuple[int, PostKey, PostHeld]]) -> None:
    """Posts, and the query that is due before the first day of each."""
    columns = {
        "practitioner_id": [pk for pk, _, _ in posts],
        "institution_id": [institution for _, (institution, _), _ in posts],
        "kind": [kind for _, (_, kind), _ in posts],
        "is_full_time": [post.is_full_time for _, _, post in posts],
        "weekly_hours": [post.weekly_hours for _, _, post in posts],
        "starts_on": [post.starts_on for _, _, post in posts],
        "ends_on": Same(None),
    }
    _insert(Position, columns, len(posts))
    keys = _open_posts({pk for pk, _, _ in posts}).values_list(
        "practitioner_id", "institution_id", "kind", "pk"
    )
    known = {(person, (institution, kind)): pk for person, institution, kind, pk in keys}
    queries = {
        "position_id": [known[pk, key] for pk, key, _ in posts],
        "cause": Same(QueryCause.HIRING.value),
        "due_on": [post.starts_on for _, _, post in posts],
        "state": Same(QueryState.DUE.value),
    }
    _insert(RecordQuery, queries, len(posts))


def _write_papers(papers: Sequence[tuple[int, CertificateData]]) -> None:
    columns: dict[str, Any] = {"practitioner_id": [pk for pk, _ in papers]}
    for name in ("kind", "number", "issuer", "issued_on", "expires_on"):
        columns[name] = [getattr(paper, name) for _, paper in papers]
    _insert(Certificate, columns, len(papers))


def _insert(model: Any, columns: dict[str, Any], count: int) -> None:
    if count:
        insert_columns(model, columns, count)


def _stored(indexes: list[str]) -> dict[str, Stored]:
    """What is known of people, by the blind index of their number; their rows are held to the end of the transaction."""
    rows = _everywhere(Practitioner).filter(citizen_index__one_of=indexes)
    columns = ("pk", "citizen_index", "name_index", "mobile_index", "education", "management_years")
    people = list(rows.select_for_update().order_by("pk").values_list(*columns))
    keys = [row[0] for row in people]
    posts: dict[int, dict[PostKey, tuple[bool, int | None]]] = defaultdict(dict)
    for person, institution, kind, is_full_time, hours in _open_posts(keys).values_list(
        "practitioner_id", "institution_id", "kind", "is_full_time", "weekly_hours"
    ):
        posts[person][institution, kind] = is_full_time, hours
    papers: dict[int, dict[PaperKey, tuple[date | None, str]]] = defaultdict(dict)
    for person, kind, issued_on, number, expires_on, issuer in _papers(keys).values_list(
        "practitioner_id", "kind", "issued_on", "number", "expires_on", "issuer"
    ):
        papers[person][kind, issued_on, number] = expires_on, issuer
    return {
        index: Stored(pk, name, mobile, education, years, posts[pk], papers[pk])
        for pk, index, name, mobile, education, years in people
    }


def _open_posts(people: Iterable[int]) -> QuerySet[Position]:
    of_people = Q(practitioner__pk__among=list(people))
    return _everywhere(Position).filter(of_people, ends_on__isnull=True).order_by("pk")


def _papers(people: Iterable[int]) -> QuerySet[Certificate]:
    return _everywhere(Certificate).filter(Q(practitioner__pk__among=list(people))).order_by("pk")


def _everywhere(model: type[Model]) -> QuerySet[Model]:
    return model.objects.unscoped("the people that a file is about, their open posts and certificates")


def _mobile_index(said: Gathered) -> str:
    return blind_index(MOBILE_INDEX, said.mobile)
