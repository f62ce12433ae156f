"""The shapes of requests and answers. What a request names and we do not know is refused, never passed over."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

T = TypeVar("T")
MOST = 200
REPORT_STATES = "due 待填报、submitted 待审核、accepted 已采纳、returned 退回补正"
_LARGEST = 2**63 - 1
Clean = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
Key = Annotated[int, Field(ge=1, le=_LARGEST)]
# The number of a task in its plan.
Number = Annotated[int, Field(ge=1, le=999)]


class Strict(Schema):
    """Base of everything that is read: no unknown fields, no silent conversion of types."""

    model_config = ConfigDict(extra="forbid")


class Paging(Strict):
    """``after`` is the ``next`` of the page before."""

    after: str = Field("", max_length=500, description="上一页回答里的 next；不带就是第一页。")
    limit: int = Field(50, ge=1, le=MOST, description="一页最多几条，1 到 200。")


class Page(Schema, Generic[T]):
    items: list[T]
    next: str | None = Field(description="下一页的 after；没有下一页时为 null。")


class ReasonOut(Schema):
    code: str
    sentence: str
    basis: str
    next_step: str
    field: str


class ProblemOut(Schema):
    """RFC 9457 problem."""

    type: str
    title: str
    status: int
    code: str = Field(pattern=r"^TY-[0-9]{4}$")
    detail: str
    instance: str = Field(description="请求编号，报告问题时请提供。")
    reasons: list[ReasonOut]


class UnitRef(Schema):
    code: str
    name: str


class TargetOut(Schema):
    metric: str = Field(description="指标")
    year: int | None
    op: str = Field(description="= 等于、>= 不低于、<= 不高于、qualitative 定性")
    value: str | None = Field(description="十进制数，写成文字以免失真。")
    unit: str
    task_no: int | None


class PlanOut(Schema):
    """The version in force."""

    id: int
    area: str
    doc_no: str
    title: str
    issuer: str
    signed_on: date | None
    published_on: date | None
    effective_on: date | None
    expires_on: date | None
    valid_years: int | None
    task_count: int
    target_count: int
    targets: list[TargetOut]


class StandingOut(Schema):
    light: str = Field(description="ok 正常、warn 临期、bad 逾期、none 未知")
    label: str
    sentence: str
    solver: str = Field(description="由谁解决")
    upstream: str


class TaskOut(Schema):
    no: int
    title: str
    section: str
    section_title: str
    leads: list[UnitRef]
    responsible: list[UnitRef]
    standing: StandingOut
    open_slips: int = Field(description="未销号的督办单数")


class MilestoneOut(Schema):
    id: int
    title: str
    unit: UnitRef
    due_on: date
    state: str
    state_label: str
    reached_on: date | None


class TroubleOut(Schema):
    light: str
    sentence: str
    solver: str
    upstream: str


class TaskDetailOut(TaskOut):
    clause: str
    measures: list[str]
    deadline: str
    troubles: list[TroubleOut]


class IndicatorOut(Schema):
    code: str
    name: str
    unit: str
    period: str = Field(description="month 月、quarter 季、year 年")
    direction: str = Field(description="up 越高越好、down 越低越好")
    owner: UnitRef | None = Field(description="责任单位")
    is_confirmed: bool = Field(description="口径是否已确认")
    latest_on: date | None = Field(description="全区最近一期")
    latest_value: str | None = Field(description="没有数据时为 null")


class GoalOut(Schema):
    op: str
    value: str | None
    wording: str
    due_on: date | None
    is_baseline: bool
    basis: str
    task_no: int | None


class IndicatorDetailOut(IndicatorOut):
    definition: str
    formula: str
    numerator_label: str
    denominator_label: str
    source_note: str
    basis: str
    goals: list[GoalOut]


class ObservationQuery(Paging):
    area: str = Field("", pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$", description="区划代码；不带就是全区。")


class ObservationOut(Schema):
    id: int
    period_on: date
    area: str
    value: str
    numerator: str
    denominator: str | None
    origin: str = Field(description="system 系统取数、typed 手工填报")
    source: str


class UnitOut(Schema):
    code: str
    name: str
    short_name: str
    kind: str
    area: str
    collective: str | None


class DutyOut(Schema):
    task_no: int
    task_title: str
    kind: str = Field(description="lead 牵头、responsible 责任")
    by_collective: str | None = Field(description="经由哪个统称（如“各街镇”）承担；直接写明的为 null。")


class UnitDetailOut(UnitOut):
    duties: list[DutyOut]


class ReportQuery(Paging):
    task_no: Number | None = None
    unit: str = Field("", pattern=r"^[a-z0-9]{0,32}$", description="单位代码")
    state: str = Field("", pattern="^(due|submitted|accepted|returned)?$", description=REPORT_STATES)
    month: str = Field("", pattern=r"^([1-9][0-9]{3}-(0[1-9]|1[0-2]))?$", description="如 2026-11")


class ReportOut(Schema):
    id: int
    task_no: int
    task_title: str
    unit: UnitRef
    month: str = Field(description="如 2026-11")
    state: str = Field(description=REPORT_STATES)
    state_label: str
    summary: str
    submitted_at: datetime | None
    evidence_count: int


class FigureOut(Schema):
    label: str
    value: str
    unit: str
    origin: str
    source_key: str


class ReportDetailOut(ReportOut):
    obstacles: str
    next_steps: str
    submitted_by: str
    review_note: str
    proof: str | None = Field(
        description="claimed 声称、evidenced 有佐证待核、verified 已核实；还没报的为 null"
    )
    figures: list[FigureOut]


class PublicQuery(Paging):
    area: str = Field(
        "", pattern=r"^([0-9]{9}|[0-9]{12})?$", description="街镇或社区的区划代码；不带就是全区。"
    )
    state: str = Field(
        "",
        pattern="^(open|filed|suspended|nonconforming)?$",
        description="open 在营、filed 未开业、suspended 暂停服务、nonconforming 不符合备案条件",
    )


class PublicInstitutionOut(Schema):
    id: int
    name: str
    address: str
    area: str = Field(description="区划代码")
    nature: str = Field(description="机构性质")
    form: str = Field(description="供给形态")
    bands: list[str] = Field(description="开着的班型")
    places: int
    is_inclusive: bool = Field(description="普惠")
    monthly_fee: str | None = Field(description="每月收费（元），十进制数写成文字；未公布时为 null。")
    phone: str
    state: str
    state_label: str
    filed_on: date | None
    filing_number: str
    lon: str | None = Field(description="经度（WGS84）")
    lat: str | None = Field(description="纬度（WGS84）")


class FigureIn(Strict):
    """A number typed by a person (``value``), or drawn from the system (``source_key``)."""

    label: Annotated[Clean, Field(max_length=64)] = ""
    unit: Annotated[Clean, Field(max_length=16)] = ""
    value: Decimal | None = Field(None, max_digits=14, decimal_places=2)
    source_key: str = Field("", max_length=64)


class ReportIn(Strict):
    task_no: Number = Field(description="任务在现行方案里的序号")
    month: str = Field(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$", description="如 2026-11")
    summary: Annotated[Clean, Field(min_length=1, max_length=5000)]
    obstacles: Annotated[Clean, Field(max_length=5000)] = ""
    next_steps: Annotated[Clean, Field(max_length=5000)] = ""
    figures: list[FigureIn] = Field(default_factory=list, max_length=20)


class RegistrationIn(Strict):
    """One registration of a push. It is read by filing itself, because the raw bytes are what was signed."""

    source_id: str = Field(min_length=1, max_length=64, description="来源系统里的编号，不变")
    event_at: str = Field(description="业务发生的时间，带时区；同一编号以最新的为准")
    change: Literal["registered", "changed", "cancelled"] = Field(description="设立、变更、注销")
    uscc: str = Field(min_length=18, max_length=18, description="统一社会信用代码，第一位可以是字母")
    name: str = Field(min_length=1, max_length=100, description="名称")
    registered_on: str = Field(description="登记日期，如 2026-11-25")
    cancelled_on: str = Field("", description="注销日期；注销登记必填")
    kind_name: str = Field("", max_length=64, description="主体类型")
    legal_person: str = Field("", max_length=64, description="法定代表人")
    phone: str = Field("", max_length=64, description="联系电话")
    address: str = Field("", max_length=200, description="住所")
    scope: str = Field("", max_length=4000, description="经营（业务）范围")


class PushOut(Schema):
    sender: str = Field(description="推送系统的代码")
    message: str = Field(description="报文编号")
    received_at: str
    digest_sm3: str = Field(description="收到的正文的 SM3，十六进制")
    accepted: int = Field(description="说了新内容的条数")
    passed_over: int = Field(description="已有的，或比已有的旧的条数")
    receipt: str = Field(description="带签名的回执，可在核验页核对")
