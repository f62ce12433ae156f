"""Slips that were numbered before papers counted them: counting goes on after the last."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from tests.governance.coordination.world import World, slips
from tuoyu.foundation.papers.models import Series
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import IssueSlip

count_slips = import_module(
    "tuoyu.governance.coordination.migrations.0002_slips_counted_by_papers"
).count_slips


@pytest.mark.django_db
def test_numbers_go_on_after_the_last_slip_of_each_year(world: World) -> None:
    def issue() -> str:
        command = IssueSlip(world.task[1].pk, world.unit["zjj"].pk, "进度落后")
        return services.issue_slip(world.office(), command).number

    assert [issue(), issue()] == ["督〔2021〕0001号", "督〔2021〕0002号"]
    old = slips()[0]
    type(old).objects.unscoped("test").filter(pk=old.pk).update(number="督〔2020〕10012号")
    Series.objects.unscoped("test").delete()
    count_slips(apps, None)
    counted = Series.objects.unscoped("test").values_list("series", "area", "year", "last")
    assert set(counted) == {
        ("coordination.slip", "330302", 2020, 10012),
        ("coordination.slip", "330302", 2021, 2),
    }
    assert issue() == "督〔2021〕0003号"
