"""The job that seals: an anchor never speaks of a head that the database took back."""

from __future__ import annotations

import pytest
from django.db import transaction

from tuoyu.foundation.audit import sealer
from tuoyu.foundation.audit.anchor import RecordingAnchor
from tuoyu.foundation.audit.export import export_lines
from tuoyu.foundation.audit.jobs import seal_journal
from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.audit.verifier.walk import verify
from tuoyu.kernel.context import Ctx


class Killed(Exception):
    pass


@transaction.atomic
def finish_and_die(ctx: Ctx, prepared: object) -> None:
    seal_journal.finish(ctx, prepared, {})
    raise Killed


@pytest.mark.django_db
def test_a_worker_killed_while_it_seals_leaves_a_sound_journal(
    system_ctx: Ctx, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchors = RecordingAnchor()
    monkeypatch.setattr(sealer, "anchor_for", lambda _folder: anchors)
    journal(system_ctx, "tests.thing.change")
    prepared = seal_journal.begin(system_ctx, {})
    with pytest.raises(Killed):
        finish_and_die(system_ctx, prepared)
    journal(system_ctx, "tests.thing.change")
    sealer.seal(system_ctx.now)
    report = verify(export_lines(system_ctx.now), anchors.lines())
    assert (report.heads, report.problems) == (2, [])
