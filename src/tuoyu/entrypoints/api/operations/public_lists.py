"""What everybody may read, without a token: the public list of institutions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ninja import Query, Router

from tuoyu.entrypoints.api import words
from tuoyu.entrypoints.api.cursors import page_of
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.routing import public_operation
from tuoyu.entrypoints.api.schemas import Page, PublicInstitutionOut, PublicQuery
from tuoyu.foundation.ui.keyset import Order
from tuoyu.operations.filing.queries.public import public_rows
from tuoyu.operations.filing.words import public_standing
from tuoyu.registers.institutions.words import Band, Nature, SupplyForm

router = Router(tags=["公示"])
_PLAIN = (
    "name",
    "address",
    "area_code",
    "nature",
    "form",
    "places",
    "is_inclusive",
    "monthly_fee_fen",
    "public_phone",
    "standing",
    "filed_on",
    "filing_number",
    "admission",
    "lon",
    "lat",
)
_FLAGS = tuple(f"has_{band.value}" for band in Band)


@public_operation(
    router, "/public/institutions", words.INSTITUTIONS_PUBLIC, answer=Page[PublicInstitutionOut]
)
def public_institution_list(request: ApiRequest, query: Query[PublicQuery]) -> dict[str, Any]:
    """公示的托育机构，按名称；不用令牌。已备案的和被告知不符合备案条件的都在内。"""
    ctx = request.ctx
    rows = public_rows(ctx.today, ctx.area)
    if query.area:
        rows = rows.filter(area_code__startswith=query.area)
    if query.state:
        rows = rows.filter(standing=query.state)
    return page_of(rows, Order("name", "name"), (*_PLAIN, *_FLAGS), query, "public-institutions", _item)


def _item(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip((*_PLAIN, *_FLAGS), row[1:], strict=True))
    fen = found["monthly_fee_fen"]
    return {
        "id": row[0],
        "name": found["name"],
        "address": found["address"],
        "area": found["area_code"],
        "nature": Nature.label_of(found["nature"]),
        "form": SupplyForm.label_of(found["form"]),
        "bands": [band.label for band in Band if found[f"has_{band.value}"]],
        "places": found["places"],
        "is_inclusive": found["is_inclusive"],
        "monthly_fee": None if fen is None else f"{Decimal(fen) / 100:.2f}",
        "phone": found["public_phone"],
        "state": found["standing"],
        "state_label": public_standing(found["standing"], found["admission"])[1],
        "filed_on": found["filed_on"],
        "filing_number": found["filing_number"],
        "lon": found["lon"],
        "lat": found["lat"],
    }
