"""Risk ratings, one row each, and appeals against them."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.operations.supervision.words.ratings import Cause, RiskClass
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class Rating(ScopedModel):
    """What an institution was rated on a day, never changed. ``lines_text`` is what ``rules.ratings.lines_text`` writes.

    ``facts_digest`` names the lines, ``law_fingerprint`` the policy: with both a replay is compared.
    """

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    klass = models.CharField("等级", max_length=1, choices=RiskClass.choices())
    tenths = models.PositiveIntegerField("分数（十分之一分）")
    # Text, because a round writes a hundred thousand of them and nobody asks inside.
    lines_text = models.TextField("计分明细", default="[]")
    cause = models.CharField("缘由", max_length=8, choices=Cause.choices())
    rated_on = models.DateField("评级日期")
    rated_at = models.DateTimeField("评级时间")
    rated_by = models.CharField("评级人", max_length=64)
    valid_until_on = models.DateField("有效至")
    law_fingerprint = models.CharField("口径指纹", max_length=64)
    facts_digest = models.CharField("事实摘要", max_length=64)
    is_newest = models.BooleanField("最新", default=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "风险评级"
        ordering = ("-rated_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("institution",), condition=Q(is_newest=True), name="supervision_rating_one_newest"
            )
        ]
        indexes = [
            models.Index(fields=("institution", "-rated_on"), name="supervision_rating_of_place"),
            models.Index(fields=("-rated_on",), name="supervision_rating_by_day"),
            models.Index(
                # With the day, so that what has ended or ends soon is found without reading the others.
                fields=("-tenths", "-id", "valid_until_on"),
                condition=Q(is_newest=True),
                name="supervision_rating_by_points",
            ),
            # Which class counts on a day, without the lines of the rating.
            models.Index(
                fields=("institution", "rated_on", "valid_until_on", "klass"),
                condition=Q(is_newest=True),
                name="supervision_rating_counts",
            ),
            models.Index(fields=("klass",), condition=Q(is_newest=True), name="supervision_rating_by_class"),
        ]

    def __str__(self) -> str:
        return f"{self.klass} 级 {self.rated_on:%F}"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line as ``rules.ratings.line_json`` makes it."""
        return list(json.loads(self.lines_text))


@classified(default=C1)
class RatingAppeal(Case):
    """An institution disputes lines of a rating. ``lines`` holds those it named, as they stood in the rating."""

    rating = models.ForeignKey(Rating, verbose_name="评级", on_delete=models.PROTECT, related_name="appeals")
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    # Whose lead answers: the unit that supervises the institution when it appealed.
    officer_unit = models.ForeignKey(
        Unit, verbose_name="答复单位", on_delete=models.PROTECT, related_name="+"
    )
    lines = models.JSONField("有异议的计分", default=list)
    reason = models.CharField("申诉理由", max_length=500)
    submitted_at = models.DateTimeField("申诉时间")
    submitted_by = models.CharField("申诉人", max_length=64)
    answer = models.CharField("答复", max_length=500, blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=64, blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "评级申诉"
        ordering = ("-submitted_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("rating",), condition=Q(state="submitted"), name="supervision_appeal_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"申诉 {self.pk}"
