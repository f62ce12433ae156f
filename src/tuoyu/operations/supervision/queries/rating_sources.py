"""The sources of ratings that the house has itself: findings, staff, certificates, visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from tuoyu.foundation.policy.reader import PolicySilent
from tuoyu.kernel.dates import add_months
from tuoyu.operations.supervision.columnar.ratings import no_facts
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.models import Finding, Visit
from tuoyu.operations.supervision.queries.frames import columns_of, grouped_of
from tuoyu.operations.supervision.queries.incidents import incident_facts
from tuoyu.operations.supervision.queries.rating_facts import Asked, constant, frame_of, held_on
from tuoyu.operations.supervision.rules.staffing import carers_wanted, classes_said
from tuoyu.operations.supervision.words.ratings import CertificateAge, Weighed
from tuoyu.registers.credit.queries import every_fact
from tuoyu.registers.credit.words import Severity, SubjectKind
from tuoyu.registers.institutions.models import Fact, Institution
from tuoyu.registers.institutions.queries import law_at
from tuoyu.registers.institutions.words import FactKind
from tuoyu.registers.workforce.models import Certificate, Position
from tuoyu.registers.workforce.words import CertificateKind, StaffKind

FINDING, INSTITUTION = "supervision.finding", "institutions.institution"
_MONTHS_OF_YEAR = 12


def findings(asked: Asked) -> pl.DataFrame:
    """Every finding; once more where it repeats an item, and once more where it ran over its day."""
    rows = _findings(asked)
    if rows.is_empty():
        return no_facts()
    plain = rows.with_columns(
        *constant(kind=Weighed.FINDING, row=FINDING, measure=1), grade=pl.col("severity")
    )
    return pl.concat([plain.select(no_facts().columns), _repeats(rows, asked), _overdue(rows, asked)])


def _findings(asked: Asked) -> pl.DataFrame:
    """``institution``, ``row_id``, ``severity``, ``code`` of the item, ``since``, ``ended``, ``due_on``, as known then."""
    # Said so that SQLite reads the table through: nearly all of it is wanted, and by the index of the day each row is looked up.
    known = Finding.objects.unscoped("facts of a rating").exclude(found_at__gte=asked.known_at)
    withdrawn = Q(state=FindingState.CANCELLED.value, state_at__lt=asked.known_at)
    schema: dict[str, pl.DataType] = {
        "institution_id": pl.Int64(), "id": pl.Int64(), "severity": pl.String(), "item__code": pl.String(),
        "found_at": pl.Date(), "closed_at": pl.Date(), "due_on": pl.Date(),
    }  # fmt: skip
    found = columns_of(asked.of(known.exclude(withdrawn)), schema)
    return found.select(
        pl.col("institution_id").alias("institution"),
        pl.col("id").alias("row_id"),
        "severity",
        pl.col("item__code").alias("code"),
        pl.col("found_at").alias("since"),
        pl.when(pl.col("closed_at") <= asked.on).then("closed_at").alias("ended"),
        "due_on",
    )


def _repeats(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Of each item at each institution, the findings that came within the months of the law after the one before."""
    known = rows.filter(pl.col("code").is_not_null()).sort("institution", "code", "since", "row_id")
    is_same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in ("institution", "code"))
    last_day = pl.col("since").shift(1).dt.offset_by(f"{asked.law.repeat_months}mo")
    again = known.filter(is_same, pl.col("since") <= last_day)
    return again.with_columns(
        *constant(kind=Weighed.REPEAT, grade="same", row=FINDING, measure=1),
    ).select(no_facts().columns)


