"""Sound profiles and points."""

from __future__ import annotations

from decimal import Decimal

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.registers.institutions.commands import Profile

# A rectangle around the mainland and its islands, in degrees; whether a point lies in the district is shown on the map.
_LON, _LAT = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))


def profile_is_sound(profile: Profile) -> Verdict:
    """A name and an address, a known form, a fee that is not negative."""
    reasons = []
    if not profile.name.strip():
        reasons.append(
            Reason("institutions.name", "没有填写机构名称。", next_step="请按登记证书填写。", field="name")
        )
    if not profile.address.strip():
        reasons.append(
            Reason("institutions.address", "没有填写地址。", next_step="请写到门牌号。", field="address")
        )
    if profile.monthly_fee_fen is not None and profile.monthly_fee_fen < 0:
        reasons.append(
            Reason("institutions.fee", "月收费不能是负数。", next_step="不收费的填 0。", field="monthly_fee")
        )
    if (profile.lon is None) != (profile.lat is None):
        reasons.append(
            Reason(
                "institutions.point",
                "经度和纬度要同时填写。",
                next_step="不清楚的都不填，由备案经办人标注。",
                field="lon",
            )
        )
    if profile.lon is not None and profile.lat is not None:
        reasons += point_is_sound(profile.lon, profile.lat).failures
    return Verdict.of(reasons)


def point_is_sound(lon: Decimal, lat: Decimal) -> Verdict:
    """Within the country; swapped numbers are the usual mistake."""
    if _LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1]:
        return PASSED
    return Verdict.refuse(
        "institutions.point_far",
        f"经度 {lon}、纬度 {lat} 不在国内。",
        next_step="请核对是否前后颠倒：经度在前（约120），纬度在后（约28）。",
        field="lon",
    )
