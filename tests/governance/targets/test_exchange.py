"""Numbers by file: every line or none, and every mistake named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.entrypoints.site.world import client_of, officer
from tests.governance.targets.conftest import NOW
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.targets.commands import ImportObservations
from tuoyu.governance.targets.exchange import import_observations
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

HEAD = "时期,范围,分子,分母,数据来源\n"
GOOD = (
    HEAD
    + "2026年10月,鹿城区,20400,21800,妇幼月报\n2026-10,五马街道,2600,2773,妇幼月报\n2026年9月,鹿城区,20380,21810,妇幼月报\n"
)


def command(indicator: Indicator, text: str) -> ImportObservations:
    return ImportObservations(indicator.pk, "十月.csv", text.encode())


def written() -> list[tuple[date, str, int]]:
    rows = Observation.objects.unscoped("test").order_by("period_on", "area")
    return [(row.period_on, row.area, int(row.numerator)) for row in rows]


def test_every_line_becomes_an_observation(ctx: Ctx, health: Indicator) -> None:
    done = import_observations(ctx, command(health, GOOD))
    assert (done.written, done.repeated) == (3, 0)
    assert written() == [
        (date(2026, 9, 1), "330302", 20_380),
        (date(2026, 10, 1), "330302", 20_400),
        (date(2026, 10, 1), "330302006", 2_600),
    ]


def test_the_same_file_twice_writes_nothing_twice(ctx: Ctx, health: Indicator) -> None:
    import_observations(ctx, command(health, GOOD))
    done = import_observations(ctx, command(health, GOOD))
    assert (done.written, done.repeated) == (0, 3)


def test_a_file_may_call_the_counts_by_their_names(ctx: Ctx, health: Indicator) -> None:
    text = GOOD.replace("分子", health.numerator_label).replace("分母", health.denominator_label)
    assert import_observations(ctx, command(health, text)).written == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("十月,鹿城区,20400,21800,月报", "第5行“时期”：“十月”，应写成“2026年10月”这样"),
        ("2026年8月,瓯海区,20400,21800,月报", "第5行“范围”：“瓯海区”"),
        ("2026年8月,鹿城区,两万,21800,月报", "第5行“分子”：“两万”，应填数字"),
        ("2026年8月,鹿城区,30000,21800,月报", "第5行“分子”：“30000”，分子 30,000 大于分母 21,800"),
        ("2026年11月,鹿城区,20400,21800,月报", "第5行“时期”：“2026-11-01”，2026年11月还没有结束"),
    ],
)
def test_one_wrong_line_keeps_all_out(ctx: Ctx, health: Indicator, line: str, sentence: str) -> None:
    with pytest.raises(RowsRefused) as refused:
        import_observations(ctx, command(health, GOOD + line))
    assert sentence in "".join(error.sentence for error in refused.value.errors)
    assert written() == []


def test_an_officer_of_another_unit_imports_nothing(
    ctx_for: Callable[..., Ctx], units: dict[str, Unit], health: Indicator
) -> None:
    with pytest.raises(Refused) as refused:
        import_observations(ctx_for("unit_officer", units["jyj"], now=NOW), command(health, GOOD))
    assert refused.value.status == 404


@pytest.fixture
def own(units: dict[str, Unit]) -> Client:
    return client_of(officer("lin", "林晓", "unit_officer", units["wjj"]))


def upload(client: Client, health: Indicator, text: str) -> tuple[int, str]:
    path = f"/targets/indicators/{health.pk}/observations/import/"
    file = SimpleUploadedFile("十月.csv", text.encode())
    response = client.post(path, {"file": file} if text else {})
    return response.status_code, response.content.decode()


def test_the_page_takes_a_file_and_names_mistakes(own: Client, health: Indicator) -> None:
    page = own.get(f"/targets/indicators/{health.pk}/observations/import/").content.decode()
    assert health.numerator_label in page
    status, text = upload(own, health, f"{HEAD}2020年1月,无名街,1,2,月报\n")
    assert status == 422
    assert "1 处有错" in text
    assert "无名街" in text
    assert upload(own, health, "")[0] == 422
    assert upload(own, health, "胡乱的字")[0] == 422
    assert upload(own, health, f"{HEAD}2020年1月,鹿城区,1,2,月报\n")[0] == 302


def test_the_template_is_a_spreadsheet(own: Client, health: Indicator) -> None:
    response = own.get(f"/targets/indicators/{health.pk}/observations/template/")
    assert response.content[:2] == b"PK"
