"""Ratings are made by the house, for many institutions at once; each is a row that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl
from django.db.models import QuerySet

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.vault.bulk import Column, Same, insert_columns
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.operations.supervision.columnar import ratings as columnar
from tuoyu.operations.supervision.commands.ratings import MakeRatings
from tuoyu.operations.supervision.models import Rating
from tuoyu.operations.supervision.permissions.ratings import MAKE_RATING
from tuoyu.operations.supervision.queries.ratings import asked_of, facts_for, rated_ids
from tuoyu.operations.supervision.rules.ratings import RatingLaw
from tuoyu.operations.supervision.words.ratings import Cause
from tuoyu.registers.institutions.models import Institution

_BATCH = 5_000


@service(MAKE_RATING)
def make_ratings(ctx: Ctx, command: MakeRatings) -> int:
    """Rate institutions (all that are filed, unless some are named) by what is known at the end of the day. How many.

    A rating is written also where nothing changed: it says until when it holds. Called by the house.
    """
    require_any(ctx, MAKE_RATING)
    cause = Cause(command.cause)
    ids = _held(command.institution_ids, ctx)
    asked = asked_of(command.institution_ids and ids, ctx.today, ctx.area)
    found = columnar.rate_many(facts_for(asked), pl.Series(ids, dtype=pl.Int64), asked.law, ctx.today)
    for start in range(0, len(ids), _BATCH):
        _all().filter(institution__in=ids[start : start + _BATCH], is_newest=True).update(is_newest=False)
    _write(ctx, found, asked.law, cause)
    counts = dict(found["klass"].value_counts().sort("klass").iter_rows())
    told = "，".join(f"{klass} 级 {count} 家" for klass, count in counts.items())
    journal(
        ctx, MAKE_RATING, note=f"{cause.label}：{told or '没有可评的机构'}", fields=("klass", "lines_text")
    )
    return len(ids)


def _held(wanted: Sequence[int] | None, ctx: Ctx) -> list[int]:
    """The institutions, held in the order of their keys, so that two rounds at once do not both write the newest."""
    rows = Institution.objects.unscoped("the institutions a round rates").order_by("pk")
    if wanted is None:
        return rated_ids(ctx.today, ctx.area)
    return list(rows.filter(pk__in=wanted).select_for_update().values_list("pk", flat=True))


def _write(ctx: Ctx, found: pl.DataFrame, law: RatingLaw, cause: Cause) -> None:
    columns: dict[str, Column | Same] = {
        "institution_id": found["institution"].to_list(),
        "klass": found["klass"].to_list(),
        "tenths": found["tenths"].to_list(),
        "lines_text": found["lines"].to_list(),
        "facts_digest": columnar.digests(found["lines"]),
        "cause": Same(cause.value),
        "rated_on": Same(ctx.today),
        "rated_at": Same(ctx.now),
        "rated_by": Same(ctx.actor.name),
        "valid_until_on": Same(add_months(ctx.today, law.valid_months) - timedelta(days=1)),
        "law_fingerprint": Same(law.fingerprint),
        "is_newest": Same(value=True),
    }
    insert_columns(Rating, columns, len(found))


def _all() -> QuerySet[Rating]:
    return Rating.objects.unscoped("the newest rating of each institution that is rated anew")
