"""What figures are counted from."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.models import Visit
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in
from tuoyu.registers.institutions.words import Standing


def signed_between(first: date, last: date, area: str) -> QuerySet[Visit]:
    """Visits that both sides signed from ``first`` to ``last``, both included, at institutions of an area."""
    begin = datetime.combine(first, time.min, CHINA)
    end = datetime.combine(last + timedelta(days=1), time.min, CHINA)
    rows = Visit.objects.unscoped("figures count visits of everybody")
    return rows.filter(signed_at__gte=begin, signed_at__lt=end, institution__area_code__startswith=area)


def in_service(area: str) -> QuerySet[Institution]:
    """Institutions that look after children now."""
    return standing_in(area).filter(standing=Standing.OPEN.value)


def visited_places(rows: QuerySet[Visit]) -> QuerySet[Visit, Any]:
    """Each institution of the visits once."""
    return rows.order_by().values_list("institution_id", flat=True).distinct()
