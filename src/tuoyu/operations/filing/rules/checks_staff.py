"""Staff against the law: enough carers for the classes, a qualified head, health staff, guards, certificates in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tuoyu.kernel.characters import half_width, without_blanks
from tuoyu.kernel.identity import Grade as CodeGrade
from tuoyu.kernel.identity import check_citizen_id, check_mobile
from tuoyu.operations.filing.rules.application import Application, StaffPlan
from tuoyu.operations.filing.rules.findings import Finding, bad, missing, ok
from tuoyu.operations.filing.words import BookForm
from tuoyu.registers.institutions.limits import BandLimit, StaffingLimits
from tuoyu.registers.institutions.words import Band, Meals, SupplyForm
from tuoyu.registers.workforce.limits import CertifiedPosts, Shown, is_certified
from tuoyu.registers.workforce.words import Education, StaffKind

RATIO_BASIS = "《托育机构设置标准（试行）》第二十条"
HEAD_BASIS = "《托育机构设置标准（试行）》第十六条"
REGISTER_BASIS = "《托育机构登记和备案办法（试行）》第八条（三）"
HEALTH_BASIS = "《托育机构管理规范（试行）》第二十八条"


def staff_checks(
    application: Application,
    bands: Mapping[str, BandLimit],
    limits: StaffingLimits,
    certified: CertifiedPosts,
    today: date,
) -> Iterator[Finding]:
    if not application.staff:
        return
    yield from _carers(application, bands)
    yield from _head(application, limits)
    yield from _medics(application, limits)
    yield from _guards(application, limits)
    yield from _cooks(application)
    yield from _health(application, today)
    yield from _certificates(application, certified, today)


def _carers(application: Application, bands: Mapping[str, BandLimit]) -> Iterator[Finding]:
    """Each class needs its own carers: rounded up class by class, never over the whole."""
    have = len(application.posts(StaffKind.CARER))
    if application.form is BookForm.HOME:
        have += len(application.posts(StaffKind.HEAD))
    wanted, parts, is_doubtful = 0, [], False
    for each in application.classes:
        limit = bands.get(each.band)
        if limit is None:
            continue
        carers = limit.carers_for(each.places)
        wanted += carers
        is_doubtful = is_doubtful or limit.ground.is_unverified
        parts.append(f"{Band.label_of(each.band)} {each.places} 人 ÷ {limit.children_per_carer} = {carers}")
    if not wanted:
        return
    basis = f"{RATIO_BASIS}{'（混合编班之比待核实）' if is_doubtful else ''}"
    trace = "；".join(parts)
    if have < wanted:
        yield bad(
            "filing.carers", "people", f"保育人员 {have} 名，按班级应不少于 {wanted} 名。", basis,
            f"请再配 {wanted - have} 名，或减少托位。", trace,
        )  # fmt: skip
    else:
        yield ok("filing.carers", "people", f"保育人员 {have} 名，不少于 {wanted} 名。", basis, trace)


def _head(application: Application, limits: StaffingLimits) -> Iterator[Finding]:
    heads = application.posts(StaffKind.HEAD)
    if not heads:
        yield missing("filing.head", "people", "人员里没有负责人。", HEAD_BASIS, "请加一行负责人。")
        return
    if application.form is BookForm.HOME:
        return
    head = max(heads, key=lambda each: (each.education_rank, each.management_years))
    wanted = Education(limits.head_education)
    if head.education_rank < wanted.rank:
        yield bad(
            "filing.head_education", "people", f"负责人学历{_education(head)}，应为{wanted.label}及以上。", HEAD_BASIS, "请核对学历，或更换负责人。",
        )  # fmt: skip
    if head.management_years < limits.head_years:
        yield bad(
            "filing.head_years", "people",
            f"负责人有 {head.management_years} 年相关管理经历，应不少于 {limits.head_years} 年。", HEAD_BASIS,
            "相关经历指儿童保育教育、卫生健康等管理工作；请核对，或更换负责人。",
        )  # fmt: skip
    if head.education_rank >= wanted.rank and head.management_years >= limits.head_years:
        yield ok(
            "filing.head",
            "people",
            f"负责人{_education(head)}，{head.management_years} 年管理经历。",
            HEAD_BASIS,
        )


def _education(person: StaffPlan) -> str:
    return f"“{Education.label_of(person.education)}”" if person.education else "没有填"


def _medics(application: Application, limits: StaffingLimits) -> Iterator[Finding]:
    if application.form is BookForm.HOME:
        return
    basis = "《托儿所幼儿园卫生保健管理办法》（卫生部、教育部令第76号）第十二条"
    medics = application.posts(StaffKind.MEDIC)
    full_time = [each for each in medics if each.is_full_time]
    if application.places >= limits.full_time_medic_from and not full_time:
        yield bad(
            "filing.medic", "people", f"收托 {application.places} 人，应有至少 1 名专职保健人员。", basis, "请配专职保健人员。",
        )  # fmt: skip
    elif not medics:
        yield bad(
            "filing.medic",
            "people",
            "没有保健人员（专职或兼职至少 1 名）。",
            basis,
            "请配经妇幼保健机构培训合格的保健人员。",
        )
    else:
        yield ok(
            "filing.medic", "people", f"保健人员 {len(medics)} 名，其中专职 {len(full_time)} 名。", basis
        )


def _guards(application: Application, limits: StaffingLimits) -> Iterator[Finding]:
    """A free-standing institution keeps its own guard; what lies inside another body has that body's."""
    if application.supply_form not in {SupplyForm.STANDALONE.value, SupplyForm.CENTRE.value}:
        return
    guards = len(application.posts(StaffKind.GUARD))
    if guards < limits.guards:
        yield bad(
            "filing.guard", "people", f"独立设置的机构应至少有 {limits.guards} 名保安人员，现有 {guards} 名。", str(limits.ground),
            "请由有保安服务许可证的公司派驻。",
        )  # fmt: skip
    else:
        yield ok("filing.guard", "people", f"保安人员 {guards} 名。", str(limits.ground))


