"""An institution may not end while a child has no onward place and no written refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.verdict import Reason, Verdict

BASIS = "《托育机构管理规范（试行）》第七条（终止服务妥善安置）"


@dataclass(frozen=True, slots=True)
class Exit:
    """One child: an onward place, or a refusal in writing; and when the family was told."""

    has_onward: bool
    is_refused_in_writing: bool
    told_on: date | None

    @property
    def is_settled(self) -> bool:
        return (self.has_onward or self.is_refused_in_writing) and self.told_on is not None


def may_end(children: int, exits: Sequence[Exit]) -> Verdict:
    """Every child in care is listed, told, and settled."""
    reasons = []
    if len(exits) < children:
        reasons.append(
            Reason(
                "filing.exits_missing",
                f"在托 {children} 人，只登记了 {len(exits)} 人的去向。",
                basis=BASIS,
                next_step=f"请逐一登记其余 {children - len(exits)} 人。",
            )
        )
    untold = sum(1 for each in exits if each.told_on is None)
    if untold:
        reasons.append(
            Reason(
                "filing.exits_untold",
                f"还有 {untold} 户没有告知。",
                basis=BASIS,
                next_step="请告知家长并填写日期。",
            )
        )
    unsettled = sum(1 for each in exits if not (each.has_onward or each.is_refused_in_writing))
    if unsettled:
        reasons.append(
            Reason(
                "filing.exits_open",
                f"还有 {unsettled} 名婴幼儿没有落实去向，也没有家长书面放弃。",
                basis=BASIS,
                next_step="请填写接收机构，或上传家长签字的书面说明。",
            )
        )
    return Verdict.of(reasons)


def exit_is_sound(
    label: str, onward: str, is_refused: bool, has_file: bool, told_on: date | None, today: date
) -> Verdict:
    """Who, and either where to or a signed refusal; told not in the future."""
    reasons = []
    if not label.strip():
        reasons.append(
            Reason(
                "filing.exit_who",
                "没有写是哪个孩子。",
                next_step="写姓氏和出生年月即可，例如：林 2024-03。",
                field="label",
            )
        )
    if onward.strip() and is_refused:
        reasons.append(
            Reason(
                "filing.exit_both",
                "既填了接收机构，又勾了家长放弃。",
                next_step="请只留一项。",
                field="is_refused",
            )
        )
    if is_refused and not has_file:
        reasons.append(
            Reason(
                "filing.exit_paper",
                "家长放弃的，要有书面说明。",
                basis=BASIS,
                next_step="请上传家长签字的说明照片。",
                field="refusal",
            )
        )
    if told_on is not None and told_on > today:
        reasons.append(Reason("filing.exit_told", "告知日期在今天之后。", field="told_on"))
    return Verdict.of(reasons)
