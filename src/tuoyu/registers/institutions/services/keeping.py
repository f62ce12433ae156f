"""How a fact is kept: nothing is overwritten, what it displaces is superseded and its remainders are told anew.

Called inside the transaction of a service. After every change the columns of the institution are drawn from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.models import Fact, Institution
from tuoyu.registers.institutions.queries import believed_facts, known_of
from tuoyu.registers.institutions.rules.matching import name_key
from tuoyu.registers.institutions.rules.standing import Known, believed, standing_of
from tuoyu.registers.institutions.words import FactKind
from tuoyu.registers.sites.models import Area
from tuoyu.registers.sites.queries import areas_coded, compared_address, district_names

DAY = timedelta(days=1)
# Text columns that the profile fills as they are.
_PLAIN = (
    "name",
    "short_name",
    "form",
    "sponsor",
    "is_inclusive",
    "meals",
    "head_name",
    "public_phone",
    "address",
)


def keep_fact(
    ctx: Ctx,
    institution: Institution,
    kind: FactKind,
    content: Mapping[str, Any],
    *,
    from_on: date,
    source: str,
    to_on: date | None = None,
) -> Fact:
    """From ``from_on`` (to ``to_on``, both inclusive) this holds; what was believed for those days is superseded."""
    _displace(ctx, institution, kind, from_on, to_on)
    return _tell(ctx, institution, kind, content, from_on, to_on, source)


def end_fact(ctx: Ctx, institution: Institution, kind: FactKind, on: date) -> None:
    """From ``on`` it no longer holds. A fact that would begin later is taken back with it."""
    _displace(ctx, institution, kind, on, None)


def draw(ctx: Ctx, institution: Institution) -> Institution:
    """Make the columns say what is believed today, and save."""
    known = [known_of(fact) for fact in believed_facts(institution)]
    held = believed(known, ctx.today, ctx.now)
    _draw_profile(ctx, institution, held.get(FactKind.PROFILE))
    _draw_classes(institution, held.get(FactKind.CLASSES))
    chain = held.get(FactKind.CHAIN)
    institution.head_office_id = int(chain.content["head_office"]) if chain else None
    institution.standing = standing_of(held).value
    institution.registered_on = _since(held, FactKind.REGISTERED)
    institution.filed_on = _since(held, FactKind.FILED)
    institution.filing_number = (
        str(held[FactKind.FILED].content.get("number", "")) if FactKind.FILED in held else ""
    )
    institution.opened_on = _since(held, FactKind.OPEN)
    institution.suspended_on = _since(held, FactKind.SUSPENDED)
    institution.closed_on = _since(held, FactKind.CLOSED)
    occupied = held.get(FactKind.OCCUPIED)
    institution.children_count = int(occupied.content["children"]) if occupied else None
    institution.provider = institution.operator.provider
    institution.drawn_on = ctx.today
    institution.save()
    return institution


def _displace(ctx: Ctx, institution: Institution, kind: FactKind, from_on: date, to_on: date | None) -> None:
    """Supersede what is believed of these days, and tell what remains of it before and after them."""
    for fact in believed_facts(institution).filter(kind=kind.value).select_for_update():
        begins_later = to_on is not None and fact.valid_from_on > to_on
        ended_before = fact.valid_to_on is not None and fact.valid_to_on < from_on
        if begins_later or ended_before:
            continue
        fact.superseded_at = ctx.now
        fact.save(update_fields=["superseded_at"])
        if fact.valid_from_on < from_on:
            _tell(ctx, institution, kind, fact.content, fact.valid_from_on, from_on - DAY, fact.source)
        if to_on is not None and (fact.valid_to_on is None or fact.valid_to_on > to_on):
            _tell(ctx, institution, kind, fact.content, to_on + DAY, fact.valid_to_on, fact.source)


def _tell(
    ctx: Ctx,
    institution: Institution,
    kind: FactKind,
    content: Mapping[str, Any],
    from_on: date,
    to_on: date | None,
    source: str,
) -> Fact:
    return Fact.objects.create(
        institution=institution,
        kind=kind.value,
        content=dict(content),
        valid_from_on=from_on,
        valid_to_on=to_on,
        recorded_at=ctx.now,
        recorded_by=ctx.actor.name,
        source=source[:200],
    )


def _draw_profile(ctx: Ctx, institution: Institution, fact: Known | None) -> None:
    if fact is None:
        return
    content = fact.content
    for column in _PLAIN:
        setattr(institution, column, content[column])
    institution.service_forms = list(content["service_forms"])
    institution.monthly_fee_fen = content["monthly_fee_fen"]
    institution.lon, institution.lat = (_decimal(content[name]) for name in ("lon", "lat"))
    institution.area_code = content["area_code"]
    institution.area = _area(content["area_code"])
    institution.name_key = name_key(content["name"], district_names(ctx.area))[:100]
    institution.address_key = compared_address(content["address"], ctx.area)


def _draw_classes(institution: Institution, fact: Known | None) -> None:
    classes = fact.content["classes"] if fact else []
    institution.class_count = len(classes)
    institution.places = sum(int(row["places"]) for row in classes)


def _since(held: Mapping[str, Known], kind: FactKind) -> date | None:
    return held[kind].valid_from_on if kind in held else None


def _area(code: str) -> Area | None:
    return areas_coded(code).filter(code=code).first() if code else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
