"""The daily round of draws: the day of sealing is over, and whoever sealed may open though others did not."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.permissions.draws import CALL_DRAWS
from tuoyu.operations.supervision.queries.draws import uncalled_parties
from tuoyu.operations.supervision.services.draws_telling import ask_to_open


@service(CALL_DRAWS)
def call_draws(ctx: Ctx) -> int:
    """Ask the departments that sealed to open, each once. Returns how many were asked."""
    require_any(ctx, CALL_DRAWS)
    called = 0
    # Sealing, opening and drawing lock the draw too: none of them happens between the look and the asking.
    draws = Draw.objects.unscoped("the daily round of draws").filter(
        pk__in=uncalled_parties(ctx.now).values("draw")
    )
    for draw in draws.select_for_update().order_by("pk"):
        parties = list(uncalled_parties(ctx.now).filter(draw=draw).select_related("unit"))
        ask_to_open(ctx, draw, parties, "封存已经截止")
        called += len(parties)
    journal(ctx, CALL_DRAWS, note=f"请 {called} 个部门公开密数")
    return called
