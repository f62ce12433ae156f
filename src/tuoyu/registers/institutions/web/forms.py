"""Forms of institutions. They read what was typed; what may be is decided by the services."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from tuoyu.kernel.characters import half_width
from tuoyu.kernel.coords import Datum, convert
from tuoyu.registers.institutions.web.fields import choice_field, day_field, number_field, text_field
from tuoyu.registers.institutions.words import SamenessDecision, SupplyForm

Pairs = Sequence[tuple[str, str]]
_NUMBERS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# Six decimals are a tenth of a metre.
_STEP = Decimal("0.000001")


class LocateForm(forms.Form):
    """Cleaned to ``lon`` and ``lat`` in WGS-84, whatever system the numbers were copied from."""

    coordinates = text_field(
        "坐标",
        60,
        help_text="从地图里复制，经度在前、纬度在后，例如：120.6552, 28.0153",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    datum = choice_field(
        "坐标来自",
        choices=(
            (Datum.GCJ02.value, "高德、腾讯地图（GCJ-02）"),
            (Datum.BD09.value, "百度地图（BD-09）"),
            (Datum.WGS84.value, "卫星定位、天地图（WGS-84）"),
        ),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "coordinates" not in data or "datum" not in data:
            return data
        found = _NUMBERS.findall(half_width(data["coordinates"]))
        if len(found) != 2:
            self.add_error("coordinates", "应是两个数：经度和纬度，中间用逗号隔开。例如：120.6552, 28.0153。")
            return data
        try:
            lon, lat = convert((float(found[0]), float(found[1])), Datum(data["datum"]), Datum.WGS84)
        except ValueError as error:
            self.add_error("coordinates", str(error))
            return data
        return {**data, "lon": Decimal(str(lon)).quantize(_STEP), "lat": Decimal(str(lat)).quantize(_STEP)}


class AgreementForm(forms.Form):
    number = text_field("协议编号", 64)
    area_codes = forms.MultipleChoiceField(
        label="约定区域",
        help_text="选全区，或者逐个选街镇",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个区域。", "invalid_choice": "约定区域没有这个选项。"},
    )
    supply_forms = forms.MultipleChoiceField(
        label="约定供给形态",
        choices=SupplyForm.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一种供给形态。", "invalid_choice": "供给形态没有这个选项。"},
    )
    most_branches = number_field("分支上限", 1)
    valid_from_on = day_field("生效日期")
    valid_to_on = day_field("截止日期", required=False, help_text="长期有效不填")

    def __init__(self, *args: Any, areas: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area_codes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(areas)


class AttachForm(forms.Form):
    head_uscc = text_field(
        "总部的统一社会信用代码",
        40,
        required=False,
        help_text="18位；留空表示从那天起不再属于连锁",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_from_on = day_field("从哪天起", help_text="登记日到今天之间；那天要在连锁约定的有效期内")
    source = text_field("依据", 200, help_text="例如：营业执照记载的隶属企业、连锁协议编号")


class CapacityForm(forms.Form):
    month_on = choice_field("月份")
    rooms = number_field("班级活动室", help_text="全部可用作班级的活动室间数")
    rooms_used = number_field("在用活动室", help_text="现有班级占用的间数")
    seats_3_6 = number_field("3—6岁学位")
    children_3_6 = number_field("3—6岁在园人数")
    waiting_3_6 = number_field("3—6岁待入园人数", help_text="已登记、还没有学位的；没有的填 0")

    def __init__(self, *args: Any, months: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month_on"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(months)


class DecideForm(forms.Form):
    decision = choice_field(
        "判断",
        choices=[each for each in SamenessDecision.choices() if each[0] != SamenessDecision.OPEN.value],
        widget=forms.RadioSelect,
    )
    kept_id = choice_field(
        "是同一家的，保留哪一条", required=False, help_text="另一条从今天起记为终止，历史都保留"
    )
    reason = text_field("判断说明", 200, help_text="写明依据，例如：电话核实，同一园所 2024 年更名")

    def __init__(self, *args: Any, entries: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kept_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "（不是同一家，不用选）"), *entries]
