"""Ratings and appeals: those the actor may see, which class counts on a day, and a rating made again for any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.columnar import ratings as columnar
from tuoyu.operations.supervision.flow.appeals import AppealState
from tuoyu.operations.supervision.models import Rating, RatingAppeal
from tuoyu.operations.supervision.permissions.ratings import VIEW_APPEAL, VIEW_RATING
from tuoyu.operations.supervision.policy.ratings import rating_law_at, weight_labels_at
from tuoyu.operations.supervision.queries.rating_facts import Asked, rating_facts
from tuoyu.operations.supervision.rules.ratings import Rated, RatingLaw, line_of, rate
from tuoyu.operations.supervision.words.ratings import Cause
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import PUBLISHED, standing_in

# How many days before its end a rating is pointed out.
SOON_DAYS = 30


def ratings(ctx: Ctx) -> QuerySet[Rating]:
    """Every rating the actor may see, of whatever day."""
    return visible(ctx, VIEW_RATING, Rating.objects.select_related("institution__area__parent"))


def appeals(ctx: Ctx) -> QuerySet[RatingAppeal]:
    return visible(
        ctx, VIEW_APPEAL, RatingAppeal.objects.select_related("institution", "rating", "officer_unit")
    )


def newest_ratings(ctx: Ctx) -> QuerySet[Rating]:
    """The newest of each institution. ``has_appeal``: one waits for its answer; ``is_over``, ``is_ending``: soon or already."""
    waiting = _appeals().filter(rating=OuterRef("pk"), state=AppealState.SUBMITTED.value)
    soon = ctx.today + timedelta(days=SOON_DAYS)
    return (
        ratings(ctx)
        .filter(is_newest=True)
        .annotate(
            has_appeal=Exists(waiting),
            is_over=_told(Q(valid_until_on__lt=ctx.today)),
            is_ending=_told(Q(valid_until_on__lte=soon)),
        )
    )


def _told(condition: Q) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def rating_law(on: date, area: str) -> RatingLaw:
    """What policy says of ratings on a day."""
    return rating_law_at(on, area)


def weight_labels(on: date, area: str) -> Mapping[tuple[str, str], str]:
    """Kind and grade → how people call it."""
    return weight_labels_at(on, area)


def rated_ids(on: date, area: str) -> list[int]:
    """Institutions that are rated: filed (or told not to conform), not ended, known on the day."""
    known = Q(filed_on__lte=on) | Q(filed_on__isnull=True, registered_on__lte=on)
    rows = standing_in(area).filter(known, standing__in=PUBLISHED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Counting:
    """The class that counts on a day. ``rating`` is None where none holds: then it is the class of policy for that."""

    klass: str
    rating: Rating | None


def class_of_many(institution_ids: Iterable[int], on: date, area: str) -> dict[int, str]:
    """Institution → the class that counts on a day: its newest rating that holds, else the default of policy."""
    ids = list(institution_ids)
    default = rating_law_at(on, area).default_class
    found = dict.fromkeys(ids, default)
    rows = _holding(on).filter(institution__in=ids).order_by("rated_on", "pk")
    found.update(rows.values_list("institution_id", "klass"))
    return found


def class_column(on: date, area: str) -> Coalesce:
    """What ``class_of_many`` answers, as a column of institutions. The newest rating is asked first: nearly always it holds."""
    of_place = _holding(on).filter(institution=OuterRef("pk")).order_by().values("klass")
    last = of_place.order_by("-rated_on", "-pk")
    default = Value(rating_law_at(on, area).default_class)
    return Coalesce(Subquery(of_place.filter(is_newest=True)[:1]), Subquery(last[:1]), default)


def counting(institution: Institution, on: date, area: str) -> Counting:
    """The class of an institution the caller may see."""
    rating = _holding(on).filter(institution=institution).order_by("-rated_on", "-pk").first()
    return Counting(rating.klass if rating else rating_law_at(on, area).default_class, rating)


def class_counts(rows: QuerySet[Rating]) -> dict[str, int]:
    """Class → how many of the rows; one statement."""
    return dict(rows.order_by().values_list("klass").annotate(found=Count("pk")))


def earlier_ratings(rating: Rating, most: int) -> list[Rating]:
    """The last ratings of an institution up to this one, oldest first; of a rating the caller may see."""
    rows = _all().filter(institution=rating.institution_id, rated_on__lte=rating.rated_on)
    return list(reversed(rows.order_by("-rated_on", "-pk")[:most]))


def last_round_on() -> date | None:
    """The day of the last monthly round."""
    rows = _all().filter(cause=Cause.ROUND.value)
    return rows.order_by("-rated_on").values_list("rated_on", flat=True).first()


def asked_of(ids: Sequence[int] | None, on: date, area: str) -> Asked:
    """The question as it stood at the end of a day."""
    return Asked(None if ids is None else tuple(ids), on, area, rating_law_at(on, area))


def facts_for(asked: Asked) -> pl.DataFrame:
    """What is weighed: every fact, less what was struck by appeals answered until then."""
    return columnar.without(rating_facts(asked), _struck(asked))


def replayed(ctx: Ctx, institution: Institution, on: date) -> Rated:
    """The rating of a day, made again by the law of the day from what was known at its end."""
    asked = asked_of((institution.pk,), on, ctx.area)
    return rate(columnar.facts_of_frame(facts_for(asked)), asked.law, on)


def as_now(rating: Rating) -> Rated:
    """A stored rating as the rule made it."""
    return Rated(rating.tenths, rating.klass, tuple(line_of(each) for each in rating.lines))


def _struck(asked: Asked) -> pl.DataFrame:
    schema = {name: columnar.FACTS[name] for name in columnar.KEY}
    upheld = _appeals().filter(state=AppealState.UPHELD.value, answered_at__lt=asked.known_at)
    rows = asked.of(upheld).order_by("pk").values_list("institution_id", "lines")
    keys = [(place, *line_of(each).fact.key) for place, lines in rows for each in lines]
    return pl.DataFrame(keys, schema=schema, orient="row").unique()


def _holding(on: date) -> QuerySet[Rating]:
    return _all().filter(rated_on__lte=on, valid_until_on__gte=on)


def _all() -> QuerySet[Rating]:
    return Rating.objects.unscoped("the class that counts, asked of institutions the caller may see")


def _appeals() -> QuerySet[RatingAppeal]:
    return RatingAppeal.objects.unscoped("what appeals struck, and whether one waits")
