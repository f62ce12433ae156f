"""Lists of units: ``区教育局、区民政局，各街道办事处、镇人民政府等`` → one entry a unit.

A collective (各街镇, 各区、县级市, 各街道办事处、镇人民政府, 各县（市、区）) is one unit, whatever separators it holds.
“相关部门”, “各有关单位” are kept as written: the plan did give somebody the duty, the lint asks whom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUFFIX = (
    r"局|委|委员会|办|办公室|部|厅|院|署|处|科|所|站|队|大队|支队|总队|中队|中心|公司|集团|协会|学会|总?工会|妇联|团[区市县州省旗]?委"
    r"|联合会|残联|科协|侨联|工商联|文联|社联|计生协|红十字会|学校|医院|大学|学院|银行|街道|办事处|镇|乡|街镇|镇街|乡镇|政府|管委会"
    r"|园区|功能区|开发区|新区|单位|部门|分局|支行|分行|人行|企业|机构|社区|居委会|村委会|法院|检察院|公安|党校|总站|基金会|网信办|编办|供电|工委|党委"
)
_NAMED = re.compile(rf"(?:{_SUFFIX})(?:\([^()]*\))?$")
_AREA = re.compile(
    r"^(?:各|有关|相关)[\u4e00-\u9fff、()]{0,14}[区县市旗州镇乡村](?:\([^()]*\))?$|^[\u4e00-\u9fff]{2,4}[区县市旗镇乡]$"
)
_AREA_NOUN = re.compile(
    r"(?:有关|相关)?(?:区|县|市|州|盟|县级市|设区市|旗|镇|乡|乡镇|镇乡|街道|街镇|镇街|乡镇街道|园区|功能区|开发区|新区|村|社区|居)(?:\([^()]*\))?"
    r"(?:人民政府|政府|办事处|办|管委会|管理委员会|村?居?委会)?(?:\([^()]*\))?"
)
_ET_CETERA = re.compile(
    r"等(?:\d+|[一二三四五六七八九十]+)?(?:个)?(?:有关|相关|各|市级|区级|县级|市直|区直|县直)?(?:职能|成员|责任|主管)?(?:部门和单位|部门单位|单位和部门|部门|单位)?(?=$|和|及|以及|与|、|,|;)"
)
_LEADING = re.compile(
    r"^(?:以及|和|及|与|由|会同|联合|协同|其中|[市区县省]级(?:责任|牵头|配合)?(?:单位|部门)?\s*:|[:.。·\-*]+)+"
)
_AND = re.compile(r"以及|[和及与]")
_NOT_UNIT = re.compile(
    r"\d{4}年|^\d|月底|年底|年前|月前|长期|持续|常态|全年|每[年月季]|^无$|^/$|^[—\-]+$|立即|适时|^等$|^完成$|推进$"
)
_MARK_LEAD = re.compile(r"[(\[](?:牵头|牵头单位|主办|牵头负责)[)\]]$")
_ANYBODY = re.compile(r"(?:机构|单位|部门|企业|公司|学校|医院|园区|社区|街道|政府|家庭)$")
_MAX = 40


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name at its place: ``folded[start:end]``; ``is_marked_lead`` for “区教育局（牵头）”."""

    start: int
    end: int
    is_marked_lead: bool = False


def looks_like_unit(words: str) -> bool:
    """Could these words be a unit's name, judged by their ending?"""
    return 2 <= len(words) <= _MAX and bool(_NAMED.search(words) or _AREA.match(words))


def is_named_unit(words: str) -> bool:
    """As ``looks_like_unit``, but “机构” or “用人单位” alone, which could be anybody, is none."""
    if not looks_like_unit(words):
        return False
    return bool(re.search(r"^(?:各|有关|相关|其他)|[区市县省州旗国]", words)) or not _ANYBODY.search(words)


def split_units(folded: str, start: int, end: int) -> list[UnitName]:
    """The units named in ``folded[start:end]``; dates, dashes and empty entries are left out."""
    pieces: list[tuple[int, int]] = []
    for left, right in _merged(folded, _pieces(folded, start, end)):
        pieces += _parted(folded, left, right)
    names = (_trimmed(folded, left, right) for left, right in pieces)
    return [name for name in names if name is not None]


