"""Prices filed and seen, food and medicine: through the services and on the pages."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.pictures import PNG
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.conduct import (
    FileFee,
    FoodRecord,
    MedicineRecord,
    RecordCharge,
    RecordConduct,
)
from tuoyu.operations.supervision.models import Charge, Conduct, Fee, Finding
from tuoyu.operations.supervision.queries.conduct import price_on, public_fees
from tuoyu.operations.supervision.services.conduct import file_fee, record_charge, record_conduct
from tuoyu.registers.plans.models import Duty, Task, Version

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _today(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stage() -> Stage:
    return a_stage()


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return lambda key: client_of(stage.users[key])


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def filed(stage: Stage, fen: int = 200_000, on: date = TODAY, item: str = "托育费") -> Fee:
    return file_fee(stage.ctx("head"), FileFee(stage.place.pk, item, "month", fen, on))


def charged(stage: Stage, fen: int, *, months: int = 1, who: str = "cai", item: str = "托育费") -> Charge:
    command = RecordCharge(stage.place.pk, item, "month", fen, "receipt", TODAY, months)
    return record_charge(stage.ctx(who), command)


def findings() -> list[Finding]:
    return list(Finding.objects.unscoped("tests").select_related("item", "unit").order_by("pk"))


# ---- filing ----------------------------------------------------------------------------------------------------------


def test_file_fee_takes_the_place_of_the_one_before(stage: Stage) -> None:
    later = TODAY + timedelta(days=30)
    first = filed(stage)
    filed(stage, 220_000, later)
    first.refresh_from_db()
    assert first.until_on == later - timedelta(days=1)
    days = (TODAY - timedelta(days=1), TODAY, later - timedelta(days=1), later)
    assert [price_on(stage.place, "托育费", "month", day) for day in days] == [
        None,
        200_000,
        200_000,
        220_000,
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": TODAY - timedelta(days=1)}, "since_on"),
        ({"fen": -1}, "price"),
        ({"item": " "}, "item"),
    ],
)
def test_file_fee_refuses_what_cannot_be(stage: Stage, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        filed(stage, **change)
    assert caught.value.status == 422
    assert caught.value.verdict.failures[0].field == field


def test_file_fee_twice_for_a_day_is_refused(stage: Stage) -> None:
    filed(stage)
    with pytest.raises(Refused) as caught:
        filed(stage, 210_000)
    assert caught.value.verdict.failures[0].field == "since_on"


def test_file_fee_is_the_institution_s_own(stage: Stage) -> None:
    for who in ("lead", "cai"):
        with pytest.raises(Refused) as caught:
            file_fee(stage.ctx(who), FileFee(stage.place.pk, "托育费", "month", 1, TODAY))
        assert caught.value.status == 403


# ---- what was charged ------------------------------------------------------------------------------------------------


def test_record_charge_as_filed_opens_nothing(stage: Stage) -> None:
    filed(stage)
    charge = charged(stage, 200_000)
    assert (charge.faults, charge.filed_fen, charge.unit) == ([], 200_000, stage.units["market"])
    assert findings() == []


def test_record_charge_above_the_filed_price_becomes_a_finding(stage: Stage) -> None:
    filed(stage)
    charge = charged(stage, 268_000, months=6)
    higher, prepaid = findings()
    assert (higher.item.code if higher.item else "", higher.severity) == ("FEE-002", "major")
    assert "多收 680 元" in higher.sentence
    assert prepaid.item is None
    assert "一次预收 6 个月" in prepaid.sentence
    assert {finding.unit for finding in (higher, prepaid)} == {stage.units["market"]}
    assert [fault["finding"] for fault in charge.faults] == [higher.pk, prepaid.pk]
    assert higher.found_by_user_id == stage.users["cai"].pk


def test_record_charge_without_a_filed_price(stage: Stage) -> None:
    charged(stage, 100, item="空调费")
    assert [finding.item.code for finding in findings() if finding.item] == ["FEE-001"]


def test_record_charge_is_for_inspectors_and_for_days_that_were(stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        charged(stage, 1, who="head")
    assert caught.value.status == 403
    command = RecordCharge(stage.place.pk, "费", "month", 1, "receipt", TODAY + timedelta(days=1))
    with pytest.raises(Refused) as caught:
        record_charge(stage.ctx("cai"), command)
    assert caught.value.verdict.failures[0].field == "seen_on"


# ---- food and medicine -----------------------------------------------------------------------------------------------


def test_record_conduct_of_a_kitchen(stage: Stage) -> None:
    seen = FoodRecord(None, 4, 4, 100, 50, has_menu=True)
    conduct = record_conduct(stage.ctx("cai"), RecordConduct(stage.place.pk, seen, TODAY))
    assert conduct.content["least_grams"] == 100
    told = [(finding.item.code if finding.item else "", finding.severity) for finding in findings()]
    # The item on the weight of samples is asked from the end of 2022 on; before, the finding stands without one.
    assert told == [("FOOD-001", "grave"), ("", "minor")]


def test_record_conduct_of_medicine(stage: Stage) -> None:
    good = MedicineRecord(has_consent=True, entries=3, unsigned=0, incomplete=0)
    assert record_conduct(stage.ctx("ann"), RecordConduct(stage.place.pk, good, TODAY)).faults == []
    wrong = MedicineRecord(has_consent=True, entries=1, unsigned=2, incomplete=0)
    with pytest.raises(Refused) as caught:
        record_conduct(stage.ctx("ann"), RecordConduct(stage.place.pk, wrong, TODAY))
    assert caught.value.verdict.failures[0].field == "unsigned"


# ---- pages -----------------------------------------------------------------------------------------------------------


def test_prices_are_filed_seen_by_the_public_and_held_against_a_receipt(
    stage: Stage, browser: Browser
) -> None:
    stage.place.standing = "open"
    stage.place.save(update_fields=["standing"])
    head = browser("head")
    url = f"/supervision/institutions/{stage.place.pk}/fees/file/"
    assert url in text_of(head.get("/supervision/fees/"))
    sent = {"item": "托育费", "price": "1980.50", "per": "month", "since_on": TODAY}
    assert head.post(url, sent).status_code == 302
    public = text_of(Client().get("/fees/"))
    assert "1,980.5 元" in public
    assert public_fees(DISTRICT, TODAY).count() == 1
    form = f"/supervision/institutions/{stage.place.pk}/charges/record/"
    assert "公示：托育费" in text_of(browser("cai").get(form))
    receipt = SimpleUploadedFile("票据.png", PNG, "image/png")
    answer = browser("cai").post(
        form,
        {"item": "托育费", "charged": "2200", "per": "month", "months": 1, "source": "receipt",
         "seen_on": TODAY, "file": receipt},
    )  # fmt: skip
    assert (answer.status_code, answer.url) == (302, "/supervision/charges/")
    seen = browser("cai").get("/supervision/charges/").content.decode()
    finding = findings()[0]
    assert f'<a href="/supervision/findings/{finding.pk}/">“托育费”公示' in seen
    assert "多收 219.5 元" in seen
    assert "多收 219.5 元" in text_of(head.get("/supervision/mend/"))
    assert Charge.objects.unscoped("tests").get().file is not None


def test_the_public_sees_no_prices_of_institutions_that_are_not_published(stage: Stage) -> None:
    filed(stage)
    stage.place.standing = "registered"
    stage.place.save(update_fields=["standing"])
    assert "托育费" not in text_of(Client().get("/fees/"))


def test_conduct_on_the_page_of_the_institution(stage: Stage, browser: Browser) -> None:
    page = text_of(browser("ann").get(f"/institutions/{stage.place.pk}/"))
    form = f"/supervision/institutions/{stage.place.pk}/conduct/record/"
    assert f"{form}?kind=medicine" in page
    assert form not in text_of(browser("head").get(f"/institutions/{stage.place.pk}/"))
    client = browser("ann")
    assert "食品经营许可证" in text_of(client.get(form))
    sent = {"seen_on": TODAY, "entries": 2, "unsigned": 1, "incomplete": 0, "has_consent": "on"}
    assert client.post(f"{form}?kind=medicine", sent).status_code == 302
    assert "1 条没有家长签字" in text_of(client.get("/supervision/conducts/"))
    assert Conduct.objects.unscoped("tests").get().kind == "medicine"


def test_duty_list_names_gaps_and_exports_them(stage: Stage, browser: Browser) -> None:
    version = Version.objects.create(
        area=DISTRICT, title="现行方案", state="adopted", state_at=NOW, imported_at=NOW, imported_by="测试"
    )
    task = Task.objects.create(version=version, no=21, title="依法加强综合监督管理")
    for position, (key, kind) in enumerate((("health", "lead"), ("group", "responsible"))):
        Duty.objects.create(task=task, unit=stage.units[key], kind=kind, position=position)
    client = browser("office")
    text = text_of(client.get("/supervision/duties/"))
    assert "消防部门管“消防”" in text
    assert "任务 21" in text
    sheet = b"".join(client.get("/supervision/duties/?export=csv").streaming_content).decode("utf-8-sig")
    assert sheet.splitlines()[0] == "情况,哪里,说明,怎么办"
    assert len(sheet.splitlines()) > 1
    assert browser("head").get("/supervision/duties/").status_code == 403
