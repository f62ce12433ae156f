"""The national system (托育机构备案信息系统, ty.padis.net.cn) has no public interface: a sheet out, a sheet of answers in.

Its items are recalled from what institutions are asked there, not seen as a published template; the dictionary says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.exchange.services import Committed, RowsRefused, commit_rows, dry_run
from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import ImportResults, RecordResult
from tuoyu.operations.filing.models import NationalResult
from tuoyu.operations.filing.services import record_result
from tuoyu.operations.filing.words import NationalOutcome
from tuoyu.registers.institutions.words import Band, Nature, Sponsor, Standing, SupplyForm, Tenure
from tuoyu.registers.workforce.words import StaffKind

SOURCE_SYSTEM = "national"
TITLE = "国家系统报送表"
BY_HAND = "本系统还没有这项，请手工补填"
_INTEGER, _DECIMAL, _DATE, _CHOICE = (
    ColumnKind.INTEGER,
    ColumnKind.DECIMAL,
    ColumnKind.DATE,
    ColumnKind.CHOICE,
)


def _of_bands() -> Iterator[SheetColumn]:
    for band in Band:
        yield SheetColumn(f"{band.value}_classes", f"{band.label}班数", _INTEGER, help="今天开着的班")
        yield SheetColumn(f"{band.value}_places", f"{band.label}托位", _INTEGER, help="今天开着的班的托位")


def _of_staff() -> Iterator[SheetColumn]:
    for kind in StaffKind:
        yield SheetColumn(f"{kind.value}_staff", f"{kind.label}（人数）", _INTEGER, help="今天在岗人数")


NATIONAL = Sheet(
    "filing.national",
    TITLE,
    (
        SheetColumn("name", "机构名称", is_required=True, help="底册里的名称", example="青禾社区托育园"),
        SheetColumn("uscc", "统一社会信用代码", is_required=True, help="登记机关赋的18位代码"),
        SheetColumn("nature", "机构性质", _CHOICE, choices=tuple(Nature.choices()), help="由登记机关和代码决定"),
        SheetColumn("form", "供给形态", _CHOICE, choices=tuple(SupplyForm.choices()), help="1+N 体系里的形态"),
        SheetColumn("sponsor", "举办主体", _CHOICE, choices=tuple(Sponsor.choices()), help="谁出资、谁运营"),
        SheetColumn("standing", "状态", _CHOICE, choices=tuple(Standing.choices()), help="导出当天的状态"),
        SheetColumn("filing_number", "备案编号", help="备案回执上的编号"),
        SheetColumn("filed_on", "备案日期", _DATE, help="第一次出具回执的日期"),
        SheetColumn("address", "地址", help="备案的地址"),
        SheetColumn("area_code", "区划代码", help="统计用区划代码，到社区（村）"),
        SheetColumn("head_name", "负责人", help="备案的负责人"),
        SheetColumn("public_phone", "公开电话", help="对家长公开的号码"),
        SheetColumn("services", "服务形式", help="全日托、半日托、计时托、临时托、夜托"),
        SheetColumn("fee", "每月收费（元）", _DECIMAL, help="全日托标准，不含餐费"),
        SheetColumn("places", "托位总数", _INTEGER, help="各班托位之和"),
        SheetColumn("inclusive_places", "普惠托位", _INTEGER, help="普惠机构的全部托位，其他为 0"),
        SheetColumn("children", "在托人数", _INTEGER, help="最近一次报告的人数；没有报过的为空"),
        *_of_bands(),
        *_of_staff(),
        SheetColumn("certified_carers", "持证保育人员", _INTEGER, help="持有岗位所要证书、在有效期内的"),
        SheetColumn("tenure", "场所性质", _CHOICE, choices=tuple(Tenure.choices()), help="自有、租赁或无偿使用"),
        SheetColumn("built_m2", "建筑面积（平方米）", _DECIMAL, help="备案时填报"),
        SheetColumn("indoor_m2", "室内使用面积（平方米）", _DECIMAL, help="备案时填报"),
        SheetColumn("outdoor_m2", "室外活动场地（平方米）", _DECIMAL, help="备案时填报"),
        SheetColumn("health_proof", "有卫生评价自评", help="是或否：备案时交过"),
        SheetColumn("fire_proof", "有消防合格证明", help="是或否：备案时交过"),
        SheetColumn("food_licence", "有食品经营许可", help="是或否：自己供餐的要有"),
        SheetColumn("insurance", "有责任保险", help=BY_HAND),
        SheetColumn("video", "视频已联网", help=BY_HAND),
    ),
    identity=("uscc", "name"),
)  # fmt: skip
RESULTS = Sheet(
    "filing.national_result",
    "国家系统结果",
    (
        SheetColumn(
            "name",
            "机构名称",
            is_required=True,
            max_length=100,
            help="底册里的名称",
            example="青禾社区托育园",
        ),
        SheetColumn(
            "uscc", "统一社会信用代码", max_length=18, help="填了就按代码找机构", aliases=("USCC", "信用代码")
        ),
        SheetColumn(
            "number", "国家系统编号", max_length=64, help="审核通过的必填", aliases=("编号", "系统编号")
        ),
        SheetColumn(
            "result",
            "结果",
            _CHOICE,
            is_required=True,
            choices=tuple(NationalOutcome.choices()),
            aliases=("审核结果",),
        ),
        SheetColumn(
            "told_on", "日期", _DATE, is_required=True, aliases=("结果日期", "审核日期"), example="2026-11-25"
        ),
        SheetColumn("note", "说明", max_length=200, help="退回的写退回原因"),
    ),
    identity=("name", "told_on"),
)


def national_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """The rows of ``queries.national`` in the order of the columns."""
    keys = [column.key for column in NATIONAL.columns]
    return (tuple(row[key] for key in keys) for row in rows)


@service(permissions.RECORD_RESULT)
def import_results(ctx: Ctx, command: ImportResults) -> Committed:
    """Every line of a result sheet, or none. Raises ``RowsRefused`` with every line that cannot be taken."""
    require_any(ctx, permissions.RECORD_RESULT)
    read = dry_run(ctx, RESULTS, command.file.name, command.file.content)
    if not read.is_ok:
        raise RowsRefused(read.errors)
    done = commit_rows(ctx, RESULTS, read.rows, _write, source_system=SOURCE_SYSTEM)
    journal(
        ctx,
        permissions.RECORD_RESULT,
        None,
        note=f"国家系统结果表：写入 {done.written} 条，以前导入过 {done.repeated} 条",
    )
    return done


def _write(ctx: Ctx, row: Mapping[str, Any]) -> NationalResult:
    command = RecordResult(
        name=row["name"],
        uscc=row["uscc"] or "",
        result=row["result"],
        told_on=row["told_on"],
        number=row["number"] or "",
        note=row["note"] or "",
    )
    return record_result(ctx, command)
