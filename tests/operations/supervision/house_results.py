"""Published results for the world of the house tests: one of each bureau, about its own institution."""

from __future__ import annotations

from tests.house.world import World
from tuoyu.operations.supervision.commands.results import PublishResult
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.services.results import publish_result


def stock_results(world: World) -> None:
    """Of the signed visits the first of each bureau is published; what others say of it stays within the house."""
    for key in ("a", "b"):
        lead = world.people[f"{key}_lead"]
        signed = Visit.objects.unscoped("tests").filter(state="signed", lead_unit=world.units[key])
        visit = signed.order_by("pk")[0]
        result = publish_result(lead.ctx(), PublishResult(visit.pk, "检查几个事项，没有发现问题。"))
        result.house_units = {world.units[key].pk, visit.institution.unit_id}
        world.add(result)