def _overdue(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    late = rows.filter(
        pl.col("due_on") < asked.on, pl.col("ended").is_null() | (pl.col("ended") > pl.col("due_on"))
    )
    return late.with_columns(
        *constant(kind=Weighed.OVERDUE, grade="late", row=FINDING, measure=1),
        since=pl.col("due_on").dt.offset_by("1d"),
    ).select(no_facts().columns)


def visits(asked: Asked) -> pl.DataFrame:
    """Whole years since the last visit that was signed; where there never was one, since the filing."""
    signed = Visit.objects.unscoped("facts of a rating").filter(
        signed_at__lt=asked.known_at, planned_on__lte=asked.on
    )
    last = columns_of(
        asked.of(signed).values("institution_id").annotate(last=Max("signed_at")),
        {"institution_id": pl.Int64(), "last": pl.Date()},
    )
    places = _institutions(asked).filter(filed_on__lte=asked.on)
    found = columns_of(places, {"id": pl.Int64(), "filed_on": pl.Date()}).join(
        last, left_on="id", right_on="institution_id", how="left"
    )
    start = pl.coalesce("last", "filed_on")
    days = found.select(pl.col("id"), start.alias("start")).filter(
        pl.col("start") <= add_months(asked.on, -_MONTHS_OF_YEAR)
    )
    years = _years(days["start"], asked.on)
    return days.with_columns(
        *constant(kind=Weighed.UNVISITED, grade="years", row=INSTITUTION, ended=None),
        institution=pl.col("id"),
        row_id=pl.col("id"),
        since=pl.col("start").dt.offset_by("1y"),
        measure=years,
    ).select(no_facts().columns)


def _years(days: pl.Series, on: date) -> pl.Series:
    """Whole years from each day to ``on``; each distinct day is counted once."""
    distinct = days.unique()
    counted = pl.Series(
        [on.year - day.year - ((on.month, on.day) < (day.month, day.day)) for day in distinct]
    )
    return days.replace_strict(distinct, counted, return_dtype=pl.Int64) if len(days) else days.cast(pl.Int64)


def staffing(asked: Asked) -> pl.DataFrame:
    """Missing carers by the classes that were told, since classes or carers last changed. Nothing where policy is silent."""
    try:
        limits = law_at(asked.on, asked.area).bands
    except PolicySilent:
        return no_facts()
    told = Fact.objects.unscoped("facts of a rating").filter(
        held_on(asked.on), kind=FactKind.CLASSES.value, recorded_at__lt=asked.known_at
    )
    told = told.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gte=asked.known_at))
    classes = columns_of(
        asked.of(told).annotate(classes=KT("content__classes")),
        {"institution_id": pl.Int64(), "classes": pl.String(), "valid_from_on": pl.Date()},
    )
    distinct = classes["classes"].unique()
    wanted = pl.Series([carers_wanted(classes_said(text), limits) for text in distinct], dtype=pl.Int64)
    needs = classes.with_columns(wanted=pl.col("classes").replace_strict(distinct, wanted, default=0))
    found = needs.join(_carers(asked), on="institution_id", how="left").with_columns(
        pl.col("carers").fill_null(0), since=pl.max_horizontal("valid_from_on", "turned")
    )
    short = found.filter(pl.col("wanted") > pl.col("carers")).unique("institution_id")
    return short.with_columns(
        *constant(kind=Weighed.STAFFING, grade="short", row=INSTITUTION, ended=None),
        institution=pl.col("institution_id"),
        row_id=pl.col("institution_id"),
        measure=pl.col("wanted") - pl.col("carers"),
    ).select(no_facts().columns)


def _carers(asked: Asked) -> pl.DataFrame:
    """``carers`` at work on the day, and the day on which their number ``turned`` last."""
    holds = Q(starts_on__lte=asked.on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=asked.on))
    rows = _positions(asked).filter(kind=StaffKind.CARER.value, starts_on__lte=asked.on)
    counted = rows.values("institution_id").annotate(
        carers=Count("practitioner", filter=holds),
        begun=Max("starts_on"),
        left=Max("ends_on", filter=Q(ends_on__lt=asked.on)),
    )
    days: dict[str, pl.DataType] = {"begun": pl.Date(), "left": pl.Date()}
    found = columns_of(counted, {"institution_id": pl.Int64(), "carers": pl.Int64(), **days})
    turned = pl.max_horizontal("begun", pl.col("left").dt.offset_by("1d"))
    return found.select("institution_id", "carers", turned.alias("turned"))


