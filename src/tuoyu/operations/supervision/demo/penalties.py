"""Two years of penalties and two transfers, told through the services: every rule held on the way. All facts are invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tuoyu.foundation.people.models import Post, Unit
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.commands import penalties as commands
from tuoyu.operations.supervision.commands.transfers import AcceptTransfer, AnswerTransfer, SendTransfer
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.queries.penalties import (
    account_of,
    findings_to_choose,
    officers_to_choose,
    past_of,
)
from tuoyu.operations.supervision.services import penalties as services
from tuoyu.operations.supervision.services import penalty_aftermath as aftermath
from tuoyu.operations.supervision.services import penalty_decisions as decisions
from tuoyu.operations.supervision.services import penalty_spot as spot
from tuoyu.operations.supervision.services import transfers
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in

SystemCtx = Callable[[datetime], Ctx]
CtxOf = Callable[[str, str, datetime], Ctx]
WAN = 1_000_000
# Days ago of a case that is no longer shown: longer than the longest display (36 months). It is older than the story itself, so
# it is about the kindergarten that later opened the first nursery class.
FADED = 1400
FACTS = {
    "PRT-001": "检查时，{name}有工作人员入职前没有查询违法犯罪记录，上岗后也没有补查。",
    "PRT-003": "{name}被责令查询全体工作人员的违法犯罪记录，期满复查仍没有查询。",
    "SAN-002": "检查时，{name}有一名工作人员的健康合格证明已过期，仍在岗。",
    "faded": "托班登记以前，{operator}有工作人员入职前没有查询违法犯罪记录。",
    "spot": "检查时，{name}有一名临时顶班人员没有查询违法犯罪记录，当场补办了查询。",
}
OPEN_STATES = ("open", "filed", "suspended")


@dataclass(frozen=True, slots=True)
class Tale:
    """``age``: days since the case was opened; ``fate``: how far it came."""

    age: int
    organ: str
    offence: str
    fine_fen: int
    fate: str


def tales(market: str, education: str, health: str) -> tuple[Tale, ...]:
    """The oldest first, so that each decision has the earlier ones before it."""
    return (
        Tale(FADED, market, "PRT-001", WAN, "faded"),
        Tale(700, market, "PRT-001", WAN, "closed"),
        Tale(610, education, "PRT-001", 2 * WAN, "closed"),
        Tale(540, market, "PRT-001", WAN * 3 // 2, "closed"),
        Tale(470, market, "PRT-001", 2 * WAN, "closed"),
        Tale(400, education, "PRT-001", WAN * 5 // 2, "annulled"),
        Tale(330, market, "PRT-001", 2 * WAN, "upheld"),
        Tale(280, health, "SAN-002", 0, "closed"),
        Tale(210, market, "PRT-003", 8 * WAN, "hearing_decided"),
        Tale(150, market, "PRT-001", 4 * WAN, "pleaded"),
        Tale(100, education, "PRT-001", 2 * WAN, "late"),
        Tale(80, market, "PRT-001", WAN // 5, "spot"),
        Tale(60, market, "PRT-001", WAN, "spared"),
        Tale(40, market, "PRT-001", 3 * WAN, "decidable"),
        Tale(30, education, "PRT-003", 6 * WAN, "called"),
        Tale(12, market, "PRT-001", WAN, "opened"),
    )


def seed_penalties(
    system: SystemCtx, ctx_of: CtxOf, district: District, units: Mapping[str, Unit], today: date,
    organs: tuple[str, str, str] = ("sjj", "jyj", "wjj"),
) -> int:  # fmt: skip
    """Tell the story. ``organs``: codes of market regulator, education and health. Returns how many cases there are.

    Wants a lead, a head and two officers with certificates in each organ, and institutions whose head has an account.
    """
    stage = Stage(ctx_of, units, today)
    places = _places(district.code, system(stage.at(0)))
    if not places:
        return 0
    for number, tale in enumerate(tales(*organs)):
        stage.tell(tale, places[number % len(places)], number)
    market, _, health = organs
    _transfers(stage, places, market, health)
    return len(tales(*organs))


@dataclass(frozen=True, slots=True)
class Stage:
    ctx_of: CtxOf
    units: Mapping[str, Unit]
    today: date

    def at(self, age: int, hour: int = 9) -> datetime:
        return datetime.combine(self.today - timedelta(days=age), time(hour), CHINA)

    def lead(self, tale: Tale, age: int) -> Ctx:
        return self.ctx_of(tale.organ, "inspection_lead", self.at(age))

    def chief(self, tale: Tale, age: int) -> Ctx:
        return self.ctx_of(tale.organ, "unit_head", self.at(age, 16))

    def party(self, place: Institution, age: int) -> Ctx:
        """The head of the institution, from its own post."""
        posts = Post.objects.unscoped("who speaks for an institution in the demonstration")
        post = posts.select_related("user").filter(unit=place.unit, role="institution_head").order_by("pk")[0]
        known = self.ctx_of("", "coordinator", self.at(age, 11))
        return Ctx(actor_of(post.user, self.today), known.now, known.request_id, known.area)

    def tell(self, tale: Tale, place: Institution, number: int) -> None:
        """One case, as far as its fate goes."""
        if tale.fate == "spot":
            self._imposed(tale, place)
            return
        case = self._investigated(tale, place, number)
        if tale.fate == "opened":
            return
        if tale.fate == "spared":
            ground = commands.SparePenalty(
                case.pk, "first", "初次，三日内补查完毕，没有危害后果。", is_mended=True
            )
            decisions.spare_penalty(self.chief(tale, tale.age - 6), ground)
            return
        case = services.tell_penalty(self.lead(tale, tale.age - 5), self._intended(tale, case))
        self._spoken(tale, place, case)
        if tale.fate in {"called", "decidable"}:
            return
        case = self._decided(tale, case)
        self._shown_and_paid(tale, case)

    def _investigated(self, tale: Tale, place: Institution, number: int) -> Penalty:
        ctx = self.lead(tale, tale.age)
        story = FACTS["faded"] if tale.fate == "faded" else FACTS[tale.offence]
        facts = story.format(name=place.name, operator=place.operator.name)
        # Whoever holds a certificate now: the oldest case is older than the certificates of the story.
        officers = tuple(
            officers_to_choose(self.lead(tale, 0)).order_by("pk").values_list("pk", flat=True)[:2]
        )
        grave = findings_to_choose(ctx, place.pk).filter(
            unit_id=self.units[tale.organ].pk, severity__in=("major", "grave")
        )
        findings = tuple(
            grave.filter(penalty_links__isnull=True, found_at__lte=ctx.now).values_list("pk", flat=True)[:1]
        )
        occurred = ctx.today - timedelta(days=2 + number)
        case = services.open_penalty(
            ctx,
            commands.OpenPenalty(place.pk, self.units[tale.organ].pk, tale.offence, facts, occurred, officers, finding_ids=findings),
        )  # fmt: skip
        if tale.fate == "opened":
            return case
        command = commands.ConcludePenalty(case.pk, facts, ("现场检查笔录", "工作人员名册复印件", "询问笔录"))
        return services.conclude_penalty(self.lead(tale, tale.age - 4), command)

    def _imposed(self, tale: Tale, place: Institution) -> None:
        """On the spot by two officers; reported, paid and closed in a fortnight."""
        inspector = self.ctx_of(tale.organ, "inspector", self.at(tale.age, 10))
        officers = officers_to_choose(inspector).order_by("pk").values_list("pk", "user_id")
        own = [pk for pk, user in officers if user == inspector.actor.user_id]
        others = [pk for pk, user in officers if user != inspector.actor.user_id]
        facts = FACTS["spot"].format(name=place.name)
        opening = commands.OpenPenalty(
            place.pk, self.units[tale.organ].pk, tale.offence, facts, inspector.today, (*own[:1], *others[:1])
        )
        command = commands.ImposePenalty(
            opening, ("warning", "fine"), place.address, tale.fine_fen, "临时请来顶班，忘了查。", "不采纳：上岗前就应当查询；已当场补办，按较轻的幅度。",
            has_shown_card=True, has_told_rights=True, signed_by="机构负责人",
            seen_digest=past_of(tale.offence, inspector.today, is_simple=True).digest,
        )  # fmt: skip
        case = spot.impose_penalty(inspector, command)
        spot.report_penalty(
            self.ctx_of(tale.organ, "inspector", self.at(tale.age - 3)), commands.ReportPenalty(case.pk)
        )
        paid = self.lead(tale, tale.age - 9)
        aftermath.pay_penalty(paid, commands.PayPenalty(case.pk, paid.today, tale.fine_fen, "非税收入缴款书"))
        aftermath.close_penalty(self.lead(tale, tale.age - 14), commands.ClosePenalty(case.pk, "履行完毕。"))

    def _intended(self, tale: Tale, case: Penalty) -> commands.TellPenalty:
        kinds = {"SAN-002": ("warning",), "PRT-003": ("fine",)}.get(tale.offence, ("warning", "fine"))
        return commands.TellPenalty(case.pk, kinds, tale.fine_fen, reason="没有造成危害后果，按较轻的幅度。")

    def _spoken(self, tale: Tale, place: Institution, case: Penalty) -> None:
        if tale.fate == "pleaded":
            text = "两名人员是临时顶班，已在检查次日补查，没有记录，请求减轻。"
            services.plead_penalty(self.party(place, tale.age - 7), commands.PleadPenalty(case.pk, text))
        if tale.fate in {"called", "hearing_decided"}:
            services.contest_penalty(self.party(place, tale.age - 7), commands.ContestPenalty(case.pk))
            day = (
                self.today - timedelta(days=tale.age - 8 - 20)
                if tale.fate == "hearing_decided"
                else self.today + timedelta(days=6)
            )
            call = commands.CallPenalty(case.pk, day, "机关三楼会议室", "法规科负责人")
            services.call_penalty(self.lead(tale, tale.age - 8), call)
        if tale.fate == "hearing_decided":
            opinion = commands.HearPenalty(case.pk, "事实清楚，当事人已整改，建议在法定幅度内从轻。")
            services.hear_penalty(self.lead(tale, tale.age - 29), opinion)

    def _decided(self, tale: Tale, case: Penalty) -> Penalty:
        ctx = self.chief(tale, tale.age - 31)
        has_spoken = tale.fate in {"pleaded", "hearing_decided"}
        fine = {"pleaded": 3 * WAN, "hearing_decided": 6 * WAN}.get(tale.fate, tale.fine_fen)
        command = commands.DecidePenalty(
            case.pk,
            tuple(case.told_kinds),
            past_of(case.offence, ctx.today, without=case.pk).digest,
            fine,
            plea_answer="采纳已整改的意见，减轻；其他意见没有证据，不采纳。" if has_spoken else "",
            deviation="涉及多名人员，且在责令整改以后仍没有全部补查。",
            reviewer="法规科" if tale.offence == "PRT-003" else "",
            review="事实清楚，程序合法，同意。" if tale.offence == "PRT-003" else "",
        )
        return decisions.decide_penalty(ctx, command)

    def _shown_and_paid(self, tale: Tale, case: Penalty) -> None:
        lead = self.lead(tale, tale.age - 33)
        case = aftermath.serve_penalty(
            lead, commands.ServePenalty(case.pk, lead.today, "direct", "机构负责人")
        )
        if case.fact is not None and case.fact.is_public:
            fact = "没有按规定查询工作人员的违法犯罪记录。"
            aftermath.publish_penalty(lead, commands.PublishPenalty(case.pk, fact))
        if tale.fate == "annulled":
            filed = self.lead(tale, tale.age - 60)
            challenge = aftermath.file_challenge(
                filed, commands.FileChallenge(case.pk, "review", "区人民政府", filed.today)
            )
            settled = self.chief(tale, tale.age - 110)
            aftermath.settle_challenge(
                settled,
                commands.SettleChallenge(
                    challenge.pk, "annulled", settled.today, "主要事实不清，撤销原决定。"
                ),
            )
        if tale.fate == "upheld":
            self._upheld(tale, case)
        if tale.fate in {"closed", "hearing_decided", "faded"}:
            self._paid_and_closed(tale, case)

    def _upheld(self, tale: Tale, case: Penalty) -> None:
        """Paid in time, reviewed all the same, and closed when the review had upheld it."""
        paid = self.lead(tale, tale.age - 40)
        aftermath.pay_penalty(paid, commands.PayPenalty(case.pk, paid.today, tale.fine_fen, "非税收入缴款书"))
        filed = self.lead(tale, tale.age - 52)
        challenge = aftermath.file_challenge(
            filed, commands.FileChallenge(case.pk, "review", "区人民政府", filed.today)
        )
        settled = self.chief(tale, tale.age - 108)
        aftermath.settle_challenge(
            settled,
            commands.SettleChallenge(
                challenge.pk, "upheld", settled.today, "事实清楚，依据正确，维持原决定。"
            ),
        )
        aftermath.close_penalty(
            self.lead(tale, tale.age - 112), commands.ClosePenalty(case.pk, "复议维持，履行完毕。")
        )

    def _paid_and_closed(self, tale: Tale, case: Penalty) -> None:
        paid = self.lead(tale, tale.age - 40)
        account = account_of(case)
        due = account.fine_fen + account.confiscated_fen if account else 0
        aftermath.pay_penalty(paid, commands.PayPenalty(case.pk, paid.today, due, "非税收入缴款书"))
        aftermath.close_penalty(self.lead(tale, tale.age - 45), commands.ClosePenalty(case.pk, "履行完毕。"))


def _places(area: str, house: Ctx) -> list[Institution]:
    rows = standing_in(area).filter(
        unit__isnull=False, standing__in=OPEN_STATES, registered_on__lte=house.today - timedelta(days=1)
    )
    return list(rows.select_related("operator").order_by("pk")[:14])


def _transfers(stage: Stage, places: list[Institution], market: str, health: str) -> None:
    """One to another department, answered; one to an organ outside of the district, which has not answered yet."""
    place, unit = places[0], stage.units[health]
    sent = transfers.send_transfer(
        stage.ctx_of(health, "inspection_lead", stage.at(25)),
        SendTransfer(
            place.pk, unit.pk, "《中华人民共和国未成年人保护法》第一百二十六条", "检查时发现有工作人员没有查询违法犯罪记录。", stage.units[market].pk
        ),
    )  # fmt: skip
    transfers.accept_transfer(stage.ctx_of(market, "inspection_lead", stage.at(23)), AcceptTransfer(sent.pk))
    answer = "已核实，没有查询的两人已补查，首次且及时改正，不予处罚。"
    transfers.answer_transfer(
        stage.ctx_of(market, "inspection_lead", stage.at(14)), AnswerTransfer(sent.pk, answer)
    )
    transfers.send_transfer(
        stage.ctx_of(health, "inspection_lead", stage.at(5)),
        SendTransfer(
            places[-1].pk, unit.pk, "《中华人民共和国未成年人保护法》第一百一十七条", "家长反映的情况涉嫌违法犯罪，需要公安机关调查。", outside="市公安局"
        ),
    )  # fmt: skip
