"""Named reads of prices and of looks at food and medicine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Charge, Conduct, Fee, ItemVersion
from tuoyu.operations.supervision.permissions.conduct import VIEW_CHARGE, VIEW_CONDUCT, VIEW_FEE
from tuoyu.operations.supervision.policy.conduct import Fault, faults_at
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import PUBLISHED


def fees(ctx: Ctx) -> QuerySet[Fee]:
    return visible(ctx, VIEW_FEE, Fee.objects.select_related("institution"))


def charges(ctx: Ctx) -> QuerySet[Charge]:
    return visible(ctx, VIEW_CHARGE, Charge.objects.select_related("institution", "unit"))


def conducts(ctx: Ctx) -> QuerySet[Conduct]:
    return visible(ctx, VIEW_CONDUCT, Conduct.objects.select_related("institution", "unit"))


def public_fees(area: str, on: date) -> QuerySet[Fee]:
    """The prices that hold on a day at institutions of the public list; every column is class C0."""
    rows = _holding(on).select_related("institution")
    return rows.filter(institution__standing__in=PUBLISHED, institution__area_code__startswith=area)


def filed_fees(institution: Institution, on: date) -> QuerySet[Fee]:
    """The prices of one institution that hold on a day; they are public."""
    return _holding(on).filter(institution=institution).order_by("item", "per")


def price_on(institution: Institution, item: str, per: str, on: date) -> int | None:
    """What was filed for an item on a day, in fen; None where nothing was."""
    rows = filed_fees(institution, on).filter(item=item, per=per).order_by("-since_on", "-pk")
    found: int | None = rows.values_list("price_fen", flat=True).first()
    return found


def fee_in_force(institution: Institution, item: str, per: str) -> Fee | None:
    """The price without an end, which a new one takes the place of."""
    rows = Fee.objects.unscoped("the price that a new one takes the place of")
    return rows.filter(institution=institution, item=item, per=per, until_on__isnull=True).first()


def items_of_faults(on: date, area: str) -> Mapping[str, tuple[Fault, ItemVersion | None]]:
    """Code of a reason → what it becomes, with the version of the item that holds on a day."""
    faults = faults_at(on, area)
    codes = {fault.item_code for fault in faults.values()}
    versions = {row.code: row for row in items_in_force(on).filter(code__in=codes)}
    return {code: (fault, versions.get(fault.item_code)) for code, fault in faults.items()}


def grounds_of(faults: Mapping[str, tuple[Fault, ItemVersion | None]]) -> dict[str, str]:
    """Code of a reason → the clause it stands on."""
    return {
        code: version.item.clause_text if version else fault.ground
        for code, (fault, version) in faults.items()
    }


def _holding(on: date) -> QuerySet[Fee]:
    rows = Fee.objects.unscoped("filed prices are public")
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), since_on__lte=on)
