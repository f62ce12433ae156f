"""Figures counted from facts, as they stood at the end of a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.conftest import DISTRICT
from tests.registers.institutions.world import START, USCCS, an_institution, system
from tuoyu.foundation.figures.registry import Count, figure
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.registers.institutions.commands import ClassData, MarkInstitution, ReviseInstitution
from tuoyu.registers.institutions.figures import FIGURES
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import mark_institution, revise_institution
from tuoyu.registers.sites.queries import communities_in_force
from tuoyu.registers.sites.services import load_areas

pytestmark = pytest.mark.django_db
STREET, OTHER_STREET = "330302001", "330302002"
JUNE = date(2021, 6, 30)
LAST_YEAR = date(2020, 12, 31)


def counted(key: str, on: date = JUNE, area: str | None = None) -> Count:
    source = figure(f"institutions.{key}")
    assert source is not None
    return source.compute(system(), on, area)


def mark(institution: Institution, kind: str, on: date, **content: object) -> None:
    mark_institution(system(), MarkInstitution(institution.pk, kind, on, "测试", dict(content)))


def classes(institution: Institution, places: int, on: date) -> None:
    rows = (ClassData("一班", "toddler_s", places),)
    revise_institution(system(), ReviseInstitution(institution.pk, on, "备案书", classes=rows))


def filed(
    name: str, on: date, places: int, *, uscc: str = USCCS[0], area: str = STREET, **changes: Any
) -> Institution:
    """Registered, filed and with a class, all from ``on``."""
    institution = an_institution(name, uscc, on=on, area_code=area, **changes)
    mark(institution, "filed", on, number=f"330302{institution.pk}"[:32])
    classes(institution, places, on)
    return institution


def test_opened_this_year_counts_first_filings_of_the_year() -> None:
    filed("去年园", date(2020, 9, 1), 10)
    again = filed("续备园", date(2020, 10, 1), 10)
    mark(again, "filed", date(2021, 2, 1), number="again")
    filed("今年园", date(2021, 3, 1), 10)
    an_institution("没有备案的园")
    assert counted("opened_this_year") == Count(1)
    assert counted("opened_this_year", date(2021, 2, 28)) == Count(0)
    assert counted("filed") == Count(3)


def test_places_added_this_year_are_each_institution_beyond_its_last_year() -> None:
    grown = filed("扩大的园", date(2020, 9, 1), 10)
    classes(grown, 25, date(2021, 5, 1))
    shrunk = filed("缩小的园", date(2020, 9, 1), 30)
    classes(shrunk, 20, date(2021, 5, 1))
    filed("新园", date(2021, 6, 30), 40)
    filed("七月园", date(2021, 7, 1), 50)
    assert counted("places_added_this_year") == Count(15 + 40)
    assert counted("places_added_this_year", date(2021, 4, 30)) == Count(0)


def test_inclusive_places_count_what_was_inclusive_on_the_day() -> None:
    filed("普惠园", date(2021, 2, 1), 20, is_inclusive=True)
    filed("别的园", date(2021, 2, 1), 60)
    assert counted("inclusive_places") == Count(20, 80)
    assert counted("inclusive_places_added_this_year") == Count(20)
    assert counted("inclusive_places", date(2021, 1, 31)).value is None


def test_suspended_and_closed_institutions_do_not_count_while_they_are() -> None:
    institution = filed("停过的园", date(2021, 1, 1), 20)
    mark(institution, "suspended", date(2021, 4, 1))
    assert counted("filed", date(2021, 3, 31)) == Count(1)
    assert counted("filed", date(2021, 4, 1)) == Count(0)
    over = MarkInstitution(institution.pk, "suspended", date(2021, 6, 1), "恢复", is_over=True)
    mark_institution(system(), over)
    assert counted("filed", date(2021, 6, 1)) == Count(1)
    mark(institution, "closed", date(2021, 6, 30))
    assert counted("filed", JUNE) == Count(0)


def test_covered_communities_are_over_those_in_force(system_ctx: Ctx) -> None:
    load_areas(system_ctx, DISTRICT)
    codes = list(communities_in_force(DISTRICT, JUNE))
    first, second = codes[0], codes[-1]
    filed("一园", START, 10, area=first)
    filed("二园", START, 10, area=first)
    filed("三园", START, 10, area=second)
    filed("只到街镇的园", START, 10, area=STREET)
    assert counted("covered_communities") == Count(2, len(codes))
    in_street = [code for code in codes if code.startswith(first[:9])]
    assert counted("covered_communities", area=first[:9]) == Count(1, len(in_street))


def test_places_are_over_residents_of_the_district_alone() -> None:
    filed("一园", START, 10)
    filed("二园", START, 20, area=OTHER_STREET)
    found = counted("places")
    assert found.numerator == 30
    assert found.denominator
    assert found.denominator > 1_000_000
    assert counted("places", area=STREET) == Count(10, 0)


def test_used_places_are_children_over_places_of_the_same_institutions() -> None:
    first = filed("一园", START, 10)
    filed("没有报的园", START, 10)
    mark(first, "occupied", date(2021, 5, 1), children=8)
    an_unfiled = an_institution("没有备案的园", USCCS[1])
    mark(an_unfiled, "occupied", date(2021, 5, 1), children=99)
    assert counted("used_places") == Count(8, 20)
    assert counted("used_places", date(2021, 4, 30)) == Count(0, 20)


def test_figures_speak_of_the_day_and_not_of_when_we_knew() -> None:
    """A filing recorded late counts from its day on."""
    late = system(datetime(2021, 9, 1, 9, tzinfo=CHINA))
    institution = an_institution("补记的园", area_code=STREET)
    mark_institution(
        late, MarkInstitution(institution.pk, "filed", date(2021, 4, 1), "补记", {"number": "1"})
    )
    assert counted("filed", date(2021, 4, 1)) == Count(1)
    assert counted("filed", date(2021, 3, 31)) == Count(0)


@pytest.mark.parametrize("source", FIGURES, ids=lambda source: source.key)
def test_every_figure_bears_an_empty_register_and_says_what_it_counts(source: Any) -> None:
    for area in (None, STREET):
        assert source.compute(system(), JUNE, area).numerator == 0
        assert source.compute(system(), JUNE, area).value is None, "a nought would be read as a count"
    assert source.definition.startswith(("期末", "已备案", "普惠"))


def test_rows_behind_a_figure_are_those_counted(client: Any) -> None:
    from tests.entrypoints.site.world import client_of, officer

    filed("普惠园", START, 20, is_inclusive=True)
    filed("松台园", START, 20, is_inclusive=True, area=OTHER_STREET)
    filed("非普惠园", START, 60)
    browser = client_of(officer(role="coordinator"), client=client)
    source = figure("institutions.inclusive_places")
    assert source is not None
    assert source.rows_url is not None
    text = browser.get(source.rows_url(DISTRICT)).content.decode()
    assert text.count("data-ty-row") == 2
