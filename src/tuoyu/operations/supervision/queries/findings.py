"""Named reads of findings: what may be seen, who had a hand in one, what was seen before, who is like the institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.words import INLINE_TYPES
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.findings import TO_MEND, FindingState
from tuoyu.operations.supervision.models import (
    Finding,
    Objection,
    Photo,
    Proof,
    Rectification,
    SelfCheck,
    VisitMember,
)
from tuoyu.operations.supervision.permissions.findings import (
    ANSWER_SELF_CHECK,
    VIEW_FINDING,
    VIEW_PROOF,
    VIEW_SELF_CHECK,
)
from tuoyu.operations.supervision.rules.mending import Involved
from tuoyu.operations.supervision.words.findings import Adequacy, Answered, ProofSide, SelfAnswer
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in
from tuoyu.registers.institutions.words import Standing


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the place: where it is opened, what it shows, when it was taken, and whether a browser can draw it."""

    url: str
    caption: str
    at: datetime
    is_picture: bool
    # A picture all the same, that few browsers draw (HEIC).
    is_undrawn: bool = False


def findings(ctx: Ctx) -> QuerySet[Finding]:
    """The findings that the actor may see, with what a list shows of them."""
    rows = Finding.objects.select_related("institution", "unit", "item")
    return visible(ctx, VIEW_FINDING, rows)


def findings_listed(ctx: Ctx) -> QuerySet[Finding]:
    """As ``findings``, each with whether it should have been mended by today, and whether it came back."""
    is_overdue = ExpressionWrapper(Q(state__in=TO_MEND, due_on__lt=ctx.today), output_field=BooleanField())
    is_repeated = ExpressionWrapper(Q(repeats__gt=0), output_field=BooleanField())
    return findings(ctx).annotate(is_overdue=is_overdue, is_repeated=is_repeated)


def findings_to_mend(ctx: Ctx) -> QuerySet[Finding]:
    """What the actor's own institutions still have to mend, or wait to hear of: the soonest first."""
    rows = findings(ctx).filter(institution__unit_id__in=ctx.actor.unit_ids)
    settled = (FindingState.CLOSED.value, FindingState.CANCELLED.value)
    return rows.exclude(state__in=settled).order_by("due_on", "pk")


def self_checks(ctx: Ctx) -> QuerySet[SelfCheck]:
    rows = SelfCheck.objects.select_related("institution", "item", "finding__unit")
    return visible(ctx, VIEW_SELF_CHECK, rows)


def self_checks_to_answer(ctx: Ctx) -> QuerySet[SelfCheck]:
    """Self-checks that wait for the actor's own institutions."""
    rows = visible(ctx, ANSWER_SELF_CHECK, SelfCheck.objects.select_related("institution", "item"))
    mine = rows.filter(institution__unit_id__in=ctx.actor.unit_ids, answer=SelfAnswer.WAITING.value)
    return mine.order_by("due_on", "pk")


def proofs(ctx: Ctx) -> QuerySet[Proof]:
    """Pictures and papers that the actor may open."""
    return visible(ctx, VIEW_PROOF, Proof.objects.select_related("file", "finding__institution"))


def before_photos(finding: Finding) -> list[Shot]:
    """What shows the place as it was found, of a finding that the caller may see."""
    taken = Photo.objects.unscoped("photos of a finding that the caller may see").filter(
        visit_item__visit=finding.visit_id, visit_item__item=finding.item_id
    )
    seen = [
        Shot(f"/supervision/photos/{photo.pk}/", "检查时拍的", photo.taken_at, *drawing_of(photo.file))
        for photo in taken.select_related("file")
    ]
    return seen + [_shot(proof) for proof in proofs_of(finding, ProofSide.BEFORE)]


def after_photos(finding: Finding) -> list[Shot]:
    """What was handed in last to show the mending, of a finding that the caller may see."""
    rows = proofs_of(finding, ProofSide.AFTER).filter(rectification=rectifications_of(finding).first())
    return [_shot(proof) for proof in rows.order_by("pk")]


def proofs_of(finding: Finding, side: ProofSide) -> QuerySet[Proof]:
    rows = Proof.objects.unscoped("pictures of a finding that the caller may see")
    return rows.select_related("file").filter(finding=finding, side=side.value)


def drawing_of(stored: StoredFile) -> tuple[bool, bool]:
    """Is it a picture that every browser draws; is it one that few do?"""
    is_drawn = stored.media_type in INLINE_TYPES
    return is_drawn, not is_drawn and stored.media_type.startswith("image/")


def _shot(proof: Proof) -> Shot:
    return Shot(f"/supervision/proofs/{proof.pk}/", proof.file.name, proof.added_at, *drawing_of(proof.file))


