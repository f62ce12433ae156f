"""Past penalties for like facts as whoever signs sees them: beside the decision, or within the form of the spot."""

from __future__ import annotations

from typing import Any

from django import forms

from tuoyu.foundation.ui.formats import wan_yuan
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.policy.penalties import penalty_law_at
from tuoyu.operations.supervision.queries.penalties import Past
from tuoyu.operations.supervision.web.penalty_spread import spread_sentence, spread_strip
from tuoyu.operations.supervision.words.penalties import kinds_label
from tuoyu.registers.institutions.words import SupplyForm

SHOWN = 8


def past_shown(ctx: Ctx, past: Past, form: str, fine: int | None = None) -> dict[str, Any]:
    """What ``_penalty_past.html`` shows: the spread, a proposed sum in it, and the cases most like one of this supply form."""
    law = penalty_law_at(ctx.today, ctx.area)
    return {
        "digest": past.digest,
        "count": past.spread.count,
        "strip": spread_strip(past.cases, past.spread, fine),
        "sentence": spread_sentence(past.spread, fine),
        "is_off": fine is not None and past.spread.count >= law.least_cases and not past.spread.holds(fine),
        "ground": str(law.spread_ground),
        "alike": [
            {
                "number": each.number,
                "on": each.decided_on,
                "kinds": kinds_label(each.kinds),
                "fine": wan_yuan(each.fine_fen) if each.fine_fen else "—",
                "like": f"{SupplyForm.label_of(each.form)} {each.places} 个托位",
                "is_same": each.form == form,
            }
            for each in past.cases[:SHOWN]
        ],
    }


class PastCases(forms.Widget):
    """Nothing to type: shows the cases and sends back the name of exactly these, whatever was sent before."""

    template_name = "supervision/_penalty_past_field.html"
    use_fieldset = True
    past: dict[str, Any] | None = None
    url = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "past": self.past, "url": self.url}


class PastField(forms.CharField):
    """The name of the past cases that were seen."""

    is_wanted = True

    def __init__(self) -> None:
        super().__init__(label="以往案例", required=False, max_length=64, widget=PastCases())

    def show(self, past: dict[str, Any] | None, url: str) -> None:
        """``past``: None while no offence is chosen. ``url`` gives the page again for the offence that the form names."""
        self.widget.past, self.widget.url = past, url
