"""The life of a filing case. Filing is no licence: the receipt follows the form, the substance is checked after it."""

from __future__ import annotations

from dataclasses import replace

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.filing.words import TERMS, Regime

ARTICLE = "《托育机构登记和备案办法（试行）》"


class CaseState(LabelledEnum):
    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "待补正"
    ACCEPTED = "accepted", "已出回执，待现场核实"
    VERIFIED = "verified", "已核实"
    NONCONFORMING = "nonconforming", "不符合备案条件"
    FINISHED = "finished", "已办结"
    WITHDRAWN = "withdrawn", "已放弃"


# One at a time of each institution.
UNDER_WAY = (CaseState.DRAFT.value, CaseState.SUBMITTED.value, CaseState.RETURNED.value)
# With those that may still be mended and handed in again.
UNSETTLED = (*UNDER_WAY, CaseState.NONCONFORMING.value)

CASE = Flow(
    name="filing.case",
    label="备案件",
    states=CaseState,
    start=CaseState.DRAFT,
    moves=(
        Move(
            "submit",
            "提交备案",
            (CaseState.DRAFT, CaseState.RETURNED, CaseState.NONCONFORMING),
            CaseState.SUBMITTED,
            "filing.case.submit",
            f"{ARTICLE}第八条",
        ),
        Move("recall", "撤回修改", (CaseState.SUBMITTED,), CaseState.DRAFT, "filing.case.recall"),
        Move("return", "退回补正", (CaseState.SUBMITTED,), CaseState.RETURNED, "filing.case.return"),
        Move(
            "accept",
            "出具备案回执",
            (CaseState.SUBMITTED,),
            CaseState.ACCEPTED,
            "filing.case.accept",
            f"{ARTICLE}第九条",
        ),
        # A suspension, a resumption or a closure has no receipt and no visit.
        Move("finish", "办结", (CaseState.SUBMITTED,), CaseState.FINISHED, "filing.case.finish"),
        Move("verify", "确认现场核实", (CaseState.ACCEPTED,), CaseState.VERIFIED, "filing.case.verify"),
        Move(
            "reject",
            "告知不符合",
            (CaseState.SUBMITTED, CaseState.ACCEPTED),
            CaseState.NONCONFORMING,
            "filing.case.reject",
            f"{ARTICLE}第九条",
        ),
        Move(
            "withdraw",
            "放弃本次办理",
            (CaseState.DRAFT, CaseState.RETURNED, CaseState.NONCONFORMING),
            CaseState.WITHDRAWN,
            "filing.case.withdraw",
        ),
    ),
)

_PERMIT = TERMS[Regime.PERMIT]
_RENAMED = {"submit": _PERMIT.hand_in, "accept": _PERMIT.give}
# The same life under a permit: two of its moves are called otherwise, and their article is not in force yet.
PERMIT_CASE = replace(
    CASE,
    label="许可申请件",
    moves=tuple(
        replace(move, label=_RENAMED[move.name], basis="") if move.name in _RENAMED else move
        for move in CASE.moves
    ),
)

FLOWS = (CASE,)


def flow_of(regime: str) -> Flow:
    """The life of a case opened under a regime."""
    return PERMIT_CASE if regime == Regime.PERMIT else CASE


def state_label(state: str, regime: str) -> str:
    """A state as people of that regime call it."""
    terms = TERMS[Regime(regime)]
    renamed = {CaseState.ACCEPTED.value: terms.accepted, CaseState.NONCONFORMING.value: terms.refused}
    return renamed.get(state, CaseState.label_of(state))