def _cooks(application: Application) -> Iterator[Finding]:
    if Meals(application.meals).is_licensed and not application.posts(StaffKind.COOK):
        yield bad(
            "filing.cook",
            "people",
            "自己供餐，人员里没有炊事人员。",
            HEALTH_BASIS,
            "请加炊事人员，或改供餐方式。",
        )


def _health(application: Application, today: date) -> Iterator[Finding]:
    without = sum(1 for each in application.staff if each.health_until is None)
    over = sum(1 for each in application.staff if each.health_until is not None and each.health_until < today)
    if without or over:
        parts = [f"{without} 人没有健康合格证"] if without else []
        parts += [f"{over} 人的已过期"] if over else []
        yield bad(
            "filing.health",
            "people",
            f"{'，'.join(parts)}。",
            HEALTH_BASIS,
            "体检合格后更新有效期；过期的先调离岗位。",
        )
        return
    soonest = min(each.health_until for each in application.staff if each.health_until)
    yield ok(
        "filing.health",
        "people",
        f"{len(application.staff)} 人健康合格证都有效，最早 {soonest.isoformat()} 到期。",
        HEALTH_BASIS,
    )


def _certificates(application: Application, certified: CertifiedPosts, today: date) -> Iterator[Finding]:
    wanting = [each for each in application.staff if each.post in certified.by_post]
    lacking = Counter(each.post for each in wanting if not _holds(each, certified, today))
    if not wanting:
        return
    have = len(wanting) - sum(lacking.values())
    trace = f"持证 {have} 人 ÷ 应持证 {len(wanting)} 人"
    if lacking:
        who = "、".join(f"{StaffKind.label_of(post)} {count} 名" for post, count in sorted(lacking.items()))
        yield bad(
            "filing.certificates",
            "people",
            f"{who}没有认可的证书，或已过期。",
            certified.ground,
            "请补填证书，或安排培训考证。",
            trace,
        )
    else:
        yield ok(
            "filing.certificates", "people", f"应持证的 {len(wanting)} 人都持证。", certified.ground, trace
        )


def identity_checks(people: Iterable[Mapping[str, Any]], today: date) -> Iterator[Finding]:
    """Can everybody of the staff table be registered? Asked before it is handed in: whoever decides could not mend it.

    The sentence names the line and never the number, which a finding would keep unsealed.
    """
    unnamed, wrong, unreachable = [], [], []
    for line, row in enumerate(people, 1):
        number, mobile = str(row.get("citizen_id") or ""), str(row.get("mobile") or "")
        if not str(row.get("name") or "").strip() or not number.strip() or not row.get("post"):
            unnamed.append(line)
        elif check_citizen_id(number, today).status is CodeGrade.BAD:
            wrong.append(line)
        if mobile and check_mobile(mobile).status is CodeGrade.BAD:
            unreachable.append(line)
    for code, lines, said, next_step in (
        ("filing.person_untold", unnamed, "没有填全岗位、姓名和身份号码", "请按身份证补填。"),
        ("filing.person_number", wrong, "身份号码不对", "请对照身份证核对。"),
        ("filing.person_mobile", unreachable, "手机号码不对", "请核对，或不填。"),
    ):
        if lines:
            where = "、".join(str(line) for line in lines)
            yield missing(code, "people", f"人员表第 {where} 行{said}。", REGISTER_BASIS, next_step)


def head_name_check(told: str, people: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Is the head of the form the head of the staff table? Without saying who stands there: a finding is kept unsealed."""
    heads = {_plain(str(row.get("name") or "")) for row in people if row.get("post") == StaffKind.HEAD} - {""}
    if _plain(told) and heads and _plain(told) not in heads:
        yield bad(
            "filing.head_name",
            "head_name",
            f"填报的负责人是“{told.strip()}”，人员表里的负责人是另一个人。",
            REGISTER_BASIS,
            "请核对，两处写同一个人；换了负责人的，人员表也要换。",
        )


def _plain(name: str) -> str:
    return half_width(without_blanks(name))


def _holds(person: StaffPlan, certified: CertifiedPosts, today: date) -> bool:
    shown = [Shown(kind, until) for kind, until in person.certificates.items()]
    return is_certified(person.post, shown, certified.by_post, today)
