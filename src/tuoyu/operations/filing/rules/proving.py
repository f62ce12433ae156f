"""A receipt before anybody's eyes: the signature was judged, the registers were asked; which is the one answer?

What is not genuine is answered before the registers are looked at, and nothing that it says is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

from tuoyu.operations.filing.words import TERMS, ReceiptState, Regime, Terms, Worth
from tuoyu.registers.institutions.words import Standing


@dataclass(frozen=True, slots=True)
class Held:
    """What the house holds of a genuine receipt: the row, the newest row of the same institution, and how that stands.

    Days as they are read: ``lapsed`` is the last on which its filing held, once the transition to permits is over;
    ``holds_until`` the same while it runs.
    """

    state: str
    ended: str
    reason: str
    standing: str
    since: str = ""
    newest_state: str = ""
    newest_number: str = ""
    newest_on: str = ""
    newest_paper: str = ""
    lapsed: str = ""
    holds_until: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words: ``light`` as everywhere in the house, ``icon`` of the sprite."""

    light: str
    icon: str
    sentence: str
    next_step: str = ""


_BY_STANDING = {
    Standing.FILED: Worth.VALID,
    Standing.OPEN: Worth.VALID,
    Standing.SUSPENDED: Worth.SUSPENDED,
    Standing.CLOSED: Worth.CLOSED,
    Standing.NONCONFORMING: Worth.NONCONFORMING,
    Standing.REGISTERED: Worth.UNFILED,
}
# Judgements in which a known key signed exactly this; only then may the registers be asked.
_GENUINE = frozenset({"valid", "expired", "revoked", "not_yet"})


def worth_of(judged: str, is_receipt: bool, held: Held | None) -> Worth:
    """``judged``: a state of ``vault.statements``; ``held``: None when no row of ours says what the statement says."""
    if judged not in _GENUINE:
        return Worth(judged)
    if not is_receipt:
        return Worth.OTHER_KIND
    if held is None:
        return Worth.UNRECORDED
    if held.state != ReceiptState.VALID:
        return _ended(held)
    standing = _standing(held)
    if standing is not Worth.VALID:
        return standing
    return Worth(judged) if judged in ("expired", "not_yet") else Worth.VALID


def _standing(held: Held) -> Worth:
    """How the institution stands now; one that only suspended its service lapsed with the others."""
    standing = _BY_STANDING[Standing(held.standing)]
    return Worth.LAPSED if held.lapsed and standing in (Worth.VALID, Worth.SUSPENDED) else standing


def _ended(held: Held) -> Worth:
    """A replaced receipt is as good as the newest one; a revoked one of an institution that ended says that it ended."""
    if held.standing == Standing.CLOSED:
        return Worth.CLOSED
    if held.state == ReceiptState.REPLACED and held.newest_state == ReceiptState.VALID:
        standing = _standing(held)
        return Worth.REPLACED if standing is Worth.VALID else standing
    return Worth.REVOKED


def said_of(
    worth: Worth,
    issuer: str,
    today: str,
    held: Held | None,
    changes: int,
    terms: Terms = TERMS[Regime.FILING],
) -> Said:
    """The sentence under the answer, of a genuine receipt or permit (``terms``). ``changes``: facts that moved on."""
    known = held or Held("", "", "", "")
    ask = f"有疑问请联系{issuer}。"
    texts = {
        Worth.VALID: Said(
            "ok",
            "shield-check",
            f"是{issuer}出具的，内容没有改动。{today}查询，{terms.act}仍然有效。",
            _beside(known, changes),
        ),
        Worth.REPLACED: Said(
            "warn",
            "file-certificate",
            f"这份是真的，但{known.ended}换发了{known.newest_paper}，编号 {known.newest_number}。",
            f"请看{known.newest_paper}；有变化的项目在下面标出。",
        ),
        Worth.UNRECORDED: Said(
            "warn",
            "file-unknown",
            f"签名对得上，但这里的底册没有这份{terms.short}：可能是别处的系统出的，也可能已经作废重做。",
            f"不要据此办理，请向{issuer}核实。",
        ),
        Worth.OTHER_KIND: Said(
            "warn",
            "file-unknown",
            f"是{issuer}签的，但它不是备案回执。",
            "请扫描备案回执右下角的二维码，或上传回执文件。",
        ),
    }
    return texts[worth] if worth in texts else _genuine_but(worth, known, terms, ask)


def _genuine_but(worth: Worth, held: Held, terms: Terms, ask: str) -> Said:
    """The paper is genuine; what it says does not hold, or not now."""
    genuine, since = f"{terms.short}是真的，", f"从{held.since}起" if held.since else ""
    no_more = f"不要再据此办理。{ask}"
    texts = {
        Worth.SUSPENDED: Said(
            "warn", "clock-pause", f"{genuine}{terms.act}还在；机构{since}暂停服务，现在不收托。", ask
        ),
        Worth.CLOSED: Said(
            "bad", "circle-x", f"{genuine}但机构{since}终止服务，{terms.act}已经失效。", no_more
        ),
        Worth.NONCONFORMING: Said(
            "bad",
            "alert-octagon",
            f"{genuine}但机构{since}被告知{terms.refused}，正在整改。",
            f"整改完成前不要再据此办理。{ask}",
        ),
        Worth.REVOKED: Said(
            "bad", "circle-x", f"{genuine}但{held.ended}起失效。原因：{held.reason}。", no_more
        ),
        Worth.LAPSED: Said(
            "bad",
            "calendar-x",
            f"{genuine}但登记备案已经改为许可，过渡期到{held.lapsed}结束；机构还没有换领许可证。",
            f"不要再据此办理，送托前先问机构有没有许可证。{ask}",
        ),
        Worth.UNFILED: Said("bad", "circle-x", f"{genuine}但机构现在没有{terms.act}。", no_more),
    }
    return texts[worth]


def _beside(held: Held, changes: int) -> str:
    """What the reader of a valid receipt should still know."""
    moved = f"有 {changes} 处和现在不同，下面标出来了。" if changes else ""
    ends = f"登记备案已经改为许可，这份到{held.holds_until}为止有效。" if held.holds_until else ""
    return f"{ends}{moved}"


# How what the judge says is drawn; its sentences are those of the offline page.
JUDGED = {
    Worth.EXPIRED: ("bad", "calendar-x"),
    Worth.NOT_YET: ("warn", "clock-question"),
    Worth.ALTERED: ("bad", "alert-octagon"),
    Worth.FORGED: ("bad", "alert-octagon"),
    Worth.UNKNOWN_KEY: ("bad", "help-circle"),
    Worth.UNREADABLE: ("none", "file-unknown"),
}
