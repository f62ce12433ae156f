"""Forms of fees, food and medicine: shape only; what must hold is asked of the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from tuoyu.foundation.ui.forms import day_input
from tuoyu.operations.supervision.commands.conduct import FoodRecord, MedicineRecord
from tuoyu.operations.supervision.commands.findings import NewFile
from tuoyu.operations.supervision.words.conduct import ChargeSource, Per

ITEMS = ("托育费", "伙食费", "延时服务费", "材料费", "保险费")


def day(label: str, *, help_text: str = "", is_required: bool = True) -> forms.DateField:
    widget = day_input()
    return forms.DateField(label=label, help_text=help_text, required=is_required, widget=widget)


def money(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=9, decimal_places=2, min_value=Decimal(0), help_text=help_text
    )


def count(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=9999, initial=0, help_text=help_text)


def fen_of(yuan: Decimal) -> int:
    return int(yuan * 100)


class FeeForm(forms.Form):
    item = forms.CharField(label="收费项目", max_length=32, help_text=f"例如{'、'.join(ITEMS)}。")
    price = money("价格（元）", "家长在公示页看到的就是这个数。")
    per = forms.ChoiceField(label="怎么收", choices=Per.choices())
    since_on = day("从哪天起", help_text="先公示再执行，选今天或以后。")


class ChargeForm(forms.Form):
    item = forms.CharField(label="收费项目", max_length=32, help_text="和公示的名称写成一样。")
    charged = money("实收（元）")
    per = forms.ChoiceField(label="怎么收", choices=Per.choices())
    months = count("一次收了几个月", "按月收的填；不知道填 0。")
    source = forms.ChoiceField(label="从哪里看到", choices=ChargeSource.choices())
    seen_on = day("日期", help_text="和这一天公示的价格比。")
    file = forms.FileField(label="票据照片", required=False)


class FoodForm(forms.Form):
    seen_on = day("日期")
    licence_until = day("食品经营许可证到哪天", help_text="没有出示的不填。", is_required=False)
    dishes = count("今天几样菜")
    samples = count("留了几份样")
    least_grams = count("最少的一份多重（克）")
    longest_hours = count("最早的一份放了几小时")
    has_menu = forms.BooleanField(label="本周食谱贴出来了", required=False)


class MedicineForm(forms.Form):
    seen_on = day("日期")
    has_consent = forms.BooleanField(label="每个用药的孩子都有家长书面委托", required=False)
    entries = count("看了几条用药记录")
    unsigned = count("几条没有家长签字")
    incomplete = count("几条没写全药名、剂量或时间")


def food_of(data: dict[str, Any]) -> FoodRecord:
    until: date | None = data["licence_until"]
    return FoodRecord(
        until, data["dishes"], data["samples"], data["least_grams"], data["longest_hours"], data["has_menu"]
    )


def medicine_of(data: dict[str, Any]) -> MedicineRecord:
    return MedicineRecord(data["has_consent"], data["entries"], data["unsigned"], data["incomplete"])


def file_of(upload: Any) -> NewFile | None:
    return NewFile(upload.name, upload.read()) if upload else None
