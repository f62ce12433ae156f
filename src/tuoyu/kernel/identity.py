"""Numbers that name an organisation or a person: the unified social credit code, the citizen's number, a mobile.

``check_*`` answer any text with a grade, the normal form and a Chinese sentence; the value classes hold only what
passed. Personal numbers print masked; ``reveal()`` gives the whole and is for services that journal the look.

Sources: GB 32100-2015 (统一社会信用代码), GB 11714-1997 (主体标识码), GB 11643-1999 (公民身份号码), GB/T 2260 (provinces).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Self

from tuoyu.kernel.characters import half_width, is_blank, name_character, strip_blanks, without_blanks
from tuoyu.kernel.words import LabelledEnum

# GB 32100 §5.3: digits and capitals without I, O, S, V, Z; a character's value is its place.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11714: digits and all capitals, the ninth character checks the eight before it.
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# GB 11643 (ISO 7064 MOD 11-2).
CITIZEN_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CITIZEN_CHECKS = "10X98765432"
# GB/T 2260 provinces; 81–83 are those of the residence permits of Hong Kong, Macau and Taiwan people.
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
# Organisations may also be registered with the nation itself: 100000.
USCC_PROVINCES = PROVINCES | {"10"}
EARLIEST_BIRTH_YEAR = 1900
_LOOKALIKES = {"O": "数字 0", "I": "数字 1", "L": "数字 1", "Z": "数字 2", "S": "数字 5", "B": "数字 8"}


class Grade(LabelledEnum):
    OK = "ok", "有效"
    WARN = "warn", "请核对"
    BAD = "bad", "无效"


class Finding(IntEnum):
    """What was found first; the columnar twin answers with these numbers. The last two are warnings."""

    OK = 0
    FORM = 1
    AREA = 2
    DATE = 3
    FUTURE = 4
    CHECK_DIGIT = 5
    INNER_CHECK_DIGIT = 6
    UNLISTED = 7

    @property
    def grade(self) -> Grade:
        if self is Finding.OK:
            return Grade.OK
        return Grade.WARN if self >= Finding.INNER_CHECK_DIGIT else Grade.BAD


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one text: ``normalised`` is the form to store (kept out of ``repr``), ``reason`` a sentence."""

    finding: Finding
    normalised: str = field(repr=False)
    reason: str

    @property
    def status(self) -> Grade:
        return self.finding.grade


def check_uscc(text: str, kinds: Mapping[str, str] | None = None) -> Check:
    """A unified social credit code. Blanks, lower case and full-width forms are mended, and the reason says so.

    ``kinds`` (first two characters → kind of organisation, GB 32100 table 1) names the kind and warns of others.
    """
    code = without_blanks(half_width(text)).upper()
    flaw = _uscc_form_flaw(code)
    if flaw:
        return Check(Finding.FORM, code, flaw)
    expected = uscc_check_character(code)
    if code[17] != expected:
        return Check(Finding.CHECK_DIGIT, code, _wrong_check_sentence(code, expected))
    mended = "" if code == text else f"，规范写法为 {code}"
    finding, doubt = _uscc_doubt(code, kinds)
    if doubt:
        return Check(finding, code, f"第18位校验码正确，但{doubt}，请核对证照{mended}。")
    kind = f"（{kinds[code[:2]]}）" if kinds else ""
    return Check(Finding.OK, code, f"有效{kind}{mended}。")


def _uscc_doubt(code: str, kinds: Mapping[str, str] | None) -> tuple[Finding, str]:
    expected = organisation_check_character(code[8:16])
    if code[16] != expected:
        what = f"第9至17位主体标识码的校验位（第17位）是“{code[16]}”，应为“{expected}”"
        return Finding.INNER_CHECK_DIGIT, what
    if kinds is not None and code[:2] not in kinds:
        return Finding.UNLISTED, f"前2位“{code[:2]}”不在登记管理部门和机构类别代码表中"
    if code[2:4] not in USCC_PROVINCES:
        return Finding.UNLISTED, f"第3至4位“{code[2:4]}”不是省级行政区划码"
    return Finding.OK, ""


def _wrong_check_sentence(code: str, expected: str) -> str:
    return f"第18位校验码是“{code[17]}”，按前17位应为“{expected}”，请核对是否抄错或前后颠倒。"


def uscc_check_character(code: str) -> str:
    """The 18th character for the first 17 of a code of the right alphabet."""
    total = sum(USCC_ALPHABET.index(mark) * weight for mark, weight in zip(code, USCC_WEIGHTS, strict=False))
    return USCC_ALPHABET[-total % 31]


