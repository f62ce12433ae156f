from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tuoyu.foundation.access.actions import read, write
from tuoyu.foundation.audit.models import Entry, Head
from tuoyu.foundation.audit.services import UnjournalledAct, journal, service
from tuoyu.foundation.people.models import User
from tuoyu.foundation.vault.classes import C3, classified
from tuoyu.kernel.context import Actor, Ctx, PostRef
from tuoyu.kernel.verdict import Refused

ACT = write("tests.thing.change", "改动")
LOOK = read("tests.thing.reveal", "查看完整号码", is_sensitive=True)

pytestmark = pytest.mark.django_db


def rows() -> list[Entry]:
    return list(Entry.objects.unscoped("test").order_by("pk"))


@service(ACT)
def act(ctx: Ctx, *, is_journalled: bool = True, refusal: Refused | None = None) -> str:
    User.objects.create(username=f"u{User.objects.count()}", made_at=ctx.now)
    if is_journalled:
        journal(ctx, ACT, fields=("a", "b"), basis="第三条", note="说明")
    if refusal:
        raise refusal
    return "done"


@service(ACT)
def act_through_another(ctx: Ctx, refusal: Refused | None = None) -> None:
    act(ctx, refusal=refusal)


@service(LOOK)
def look(ctx: Ctx) -> None:
    journal(ctx, LOOK)


def test_an_entry_says_who_did_what_where_and_why(ctx_for: Callable[..., Ctx]) -> None:
    ctx = replace(ctx_for("unit_officer"), purpose="核对联系人", request_id="r-1")
    user = User(username="lin", name="林䶮", made_at=ctx.now)
    journal(ctx, ACT, user, fields=("name", "mobile"), basis="第三条", note="说明")
    [entry] = rows()
    assert (entry.at, entry.actor_kind, entry.actor_name) == (ctx.now, "person", "测试人员")
    assert (entry.post_id, entry.unit_id, entry.unit_name, entry.role) == (
        1,
        None,
        "测试单位",
        "unit_officer",
    )
    assert (entry.verb, entry.object_label, entry.object_id) == (
        "tests.thing.change",
        "people.user",
        str(user.pk),
    )
    assert (entry.object_title, entry.fields, entry.purpose) == ("林䶮", "name,mobile", "核对联系人")
    assert (entry.basis, entry.note, entry.result, entry.request_id) == ("第三条", "说明", "ok", "r-1")
    assert (entry.position, entry.entry_digest) == (None, "")


def test_journalling_costs_one_statement(ctx_for: Callable[..., Ctx]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        journal(ctx_for("unit_officer"), ACT)
    assert len(queries) == 1


def test_the_post_that_allows_the_act_is_named(ctx_for: Callable[..., Ctx]) -> None:
    ctx = ctx_for("unit_officer")
    posts = (PostRef(1, 5, "甲", "unit_officer", ""), PostRef(2, 6, "乙", "audit_admin", ""))
    ctx = replace(ctx, actor=replace(ctx.actor, posts=posts))
    journal(ctx, "audit.entry.view")
    journal(ctx, "tests.thing.change")
    assert [entry.unit_name for entry in rows()] == ["乙", "甲"]


def test_rows_about_children_are_named_by_their_id_alone(
    ctx_for: Callable[..., Ctx], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(User, "data_classes", dict(User.data_classes))  # type: ignore[attr-defined]
    classified(default=C3)(User)
    journal(ctx_for("unit_officer"), ACT, User(username="x", name="某儿童"))
    assert rows()[0].object_title == ""


def test_controls_are_dropped_and_long_texts_cut_rare_characters_kept(ctx_for: Callable[..., Ctx]) -> None:
    journal(ctx_for("unit_officer"), ACT, note="𬭼\x00\n\ud800䶮\U00031350" + "长" * 600)
    note = rows()[0].note
    assert note.startswith("𬭼   䶮\U00031350")
    assert (len(note), note[-1]) == (500, "…")


def test_a_service_is_one_transaction_with_its_entry(system_ctx: Ctx) -> None:
    assert act(system_ctx) == "done"
    assert act.action is ACT  # type: ignore[attr-defined]
    assert (len(rows()), User.objects.count()) == (1, 1)


def test_a_service_without_entry_is_rolled_back(system_ctx: Ctx) -> None:
    act(system_ctx)
    with pytest.raises(UnjournalledAct, match=r"tests\.thing\.change"):
        act(system_ctx, is_journalled=False)
    assert (len(rows()), User.objects.count()) == (1, 1)


def test_an_entry_of_a_rolled_back_inner_service_does_not_count_for_the_outer(system_ctx: Ctx) -> None:
    @service(ACT)
    def outer(ctx: Ctx) -> None:
        with pytest.raises(Refused):
            act(ctx, refusal=Refused.because("x", "不行。"))

    with pytest.raises(UnjournalledAct):
        outer(system_ctx)


def test_the_entry_of_an_inner_service_counts_for_the_outer(system_ctx: Ctx) -> None:
    act_through_another(system_ctx)
    assert len(rows()) == 1


@pytest.mark.parametrize(("status", "expected"), [(403, 1), (404, 1), (409, 0), (422, 0)])
def test_a_refusal_for_want_of_right_is_journalled_after_the_rollback(
    system_ctx: Ctx, status: int, expected: int
) -> None:
    with pytest.raises(Refused):
        act_through_another(system_ctx, Refused.because("access.role", "王某不能办理。", status=status))
    assert User.objects.count() == 0
    assert [(entry.result, entry.note) for entry in rows()] == [("refused", "access.role")] * expected


def test_a_sensitive_look_wants_a_purpose_and_is_journalled_either_way(system_ctx: Ctx) -> None:
    with pytest.raises(Refused, match="先写明查看目的") as refused:
        look(system_ctx)
    assert refused.value.status == 422
    look(system_ctx.for_purpose("核对备案联系人"))
    assert [(entry.result, entry.purpose) for entry in rows()] == [("refused", ""), ("ok", "核对备案联系人")]


def test_a_visitor_without_posts_is_journalled_too(system_ctx: Ctx) -> None:
    journal(replace(system_ctx, actor=Actor(system_ctx.actor.kind, "访客")), ACT)
    assert (rows()[0].post_id, rows()[0].role) == (None, "")


def test_written_rows_are_neither_saved_again_nor_deleted(system_ctx: Ctx) -> None:
    journal(system_ctx, ACT)
    [entry] = rows()
    with pytest.raises(TypeError, match="never changed"):
        entry.save()
    with pytest.raises(TypeError, match="never deleted"):
        entry.delete()
    assert issubclass(Head, type(entry).__mro__[1])


def test_an_entry_falls_with_its_transaction(system_ctx: Ctx) -> None:
    @transaction.atomic
    def fails_later() -> None:
        journal(system_ctx, ACT)
        raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fails_later()
    assert rows() == []
