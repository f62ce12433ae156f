"""Classes against the law: sizes by band, the limit of a home care point, spare rooms of a kindergarten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tuoyu.operations.filing.rules.application import Application
from tuoyu.operations.filing.rules.findings import Finding, bad, ok
from tuoyu.operations.filing.words import BookForm
from tuoyu.registers.institutions.limits import SPARE_BASIS, BandLimit, Month, spare_rooms
from tuoyu.registers.institutions.words import Band

HOME_BASIS = "《家庭托育点管理办法（试行）》"


def class_checks(application: Application, bands: Mapping[str, BandLimit]) -> Iterator[Finding]:
    for each in application.classes:
        yield from _size(each.name, each.band, each.places, bands)
    if application.form is BookForm.HOME and application.classes:
        yield from _home(application, bands.get(Band.HOME.value))
    if application.form is BookForm.KINDERGARTEN and application.rooms is not None:
        yield from _spare(application)


def _size(name: str, band: str, places: int, bands: Mapping[str, BandLimit]) -> Iterator[Finding]:
    if band == Band.HOME:
        return
    limit = bands.get(band)
    if limit is None:
        yield bad(
            "filing.band",
            "classes",
            f"班级“{name}”没有选编班类型。",
            "",
            "请选择乳儿班、托小班、托大班或混合编班。",
        )
        return
    label, most = Band.label_of(band), limit.most_children
    if places > most:
        yield bad(
            "filing.class_size", "classes", f"{label}“{name}” {places} 个托位，最多 {most} 个。", str(limit.ground),
            "请减少托位，或分成两个班。",
        )  # fmt: skip
    elif places < 1:
        yield bad(
            "filing.class_empty", "classes", f"{label}“{name}”没有托位。", "", "请填写托位数，或删掉这一行。"
        )
    else:
        yield ok(
            "filing.class_size",
            "classes",
            f"{label}“{name}” {places} 个托位，不超过 {most} 个。",
            str(limit.ground),
        )


def _home(application: Application, limit: BandLimit | None) -> Iterator[Finding]:
    """``limit`` is None on days on which no rule spoke of home care points."""
    places = application.places
    if limit is None:
        yield bad(
            "filing.home_unruled",
            "classes",
            "办理这件备案的当天，家庭托育点还没有规定可依。",
            HOME_BASIS,
            "请核对供给形态；确为家庭托育点的，请等规定施行后再备案。",
        )
        return
    if places > limit.most_children:
        yield bad(
            "filing.home_size", "classes", f"家庭托育点收托 {places} 人，最多 {limit.most_children} 人。", str(limit.ground),
            f"请减到 {limit.most_children} 人以内；超过的应当登记备案为托育机构。",
        )  # fmt: skip
    else:
        yield ok(
            "filing.home_size",
            "classes",
            f"收托 {places} 人，不超过 {limit.most_children} 人。",
            str(limit.ground),
        )


def _spare(application: Application) -> Iterator[Finding]:
    month = Month(
        date.min,
        application.rooms or 0,
        application.rooms_used or 0,
        application.seats_3_6 or 0,
        application.children_3_6 or 0,
        application.waiting_3_6 or 0,
    )
    wanted, spare = len(application.classes), spare_rooms(month)
    trace = f"活动室 {month.rooms} 间 − 3—6岁在用 {month.rooms_used} 间，再留待入园 {month.waiting} 人，余 {spare} 间"
    if spare >= max(wanted, 1):
        yield ok(
            "filing.spare_rooms",
            "rooms",
            f"满足3—6岁幼儿后余 {spare} 间，开 {wanted} 个托班。",
            SPARE_BASIS,
            trace,
        )
    else:
        yield bad(
            "filing.spare_rooms", "rooms", f"满足3—6岁幼儿入园后只余 {spare} 间，不够开 {wanted} 个托班。", SPARE_BASIS,
            "请减少托班，或核对活动室和待入园人数。", trace,
        )  # fmt: skip