def organisation_check_character(code: str) -> str:
    """The ninth character for the eight of an organisation code (digits and capitals)."""
    total = sum(int(mark, 36) * weight for mark, weight in zip(code, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _uscc_form_flaw(code: str) -> str:
    if not code:
        return "没有填写，应为18位统一社会信用代码。"
    if len(code) == 15 and code.isascii() and code.isdigit():
        return "这是15位的旧工商注册号，已停用，请填18位统一社会信用代码。"
    if len(code) == 10 and code[8] == "-":
        return "这是旧的组织机构代码，已停用，请填18位统一社会信用代码。"
    for place, mark in enumerate(code, 1):
        if mark not in USCC_ALPHABET:
            return f"第{place}位{name_character(mark)}不能用：只用数字和大写字母，且不用 I、O、S、V、Z{_hint(mark)}。"
        if 3 <= place <= 8 and mark > "9":
            return f"第{place}位“{mark}”应为数字：第3至8位是行政区划码{_hint(mark)}。"
    return "" if len(code) == 18 else f"应为18位，现在是{len(code)}位。"


def check_citizen_id(text: str, today: date) -> Check:
    """A citizen's number. A small x, full-width forms and blanks at the ends are mended; a blank inside is a fault."""
    code = strip_blanks(half_width(text)).upper()
    flaw = _citizen_form_flaw(code)
    if flaw:
        return Check(Finding.FORM, code, flaw)
    if code[:2] not in PROVINCES:
        return Check(Finding.AREA, code, f"第1至2位“{code[:2]}”不是省级行政区划码，请核对。")
    birth = _birth_date(code)
    if birth is None or birth.year < EARLIEST_BIRTH_YEAR:
        written = f"{code[6:10]}年{code[10:12]}月{code[12:14]}日"
        why = "没有这一天" if birth is None else f"早于{EARLIEST_BIRTH_YEAR}年"
        return Check(Finding.DATE, code, f"第7至14位出生日期{written}：{why}，请核对。")
    if birth > today:
        return Check(Finding.FUTURE, code, f"第7至14位出生日期{birth}在今天（{today}）之后，请核对。")
    expected = citizen_check_character(code)
    if code[17] != expected:
        return Check(Finding.CHECK_DIGIT, code, _wrong_check_sentence(code, expected))
    return Check(
        Finding.OK, code, "有效。" if code == text else "有效，已改成规范写法（半角、大写、首尾无空白）。"
    )


def citizen_check_character(code: str) -> str:
    """The 18th character for the first 17 digits."""
    return _CITIZEN_CHECKS[
        sum(int(mark) * weight for mark, weight in zip(code, CITIZEN_WEIGHTS, strict=False)) % 11
    ]


def _citizen_form_flaw(code: str) -> str:
    if not code:
        return "没有填写，应为18位公民身份号码。"
    for place, mark in enumerate(code, 1):
        if is_blank(mark):
            return f"第{place}位是{name_character(mark)}，号码中间不能有空白，请核对是否漏了一位。"
        if mark == "X" and place == 18:
            continue
        if mark not in "0123456789":
            wanted = "数字或 X" if place == 18 else "数字"
            return f"第{place}位{name_character(mark)}应为{wanted}{_hint(mark)}。"
    if len(code) == 15:
        return "15位旧号码已于2013年1月1日停用，请填18位公民身份号码。"
    return "" if len(code) == 18 else f"应为18位，现在是{len(code)}位。"


def _birth_date(code: str) -> date | None:
    try:
        return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return None


def _hint(mark: str) -> str:
    return f"（是不是{_LOOKALIKES[mark]}？）" if mark in _LOOKALIKES else ""


def check_mobile(text: str) -> Check:
    """A mobile number of the mainland: 11 digits from 13 to 19; ``+86``, blanks and hyphens are dropped."""
    code = without_blanks(half_width(text)).replace("-", "")
    for prefix in ("+86", "0086"):
        code = code.removeprefix(prefix)
    if not code:
        return Check(Finding.FORM, code, "没有填写，应为11位手机号。")
    for place, mark in enumerate(code, 1):
        if mark not in "0123456789":
            return Check(Finding.FORM, code, f"第{place}位{name_character(mark)}应为数字{_hint(mark)}。")
    if len(code) != 11:
        return Check(Finding.FORM, code, f"手机号应为11位，现在是{len(code)}位。")
    if code[0] != "1" or code[1] < "3":
        return Check(Finding.FORM, code, f"手机号以13至19开头，现在是“{code[:2]}”。")
    return Check(Finding.OK, code, "有效。")


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code whose check character holds. It is public and prints whole."""

    code: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """``ValueError`` with the reason when it is bad; a doubtful code (warn) is taken."""
        return cls(_passed(check_uscc(text)))

    def __str__(self) -> str:
        return self.code


class _Personal:
    """A personal number: equal and hashable by its digits, printed only as a mask."""

    __slots__ = ("_digits",)
    _shown_before, _shown_after = 0, 0

    def __init__(self, digits: str) -> None:
        self._digits = digits

    def reveal(self) -> str:
        """The whole number. Whoever calls this journals why."""
        return self._digits

    def __str__(self) -> str:
        hidden = len(self._digits) - self._shown_before - self._shown_after
        return self._digits[: self._shown_before] + "*" * hidden + self._digits[-self._shown_after :]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._digits == self._digits

    def __hash__(self) -> int:
        return hash((type(self), self._digits))


class CitizenId(_Personal):
    """A citizen's number that passed every check. Prints ``33************996X``."""

    __slots__ = ()
    _shown_before, _shown_after = 2, 4

    @classmethod
    def parse(cls, text: str, today: date) -> Self:
        """``ValueError`` with the reason; the reason never repeats the number."""
        return cls(_passed(check_citizen_id(text, today)))

    @property
    def birth_on(self) -> date:
        return date(int(self._digits[6:10]), int(self._digits[10:12]), int(self._digits[12:14]))

    @property
    def is_male(self) -> bool:
        """The 17th digit is odd for men (GB 11643)."""
        return int(self._digits[16]) % 2 == 1


class Mobile(_Personal):
    """A mobile number. Prints ``138****5678``."""

    __slots__ = ()
    _shown_before, _shown_after = 3, 4

    @classmethod
    def parse(cls, text: str) -> Self:
        """``ValueError`` with the reason."""
        return cls(_passed(check_mobile(text)))


def _passed(check: Check) -> str:
    if check.status is Grade.BAD:
        raise ValueError(check.reason)
    return check.normalised