def _pieces(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at separators outside brackets."""
    pieces, depth, at = [], 0, start
    for place in range(start, end):
        char = folded[place]
        depth += (char in "([") - (char in ")]")
        if depth <= 0 and char in "、,;/|\t\n ":
            pieces.append((at, place))
            at = place + 1
    pieces.append((at, end))
    return [(left, right) for left, right in pieces if folded[left:right].strip()]


def _merged(folded: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the parts of a collective, and of a name that a copy broke with a blank."""
    merged: list[tuple[int, int]] = []
    for left, right in pieces:
        words = folded[left:right].strip()
        if merged:
            first, last = merged[-1]
            before = folded[first:last].strip()
            between = folded[last:left].strip()
            collective = re.search(r"(?:^|[及和与])(各[^,]*)$", before)
            is_collective = between == "、" and bool(_AREA_NOUN.fullmatch(_bare(words)))
            is_broken = (
                not between
                and (not looks_like_unit(_bare(words)) or len(before) < 2)
                and not _NOT_UNIT.search(words)
            )
            if (is_collective and collective and _is_area(collective[1])) or (
                is_broken and last < left and not looks_like_unit(_bare(before))
            ):
                merged[-1] = (first, right)
                continue
        merged.append((left, right))
    return merged


def _bare(words: str) -> str:
    return _ET_CETERA.sub("", words)


def _is_area(words: str) -> bool:
    """``各区``, ``各街道办事处``, ``各有关区、县`` — a collective that may still continue."""
    parts = words.removeprefix("各").split("、")
    return all(_AREA_NOUN.fullmatch(part) for part in parts)


def _parted(folded: str, left: int, right: int) -> list[tuple[int, int]]:
    """Cut at “和/及/与/等部门和” where both sides are units, not inside 发展和改革局."""
    words = folded[left:right]
    if not words.lstrip().startswith("各"):
        for match in _ET_CETERA.finditer(words):
            after = _AND.match(words, match.end())
            if after:
                return [(left, left + match.end()), *_parted(folded, left + after.end(), right)]
    for match in _AND.finditer(words):
        before, after_words = words[: match.start()], words[match.end() :]
        if not words.lstrip().startswith("各") and _is_seam(before.strip(), after_words.strip()):
            return [(left, left + match.start()), *_parted(folded, left + match.end(), right)]
    return [(left, right)]


def _is_seam(before: str, after: str) -> bool:
    if before.count("(") != before.count(")") or not looks_like_unit(before):
        return False
    if re.match(r"[各区县市省团州旗]|有关|相关|属地|驻", after):
        return True
    return (
        len(before) >= 3
        and looks_like_unit(_bare(after))
        and not re.match(r"[\u4e00-\u9fff]?(?:局|委)$", after)
    )


def _trimmed(folded: str, left: int, right: int) -> UnitName | None:
    words = folded[left:right]
    lead = _LEADING.match(words.lstrip())
    left += len(words) - len(words.lstrip()) + (lead.end() if lead else 0)
    words = folded[left:right].rstrip(" \t\n。.:*;,、")
    for _ in range(2):
        words = re.sub(_ET_CETERA.pattern + r"$", "", words).rstrip()
    mark = _MARK_LEAD.search(words)
    if mark:
        words = words[: mark.start()]
    words = _closed(words)
    left += len(words) - len(words.lstrip())
    words = words.strip()
    if not 2 <= len(words) <= _MAX or _NOT_UNIT.search(words) or not re.search(r"[\u4e00-\u9fff]", words):
        return None
    return UnitName(left, left + len(words), mark is not None)


def _closed(words: str) -> str:
    """Drop a bracket that has lost its partner."""
    for opening, closing in ("()", "[]"):
        if words.count(closing) > words.count(opening):
            words = words.rstrip(closing)
        elif words.count(opening) > words.count(closing):
            at = words.rindex(opening)
            words = words[:at] if at > 2 else words.lstrip(opening)
    return words