def certificates(asked: Asked) -> pl.DataFrame:
    """Health certificates that ended or end soon with no newer one, and certificates of the trade held very long."""
    soon = asked.on + timedelta(days=asked.law.soon_days)
    long_ago = add_months(asked.on, -_MONTHS_OF_YEAR * asked.law.aged_years)
    rows = _papers(asked, soon, long_ago)
    health, trade = pl.col("health"), pl.col("trade")
    return pl.concat(
        [
            _counted(rows.filter(health < asked.on), CertificateAge.EXPIRED, health.min().dt.offset_by("1d")),
            _counted(
                rows.filter(health.is_between(asked.on, soon, closed="left")),
                CertificateAge.SOON,
                health.min().dt.offset_by(f"-{asked.law.soon_days}d"),
            ),
            _counted(
                rows.filter(trade <= long_ago),
                CertificateAge.AGED,
                trade.min().dt.offset_by(f"{asked.law.aged_years}y"),
            ),
        ]
    )


def _papers(asked: Asked, soon: date, long_ago: date) -> pl.DataFrame:
    """Of everybody at work whose papers may weigh: when the last certificate of ``health`` ends, and when the newest of
    the ``trade`` that is for life was issued. Certificates are passed over once."""
    is_health = Q(kind=CertificateKind.HEALTH.value)
    papers = Certificate.objects.unscoped("facts of a rating").filter(issued_on__lte=asked.on)
    if asked.ids is not None:
        papers = papers.filter(practitioner__in=_at_work(asked).values("practitioner"))
    newest = papers.values("practitioner_id").annotate(
        health=Max(Coalesce("expires_on", Value(date.max)), filter=is_health),
        trade=Max("issued_on", filter=~is_health & Q(expires_on__isnull=True)),
    )
    at_work = {"institution_id": pl.Int64(), "practitioner_id": pl.Int64()}
    of_each = {"practitioner_id": pl.Int64(), "health": pl.Date(), "trade": pl.Date()}
    until = {"health": soon - timedelta(days=1), "trade": long_ago}
    return grouped_of((_at_work(asked), at_work), (newest, of_each), until)


def _counted(found: pl.DataFrame, grade: CertificateAge, since: pl.Expr) -> pl.DataFrame:
    sums = (
        found.unique(["institution_id", "practitioner_id"])
        .group_by("institution_id")
        .agg(since.alias("since"), pl.len().cast(pl.Int64).alias("measure"))
    )
    return sums.with_columns(
        *constant(kind=Weighed.CERTIFICATE, grade=grade, row=INSTITUTION, ended=None),
        institution=pl.col("institution_id"),
        row_id=pl.col("institution_id"),
    ).select(no_facts().columns)


def _at_work(asked: Asked) -> QuerySet[Any, Any]:
    return _positions(asked).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=asked.on), starts_on__lte=asked.on
    )


def _positions(asked: Asked) -> QuerySet[Any, Any]:
    return asked.of(Position.objects.unscoped("facts of a rating"))


def _institutions(asked: Asked) -> QuerySet[Any, Any]:
    return asked.of(Institution.objects.unscoped("facts of a rating"), "pk")


def incidents(asked: Asked) -> pl.DataFrame:
    """What happened and was on record; an incident is of one day and weighs less from then on."""
    ids = asked.ids if asked.ids is not None else None
    rows = incident_facts(ids, asked.on, asked.known_at)
    return frame_of(
        (
            row.institution_id,
            Weighed.INCIDENT,
            row.severity,
            INSTITUTION,
            row.institution_id,
            row.happened_on,
            row.happened_on,
            1,
        )
        for row in rows
    )


def credit(asked: Asked) -> pl.DataFrame:
    """Facts of credit about institutions that stand; a minor or general one weighs as minor."""
    known = every_fact().filter(
        subject_kind=SubjectKind.INSTITUTION.value, recorded_at__lt=asked.known_at, decided_on__lte=asked.on
    )
    wanted = None if asked.ids is None else {str(pk) for pk in asked.ids}
    columns = ("subject_key", "severity", "pk", "decided_on", "ended_on", "display_until_on")
    return frame_of(
        (
            int(key),
            Weighed.CREDIT,
            "serious" if severity == Severity.SERIOUS else "minor",
            "credit.fact",
            pk,
            decided,
            min((day for day in (ended, until) if day is not None and day <= asked.on), default=None),
            1,
        )
        for key, severity, pk, decided, ended, until in known.values_list(*columns)
        if (wanted is None or key in wanted) and until is not None
    )


SOURCES = {
    "findings": findings,
    "visits": visits,
    "staffing": staffing,
    "certificates": certificates,
    "incidents": incidents,
    "credit": credit,
}
