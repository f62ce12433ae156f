"""Fills an empty installation with a demonstration district, floor by floor, through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuoyu.entrypoints.demo.people import PASSWORD, Persona, personas
from tuoyu.foundation.jobs.worker import Worker
from tuoyu.foundation.notices.services import read_all_notices
from tuoyu.foundation.people.commands import AddUser, OpenPost
from tuoyu.foundation.people.district import add_district_units
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.people.services import add_user, open_post
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.policy.strict_yaml import read_yaml
from tuoyu.governance.coordination.demo.seed import seed as seed_coordination
from tuoyu.governance.targets.demo import seed as seed_targets
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.filing.demo.seed import seed as seed_filing
from tuoyu.operations.supervision.demo.draws import seed_draws
from tuoyu.operations.supervision.demo.findings import seed_findings
from tuoyu.operations.supervision.demo.incidents import seed_incidents
from tuoyu.operations.supervision.demo.penalties import seed_penalties
from tuoyu.operations.supervision.demo.ratings import seed_ratings
from tuoyu.operations.supervision.demo.results import seed_results
from tuoyu.operations.supervision.demo.visits import seed_visits
from tuoyu.registers.plans.commands import AdoptPlan
from tuoyu.registers.plans.rules.plan_data import plan_from_data
from tuoyu.registers.plans.services import adopt_plan, import_plan_data
from tuoyu.registers.sites.services import load_areas

YEARS = 2
UNREAD = timedelta(days=7)
Progress = Callable[[str], None]


def is_seeded() -> bool:
    """Demonstration data is there (or an installation that must not be touched)."""
    return Unit.objects.unscoped("is the installation empty").exists()


def seed(progress: Progress, now: datetime | None = None) -> None:
    """Make the whole district in one transaction: a demonstration that was interrupted has not begun."""
    moment = now or timezone.now()
    with transaction.atomic():
        Seeder(District.load(settings.TUOYU_DISTRICT), moment, progress).run()


class Seeder:
    """Holds what the parts of the story share: who is who, and how to act as anybody at any moment."""

    def __init__(self, district: District, now: datetime, progress: Progress) -> None:
        self.district, self.now, self.progress = district, now, progress
        self.today = now.astimezone(CHINA).date()
        self.start = datetime.combine(self.today - timedelta(days=366 * YEARS + 31), time(8), CHINA)
        self.units: dict[str, Unit] = {}
        # Of each unit and role the first who was hired.
        self.actors: dict[tuple[str, str], Actor] = {}

    def run(self) -> None:
        self._people()
        areas = load_areas(self.system(self.start), self.district.code)
        self.progress(f"区域 {areas.added} 个")
        self._plan()
        institutions = seed_filing(self.system, self.ctx_of, self.district, self.today)
        self.progress(f"托育机构 {institutions} 家，备案各环节都有")
        self._supervision()
        ids = {code: unit.pk for code, unit in self.units.items()}
        happened = seed_coordination(self.system, self.ctx_of, ids, self.today)
        self.progress(f"两年进展、节点、督办 {happened} 件事")
        observed = seed_targets(self.ctx_of, self.today)
        self.progress(f"指标数据 {observed} 条")
        self._read_up()

    def _supervision(self) -> None:
        """Two years of inspecting: each part stands on the one before."""
        inspect = {
            code: unit for code, unit in self.units.items() if (code, "inspection_lead") in self.actors
        }
        shared = (self.system, self.ctx_of, self.district, inspect, self.today)
        self.progress(f"双随机抽取 {seed_draws(*shared)} 次")
        self.progress(f"检查 {seed_visits(*shared)} 次")
        self.progress(f"检查发现的问题 {seed_findings(*shared)} 个")
        self.progress(f"处罚案件 {seed_penalties(*shared)} 件")
        self.progress(f"检查结果公示 {seed_results(self.ctx_of, inspect, self.today)} 条")
        incidents = seed_incidents(self.system, self.ctx_of, self.now)
        self.progress(f"突发事件和演练 {incidents} 件")
        rated = seed_ratings(self.system, self.ctx_of, self.district, self.today)
        self.progress(f"风险评级和质量评估 {rated} 次")

    def _read_up(self) -> None:
        """Everybody has read what was told until last week; what came since is new to them."""
        at = self.now - UNREAD
        for user in User.objects.order_by("pk"):
            read_all_notices(Ctx(actor_of(user, at.astimezone(CHINA).date()), at, "demo", self.district.code))

    def system(self, at: datetime) -> Ctx:
        """The house acting at a moment; told before breakfast, the story of this morning has happened just now."""
        post = PostRef(0, 0, "系统", "system", self.district.code)
        return Ctx(
            Actor(ActorKind.SYSTEM, "系统", posts=(post,)), min(at, self.now), "demo", self.district.code
        )

    def ctx_of(self, unit_code: str, role: str, at: datetime) -> Ctx:
        """The holder of a role in a unit, acting at a moment; "" is the leading group's office."""
        actor = self.actors[unit_code or self.district.leading_group.code, role]
        return Ctx(actor, min(at, self.now), "demo", self.district.code)

    def _people(self) -> None:
        ctx = self.system(self.start)
        self.units = add_district_units(ctx, self.district, self.start.date())
        everybody = personas(self.district, self.today)
        for persona in everybody:
            self._hire(ctx, persona)
        self.progress(f"单位 {len(self.units)} 个，人员 {len(everybody)} 名")

    def _hire(self, ctx: Ctx, persona: Persona) -> None:
        password = PASSWORD if persona.has_password else ""
        user: User = add_user(ctx, AddUser(persona.username, persona.name, password, is_demo=True))
        unit = self.units[persona.unit_code]
        command = OpenPost(user.pk, unit.pk, persona.role, ctx.today, title=persona.title)
        post = open_post(ctx, command)
        held = PostRef(post.pk, unit.pk, unit.name, persona.role, unit.area)
        actor = Actor(ActorKind.PERSON, user.name, user.pk, (held,))
        self.actors.setdefault((persona.unit_code, persona.role), actor)

    def _plan(self) -> None:
        ctx = self.ctx_of("", "coordinator", self.start)
        draft = import_plan_data(ctx, plan_from_data(read_yaml(self.district.folder / "plan.yaml")))
        version = adopt_plan(ctx, AdoptPlan(draft.pk))
        # Those who listen for the adoption (indicators, follow-up) do their part before the story goes on.
        Worker(lambda: self.start).drain()
        self.progress(f"方案 {version.doc_no or version.title}")
