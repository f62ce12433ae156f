"""Premises against the law: ground and lease, floors, light, room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tuoyu.kernel.dates import add_months
from tuoyu.operations.filing.rules.application import Application
from tuoyu.operations.filing.rules.findings import Finding, bad, ok, on_site
from tuoyu.operations.filing.words import BookForm
from tuoyu.registers.institutions.limits import PremisesLimits, SpaceHint
from tuoyu.registers.institutions.words import Band, Tenure

LEASE_BASIS = "《托育机构设置标准（试行）》第十一条"
FLOOR_BASIS = "《托育机构消防安全指南（试行）》、JGJ 39"
LIGHT_BASIS = "JGJ 39-2016（2019年版）"
HEALTH_BASIS = "《托育机构卫生评价基本标准（试行）》"
_UNDER_TWO = {Band.INFANT.value, Band.TODDLER_S.value, Band.HOME.value}


def premises_checks(
    application: Application, limits: PremisesLimits, space: SpaceHint, today: date
) -> Iterator[Finding]:
    yield from _tenure(application, limits, today)
    yield from _floors(application, limits)
    yield from _light(application, limits)
    yield from _space(application, space)
    yield from _side_rooms(application, limits)


def _tenure(application: Application, limits: PremisesLimits, today: date) -> Iterator[Finding]:
    if application.tenure == Tenure.OWN:
        yield ok("filing.tenure", "tenure", "自有场所。", LEASE_BASIS)
        return
    start, end = application.lease_from_on, application.lease_to_on
    if application.tenure != Tenure.LEASE or start is None or end is None:
        return
    # A lease from 1 March to 28 February three years on is three years: the last day counts.
    wanted = add_months(start, 12 * limits.lease_years)
    enough = date.fromordinal(end.toordinal() + 1) >= wanted
    trace = f"{start.isoformat()} 至 {end.isoformat()}，满 {limits.lease_years} 年应到 {wanted.isoformat()} 前一天"
    if not enough:
        yield bad(
            "filing.lease", "lease_to_on", f"租期不满 {limits.lease_years} 年。", LEASE_BASIS,
            f"请与出租方续签到 {wanted.isoformat()} 以后。", trace,
        )  # fmt: skip
    elif end < today:
        yield bad(
            "filing.lease_over",
            "lease_to_on",
            f"租期已于 {end.isoformat()} 届满。",
            LEASE_BASIS,
            "请上传续签的合同。",
        )
    else:
        yield ok(
            "filing.lease",
            "lease_to_on",
            f"租赁至 {end.isoformat()}，满 {limits.lease_years} 年。",
            LEASE_BASIS,
            trace,
        )


def _floors(application: Application, limits: PremisesLimits) -> Iterator[Finding]:
    low, high = application.lowest_floor, application.highest_floor
    if low is not None and low < limits.lowest_floor:
        yield bad(
            "filing.floor_low", "lowest_floor", f"婴幼儿用房在{_floor(low)}，不得设在地下或半地下。", FLOOR_BASIS,
            f"请改到 {limits.lowest_floor} 层以上。",
        )  # fmt: skip
    if high is not None and high > limits.highest_floor:
        yield bad(
            "filing.floor_high", "highest_floor", f"婴幼儿用房在 {high} 层，最高不得超过 {limits.highest_floor} 层。", FLOOR_BASIS,
            f"请把婴幼儿用房调整到 {limits.highest_floor} 层及以下。",
        )  # fmt: skip
    if low is not None and high is not None and high < low:
        yield bad("filing.floors", "highest_floor", "最高楼层低于最低楼层。", "", "请核对两个楼层。")
    elif low is not None and high is not None and limits.lowest_floor <= low and high <= limits.highest_floor:
        yield ok(
            "filing.floors",
            "highest_floor",
            f"{low}–{high} 层。" if low != high else f"{low} 层。",
            FLOOR_BASIS,
        )


def _floor(number: int) -> str:
    return f"地下 {-number} 层" if number < 0 else f" {number} 层"


def _light(application: Application, limits: PremisesLimits) -> Iterator[Finding]:
    # A share of 0.20 is 20%, whatever digits it was written with.
    least = (limits.window_share * 100).normalize()
    if application.window_percent is None:
        yield on_site(
            "filing.window", "window_percent", f"窗地面积比没有填，现场看是否达到 {least:f}%。", HEALTH_BASIS
        )
    elif application.window_percent < least:
        yield bad(
            "filing.window", "window_percent", f"窗地面积比 {application.window_percent:f}%，低于 {least:f}%。", HEALTH_BASIS,
            "请增加可开启的窗户面积，或调整房间用途。",
        )  # fmt: skip
    else:
        yield ok(
            "filing.window", "window_percent", f"窗地面积比 {application.window_percent:f}%。", HEALTH_BASIS
        )
    hours = application.sunlight_hours
    if hours is None:
        yield on_site(
            "filing.sunlight",
            "sunlight_hours",
            f"冬至日照现场看是否满 {limits.sunlight_hours} 小时。",
            LIGHT_BASIS,
        )
    elif hours < limits.sunlight_hours:
        yield bad(
            "filing.sunlight", "sunlight_hours", f"冬至日满窗日照 {hours:f} 小时，少于 {limits.sunlight_hours} 小时。", LIGHT_BASIS,
            "请把活动室、睡眠室调整到朝阳的房间。",
        )  # fmt: skip
    else:
        yield ok("filing.sunlight", "sunlight_hours", f"冬至日照 {hours:f} 小时。", LIGHT_BASIS)


def _space(application: Application, space: SpaceHint) -> Iterator[Finding]:
    """No national figure: a hint for whoever goes there, never a ground to refuse."""
    places, indoor = application.places, application.indoor_m2
    if not places or indoor is None:
        return
    least = space.home_m2 if application.form is BookForm.HOME else space.indoor_m2
    each = (indoor / places).quantize(Decimal("0.01"))
    trace = f"{indoor:f} 平方米 ÷ {places} 个托位 = {each:f}"
    if each < least:
        sentence = f"每个托位室内 {each:f} 平方米，低于参考值 {least:f}，现场看是否拥挤。"
        yield on_site("filing.space", "indoor_m2", sentence, str(space.ground), trace)
    else:
        yield ok("filing.space", "indoor_m2", f"每个托位室内 {each:f} 平方米。", str(space.ground), trace)


def _side_rooms(application: Application, limits: PremisesLimits) -> Iterator[Finding]:
    size = application.observation_m2
    if application.form is not BookForm.HOME and size is not None:
        if size < limits.observation_m2:
            yield bad(
                "filing.observation", "observation_m2", f"保健观察室 {size:f} 平方米，小于 {limits.observation_m2} 平方米。", HEALTH_BASIS,
                f"请另设不小于 {limits.observation_m2} 平方米、与生活用房隔开的观察室。",
            )  # fmt: skip
        else:
            yield ok("filing.observation", "observation_m2", f"保健观察室 {size:f} 平方米。", HEALTH_BASIS)
    takes_under_two = any(each.band in _UNDER_TWO for each in application.classes)
    if takes_under_two and application.has_nursing_area is False:
        yield bad(
            "filing.nursing", "has_nursing_area", "收2岁以下婴幼儿，没有喂奶区。", "《托育机构设置标准（试行）》",
            "请设喂奶室，或用屏风隔出喂奶区。",
        )  # fmt: skip