def rectifications_of(finding: Finding) -> QuerySet[Rectification]:
    """The rounds of a finding that the caller may see, or that a service decides about, newest first."""
    rows = Rectification.objects.unscoped("rounds of one finding")
    return rows.filter(finding=finding).order_by("-round")


def waiting_round(finding: Finding) -> Rectification | None:
    """What was handed in and not judged yet."""
    return rectifications_of(finding).filter(adequacy=Adequacy.WAITING.value).first()


def was_late(finding: Finding) -> bool:
    """Was any round handed in after its day?"""
    return rectifications_of(finding).filter(is_late=True).exists()


def objections_of(finding: Finding) -> QuerySet[Objection]:
    rows = Objection.objects.unscoped("objections against one finding")
    return rows.filter(finding=finding).order_by("-pk")


def waiting_objection(finding: Finding) -> Objection | None:
    return objections_of(finding).filter(outcome=Answered.WAITING.value).first()


def involved_in(finding: Finding, last: Rectification | None) -> Involved:
    """Who found it, went there, or handed in the mending ``last``."""
    members: Iterable[int] = ()
    if finding.visit_id is not None:
        rows = VisitMember.objects.unscoped("who took part in the visit of a finding")
        found = rows.filter(visit_id=finding.visit_id, inspector__user__isnull=False).order_by("pk")
        members = found.values_list("inspector__user_id", flat=True)
    return Involved(
        finding.institution.unit_id,
        finding.found_by_user_id,
        finding.found_by,
        frozenset(members),
        last.submitted_by_user_id if last else None,
    )


def earlier_findings(finding: Finding) -> QuerySet[Finding]:
    """The same item at the same institution before, newest first, of a finding that the caller may see."""
    rows = Finding.objects.unscoped("the same thing at the same place before")
    if finding.item is None:
        return rows.none()
    same = rows.filter(institution_id=finding.institution_id, item__code=finding.item.code)
    before = same.filter(found_at__lte=finding.found_at).exclude(pk=finding.pk)
    return before.exclude(state=FindingState.CANCELLED.value).order_by("-found_at", "-pk")


def denied_before(finding: Finding) -> SelfCheck | None:
    """The newest self-check in which the institution said that it did not have what was found after all."""
    if finding.item is None:
        return None
    rows = SelfCheck.objects.unscoped("what the institution answered about the item before")
    said = rows.filter(
        institution_id=finding.institution_id, item__code=finding.item.code, answer=SelfAnswer.CLEAN.value
    )
    return said.filter(answered_at__lt=finding.found_at).order_by("-answered_at", "-pk").first()


def count_alike(finding: Finding, days: int) -> int:
    """Findings of the same item in the district within so many days up to this one, itself included."""
    if finding.item is None:
        return 0
    rows = Finding.objects.unscoped("how often an item was found in the district")
    since = finding.found_at - timedelta(days=days)
    near = rows.filter(item__code=finding.item.code, found_at__gt=since, found_at__lte=finding.found_at)
    return near.exclude(state=FindingState.CANCELLED.value).count()


def like_institutions(ctx: Ctx, finding: Finding, days: int) -> QuerySet[Institution]:
    """Open institutions of the same form with an account, that were not asked about the item in these days."""
    rows = SelfCheck.objects.unscoped("who was asked about the item lately")
    since = ctx.now - timedelta(days=days)
    asked = rows.filter(item__code=finding.item.code, asked_at__gt=since) if finding.item else rows.none()
    alike = standing_in(ctx.area).filter(
        form=finding.institution.form, standing=Standing.OPEN.value, unit__isnull=False
    )
    others = alike.exclude(pk=finding.institution_id)
    return others.exclude(pk__in=asked.order_by().values("institution")).order_by("pk")


def overdue_findings(ctx: Ctx) -> QuerySet[Finding]:
    """Every finding whose mending is over the day, for the daily round."""
    rows = Finding.objects.unscoped("the daily round of overdue findings")
    return rows.select_related("institution", "unit").filter(state__in=TO_MEND, due_on__lt=ctx.today)


def open_findings_of(ctx: Ctx, institution: Institution) -> QuerySet[Finding]:
    """What is not settled yet at one institution, of what the actor may see."""
    settled = (FindingState.CLOSED.value, FindingState.CANCELLED.value)
    rows = findings(ctx).filter(institution=institution).exclude(state__in=settled)
    return rows.order_by("due_on", "pk")


def place_of_finding(finding_id: int) -> int | None:
    """The institution of a finding, for the house's own rounds."""
    rows = Finding.objects.unscoped("the house follows what it was told of a finding")
    return rows.filter(pk=finding_id).values_list("institution_id", flat=True).first()
