"""The sheet of practitioners, and its rows as commands. Pure.

A row is a person in a post of an institution, with one certificate at most; whoever has more stands in more rows: the same
number is the same person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tuoyu.foundation.exchange.codes import read_uscc
from tuoyu.foundation.exchange.sheets import RowError, Sheet, SheetColumn, SheetRow
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner
from tuoyu.registers.workforce.rules.people import person_is_sound
from tuoyu.registers.workforce.words import CertificateKind, Education, Hours, StaffKind

_HOURS_OF_A_WEEK = Decimal(7 * 24)
_PAPERS = ("number", "issuer", "issued_on", "expires_on")
# Shown in no list of errors: row and column are enough to find them.
_PERSONAL = frozenset({"name", "citizen_id", "mobile"})

PRACTITIONERS = Sheet(
    "workforce.practitioner",
    "从业人员",
    (
        SheetColumn(
            "uscc", "机构统一社会信用代码", is_required=True, max_length=40, parse=read_uscc, help="所在机构的18位代码",
            example="91330302MA2HXY1210", aliases=("统一社会信用代码", "信用代码", "社会信用代码", "机构代码"),
        ),
        SheetColumn(
            "institution", "机构名称", max_length=100, help="同一代码下有几家机构时，写明是哪一家",
            aliases=("单位名称", "机构", "所在机构"),
        ),
        SheetColumn("name", "姓名", is_required=True, max_length=64),
        SheetColumn(
            "citizen_id", "公民身份号码", is_required=True, max_length=40, help="18位",
            aliases=("身份证号", "身份证号码", "身份证件号码", "证件号码"),
        ),
        SheetColumn("mobile", "手机", max_length=40, aliases=("手机号", "手机号码", "联系电话", "电话")),
        SheetColumn(
            "kind", "岗位", ColumnKind.CHOICE, is_required=True, choices=tuple(StaffKind.choices()),
            aliases=("人员类别", "岗位类别", "职务"),
        ),
        SheetColumn("starts_on", "入职日期", ColumnKind.DATE, is_required=True, aliases=("到岗日期", "入职时间")),
        SheetColumn(
            "hours", "用工形式", ColumnKind.CHOICE, choices=tuple(Hours.choices()), help="不填按专职", aliases=("专职兼职",)
        ),
        SheetColumn(
            "weekly_hours", "每周排班小时", ColumnKind.INTEGER, minimum=Decimal(0), maximum=_HOURS_OF_A_WEEK, help="兼职的请填写",
        ),
        SheetColumn(
            "education", "学历", ColumnKind.CHOICE, choices=tuple(Education.choices()), aliases=("文化程度",)
        ),
        SheetColumn(
            "management_years", "相关管理年限", ColumnKind.INTEGER, minimum=Decimal(0), maximum=Decimal(99), help="负责人填写，满几年填几",
        ),
        SheetColumn(
            "certificate", "证书", ColumnKind.CHOICE, choices=tuple(CertificateKind.choices()),
            help="一行一本；还有别的证书，另起一行，其余各列照抄", aliases=("证书名称", "证书种类", "资格证书"),
        ),
        SheetColumn("number", "证书编号", max_length=64, aliases=("证书号码",)),
        SheetColumn("issuer", "发证机关", max_length=100, aliases=("发证单位",)),
        SheetColumn("issued_on", "发证日期", ColumnKind.DATE),
        SheetColumn("expires_on", "有效期至", ColumnKind.DATE, help="长期有效的不填"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """The institutions that people may be registered in: code of the operator → (key, name) of each."""

    by_code: Mapping[str, Sequence[tuple[int, str]]]

    def find(self, uscc: str, name: str | None) -> int | None:
        """The one institution that code and name point at; of one alone the name is not asked."""
        known = self.by_code.get(uscc, ())
        if len(known) > 1:
            known = [each for each in known if each[1] == name]
        return known[0][0] if len(known) == 1 else None

    def lack(self, uscc: str, name: str | None) -> Reason | None:
        """Why ``find`` finds none."""
        if self.find(uscc, name) is not None:
            return None
        known = [each for _, each in self.by_code.get(uscc, ())]
        if not known:
            return Reason(
                "workforce.no_institution", f"底册里没有代码为{uscc}的机构。", next_step="请核对代码，或先登记机构。", field="uscc"
            )  # fmt: skip
        sentence = f"这个代码下有{len(known)}家机构，请写明是哪一家：{'、'.join(known)}。"
        return Reason("workforce.which_institution", sentence, field="institution")


def command_of(row: Mapping[str, Any] | SheetRow, institution_id: int) -> RegisterPractitioner:
    """A row as the command of the form."""
    certificate, issued_on = row["certificate"], row["issued_on"]
    shown = (
        (
            CertificateData(
                certificate, issued_on, row["expires_on"], row["number"] or "", row["issuer"] or ""
            ),
        )
        if certificate and issued_on
        else ()
    )
    return RegisterPractitioner(
        institution_id=institution_id,
        name=row["name"],
        citizen_id=row["citizen_id"],
        kind=row["kind"],
        starts_on=row["starts_on"],
        mobile=row["mobile"] or "",
        education=row["education"] or "",
        management_years=row["management_years"] or 0,
        is_full_time=row["hours"] != Hours.PART,
        weekly_hours=row["weekly_hours"],
        certificates=shown,
    )


def row_errors(row: SheetRow, places: Places, today: date) -> list[RowError]:
    """What speaks against a row whose cells were read, as errors of its cells."""
    lack = places.lack(row["uscc"], row["institution"])
    verdict = Verdict.of([*([lack] if lack else []), *_half_a_certificate(row)])
    verdict &= person_is_sound(command_of(row, 0), today)
    labels = {column.key: column.label for column in PRACTITIONERS.columns}
    return [
        RowError(
            row.line,
            labels.get(reason.field, ""),
            "" if reason.field in _PERSONAL else row.cells.get(reason.field, "").strip(),
            reason.sentence.rstrip("。"),
        )
        for reason in verdict.failures
    ]


def _half_a_certificate(row: SheetRow) -> Iterator[Reason]:
    if row["certificate"] and row["issued_on"] is None:
        yield Reason("workforce.issued_on", "写了证书，没有写发证日期。", field="issued_on")
    if not row["certificate"] and any(row[key] for key in _PAPERS):
        yield Reason("workforce.certificate", "写了编号、机关或日期，没有写是什么证书。", field="certificate")
