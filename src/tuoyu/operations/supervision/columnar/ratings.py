"""Risk rating over columns: the same answers as ``rules.ratings.rate``, for all institutions at once."""

from __future__ import annotations

import calendar
from datetime import date

import polars as pl

from tuoyu.operations.supervision.rules.ratings import TENTHS, RatingFact, RatingLaw, digest_of

# A frame of facts: ``institution`` and the fields of ``RatingFact``.
FACTS = pl.Schema(
    {
        "institution": pl.Int64(), "kind": pl.String(), "grade": pl.String(), "row": pl.String(), "row_id": pl.Int64(),
        "since": pl.Date(), "ended": pl.Date(), "measure": pl.Int64(),
    }
)  # fmt: skip
# What names a fact (``RatingFact.key``) with its institution.
KEY = ("institution", "kind", "grade", "row", "row_id", "since")


def no_facts() -> pl.DataFrame:
    return pl.DataFrame(schema=FACTS)


def facts_of_frame(facts: pl.DataFrame) -> list[RatingFact]:
    """The rows of one institution, for the single rule."""
    columns = [name for name in FACTS if name != "institution"]
    return [RatingFact(*row) for row in facts.select(columns).iter_rows()]


def rate_many(facts: pl.DataFrame, institutions: pl.Series, law: RatingLaw, on: date) -> pl.DataFrame:
    """A row an institution, in the order given: ``institution``, ``tenths``, ``klass``, ``lines`` (as ``lines_text`` writes)."""
    lines = _lines(facts, law, on)
    sums = lines.group_by("institution").agg(
        pl.col("tenths").sum(), pl.col("least").max().alias("floor"), _texts()
    )
    found = institutions.rename("institution").cast(pl.Int64).to_frame()
    found = found.join(sums, on="institution", how="left", maintain_order="left")
    tenths, floor = pl.col("tenths").fill_null(0), pl.col("floor").fill_null(0)
    rank = pl.max_horizontal(_rank(tenths, law), floor)
    names = pl.Series([band.klass for band in law.classes])
    return found.select(
        "institution",
        tenths.alias("tenths"),
        names.gather(found.select(rank.alias("rank"))["rank"]).alias("klass"),
        pl.concat_str(pl.lit("["), pl.col("lines").fill_null(""), pl.lit("]")).alias("lines"),
    )


def without(facts: pl.DataFrame, struck: pl.DataFrame) -> pl.DataFrame:
    """The facts less those struck in an appeal; ``struck`` has the columns ``KEY``."""
    return facts.join(struck, on=KEY, how="anti") if len(struck) else facts


def digests(lines: pl.Series) -> list[str]:
    """``digest_of`` of every row."""
    return [digest_of(text) for text in lines]


def _lines(facts: pl.DataFrame, law: RatingLaw, on: date) -> pl.DataFrame:
    """Every fact that weighs, in order, with ``tenths`` after the cap and ``least`` as a rank."""
    found = facts.join(_weights(law), on=("kind", "grade"), how="inner").filter(pl.col("since") <= on)
    ended = pl.col("ended").is_not_null() & (pl.col("ended") <= on)
    passed = _months_passed(on)
    full = pl.col("points") * pl.col("measure") * TENTHS
    halved = pl.when(pl.col("half_months") > 0).then(passed // pl.col("half_months")).otherwise(0)
    decayed = (
        pl.when(passed >= pl.col("months"))
        .then(0)
        .otherwise(full // pl.lit(2, pl.Int64).pow(halved.clip(0, 62)))
    )
    found = found.with_columns(
        pl.when(ended).then(decayed).otherwise(full).cast(pl.Int64).alias("full"),
        pl.when(ended).then(0).otherwise(pl.col("least")).alias("least"),
        pl.when(ended).then(_ends(law)).alias("until"),
    )
    found = _in_order(found.filter(pl.col("full") > 0))
    before = _spent_before()
    return found.with_columns((_capped(before + pl.col("full")) - _capped(before)).alias("tenths"))


def _in_order(found: pl.DataFrame) -> pl.DataFrame:
    """As ``rules.ratings`` orders facts, by whole numbers: texts are sorted ten times slower."""
    row = pl.col("row").cast(pl.Enum(found["row"].unique().sort()))
    return found.sort("institution", "weight", "since", row, "row_id", maintain_order=True)


def _spent_before() -> pl.Expr:
    """Of facts in order: what those before it of the same institution and weight came to."""
    so_far = pl.col("full").cum_sum() - pl.col("full")
    is_first = pl.any_horizontal(
        pl.col(name) != pl.col(name).shift(1) for name in ("institution", "weight")
    ).fill_null(value=True)
    return so_far - pl.when(is_first).then(so_far).forward_fill()


def _capped(tenths: pl.Expr) -> pl.Expr:
    most = pl.col("most") * TENTHS
    return pl.when(most > 0).then(pl.min_horizontal(tenths, most)).otherwise(tenths)


def _weights(law: RatingLaw) -> pl.DataFrame:
    """What the law weighs; ``weight`` is the place of kind and grade in their order."""
    rows = [
        (each.kind, each.grade, each.points, each.most, each.half_months, each.months, law.rank(each.least) if each.least else 0)
        for each in law.weights.values()
    ]  # fmt: skip
    whole = dict.fromkeys(("points", "most", "half_months", "months", "least"), pl.Int64())
    frame = pl.DataFrame(rows, schema={"kind": pl.String(), "grade": pl.String(), **whole}, orient="row")
    return frame.sort("kind", "grade").with_row_index("weight")


def _months_passed(on: date) -> pl.Expr:
    """``months_between(ended, on)``: the day of a short month is its last."""
    ended = pl.col("ended").dt
    months = (on.year - ended.year().cast(pl.Int64)) * 12 + on.month - ended.month()
    last = calendar.monthrange(on.year, on.month)[1]
    is_short = pl.min_horizontal(ended.day().cast(pl.Int64), pl.lit(last)) > on.day
    return months - is_short.cast(pl.Int64)


def _ends(law: RatingLaw) -> pl.Expr:
    """``add_months(ended, months)``; asked once for each number of months, which is quicker than once a row."""
    ends = pl.lit(None, pl.Date)
    for months in {each.months for each in law.weights.values()}:
        ends = (
            pl.when(pl.col("months") == months)
            .then(pl.col("ended").dt.offset_by(f"{months}mo"))
            .otherwise(ends)
        )
    return ends


def _rank(tenths: pl.Expr, law: RatingLaw) -> pl.Expr:
    ranks = [
        pl.when(tenths >= band.from_points * TENTHS).then(at).otherwise(0)
        for at, band in enumerate(law.classes)
    ]
    return pl.max_horizontal(*ranks)


def _texts() -> pl.Expr:
    """Each line as ``line_json`` is written; nothing in it needs an escape."""

    def day(name: str) -> pl.Expr:
        quoted = pl.concat_str(pl.lit('"'), pl.col(name).dt.to_string("%Y-%m-%d"), pl.lit('"'))
        return pl.when(pl.col(name).is_null()).then(pl.lit("null")).otherwise(quoted)

    parts = (
        '{"kind":"', pl.col("kind"), '","grade":"', pl.col("grade"), '","row":"', pl.col("row"), '","id":', pl.col("row_id"),
        ',"since":', day("since"), ',"ended":', day("ended"), ',"n":', pl.col("measure"), ',"tenths":', pl.col("tenths"),
        ',"until":', day("until"), "}",
    )  # fmt: skip
    each = pl.concat_str([pl.lit(part) if isinstance(part, str) else part for part in parts])
    return each.str.join(",").alias("lines")
