"""Sound profiles and points, and what a chain may do without being approved again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.registers.institutions.commands import Profile, RecordAgreement
from tuoyu.registers.institutions.words import SupplyForm

CHAIN_BASIS = "现行实施方案：托育机构连锁化发展"
# A rectangle around the mainland and its islands, in degrees; whether a point lies in the district is shown on the map.
_LON, _LAT = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a head office agreed for its branches. Areas are codes whose beginnings are compared; forms word values."""

    number: str
    area_codes: tuple[str, ...]
    forms: tuple[str, ...]
    most_branches: int


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


def agreement_is_sound(command: RecordAgreement) -> Verdict:
    if command.most_branches >= 1 and command.area_codes and command.forms:
        return PASSED
    return Verdict.refuse(
        "institutions.agreement",
        "连锁约定要写明区域、供给形态和至少 1 家分支。",
        basis=CHAIN_BASIS,
        next_step="请补全后再登记。",
        field="most_branches",
    )


def may_branch(agreement: Agreement | None, area_code: str, form: str, standing: int) -> Verdict:
    """A branch inside the agreed scope is notified, not approved again (方案 8)."""
    if agreement is None:
        return Verdict.refuse(
            "institutions.no_agreement",
            "总部没有在本区登记有效的连锁约定，不能按分支告知。",
            basis=CHAIN_BASIS,
            next_step="请先由总部登记连锁约定，或按新机构备案。",
            field="head_office",
        )
    reasons = []
    if not any(area_code.startswith(code) for code in agreement.area_codes):
        reasons.append(f"所在区域不在约定 {agreement.number} 的范围内")
    if form not in agreement.forms:
        reasons.append(f"供给形态“{SupplyForm.label_of(form)}”不在约定 {agreement.number} 之内")
    if standing >= agreement.most_branches:
        reasons.append(f"约定最多 {agreement.most_branches} 家分支，现有 {standing} 家")
    if not reasons:
        return PASSED
    return Verdict.refuse(
        "institutions.beyond_agreement",
        f"{'；'.join(reasons)}。",
        basis=CHAIN_BASIS,
        next_step="请先变更连锁约定，或按新机构备案。",
        field="head_office",
    )
