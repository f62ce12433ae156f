"""What a person says of premises before signing a lease. Everything but the form may be left out; nothing is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from tuoyu.registers.institutions.words import Band, Meals, SupplyForm, Tenure

MOST_ROWS = 12
ROWS = 3


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _number(label: str, unit: str, low: int, high: int, places: int = 0, hint: str = "") -> forms.Field:
    """A number with its unit; ``places`` decimals."""
    kinds: dict[str, Any] = {
        "label": f"{label}（{unit}）",
        "required": False,
        "min_value": low,
        "max_value": high,
        "help_text": hint,
        "error_messages": {
            "invalid": f"{label}应填数字。",
            "min_value": f"{label}应在 {low} 到 {high} 之间。",
            "max_value": f"{label}应在 {low} 到 {high} 之间。",
        },
    }
    if places:
        return forms.DecimalField(**kinds, decimal_places=places, max_digits=8)
    return forms.IntegerField(**kinds)


class PremisesForm(forms.Form):
    """The place: what it is for, where it is, how long it is let, how high, how large, how light."""

    form = forms.ChoiceField(
        label="想办哪一种",
        choices=SupplyForm.choices(),
        initial=SupplyForm.COMMUNITY.value,
        error_messages={"invalid_choice": "请从列出的几种里选一种。"},
    )
    address = forms.CharField(
        label="地址", max_length=200, required=False, help_text="写到门牌号，例如：南汇街道稻香路12号"
    )
    tenure = forms.ChoiceField(
        label="场所", choices=Tenure.choices(), initial=Tenure.LEASE.value, required=False
    )
    lease_from_on = forms.DateField(label="租期起", required=False, widget=DateInput())
    lease_to_on = forms.DateField(label="租期止", required=False, widget=DateInput())
    lowest_floor = _number("最低楼层", "层", -5, 60, hint="地下写负数")
    highest_floor = _number("最高楼层", "层", -5, 60)
    building_year = _number("建成年份", "年", 1900, 2100)
    indoor_m2 = _number("室内使用面积", "平方米", 0, 99_999, 2)
    observation_m2 = _number("保健观察室", "平方米", 0, 9_999, 2)
    window_percent = _number("窗地面积比", "%", 0, 100, 1, "窗户能开的面积 ÷ 地面面积，不清楚不填")
    sunlight_hours = _number("冬至日照", "小时", 0, 24, 1, "不清楚不填，现场看")
    meals = forms.ChoiceField(
        label="怎么供餐", choices=Meals.choices(), initial=Meals.NONE.value, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("lease_from_on"), cleaned.get("lease_to_on")
        if start and end and end < start:
            self.add_error("lease_to_on", "租期止早于租期起，请核对两个日期。")
        return cleaned


class ClassRow(forms.Form):
    """A planned class."""

    band = forms.ChoiceField(
        label="班型", required=False, choices=[("", "不开"), *Band.choices()],
        error_messages={"invalid_choice": "请从列出的班型里选。"},
    )  # fmt: skip
    places = forms.IntegerField(
        label="托位",
        required=False,
        min_value=0,
        max_value=999,
        error_messages={"invalid": "托位应填整数。", "min_value": "托位不能是负数。", "max_value": "一个班最多写 999。"},
    )  # fmt: skip
