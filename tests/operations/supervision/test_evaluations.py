"""Evaluations from the table to the published result, with what each side may and may not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.supervision.evaluation_world import (
    INVENTED,
    LIMITS,
    a_table,
    assessed,
    graded,
    key_of,
    loading,
    opened,
    scored,
    self_done,
    some_experts,
)
from tests.operations.supervision.rating_world import browser, filed
from tests.operations.supervision.world import SINCE, TODAY, Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.evaluations import (
    AdoptTable,
    OfEvaluation,
    OpenEvaluation,
    SaveScores,
    Score,
    SubmitScores,
)
from tuoyu.operations.supervision.figures.evaluations import self_outside_difference
from tuoyu.operations.supervision.models import (
    Evaluation,
    EvaluationExpert,
    EvaluationTable,
    Recusal,
    SelfScore,
)
from tuoyu.operations.supervision.rules.experts import drawn_again
from tuoyu.operations.supervision.services.evaluations import (
    answer_evaluation,
    cancel_evaluation,
    expire_evaluations,
    grade_evaluation,
    object_evaluation,
    open_evaluation,
    publish_evaluation,
    save_evaluation,
    submit_evaluation,
)
from tuoyu.operations.supervision.services.experts import (
    assess_evaluation,
    draw_evaluation,
    save_expert,
    submit_expert,
)
from tuoyu.operations.supervision.services.tables import adopt_table, load_table, retire_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = a_stage()
    stage.institution = filed(stage)
    a_table()
    some_experts(stage)
    return stage


def refused(call: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


# The table


def test_load_table_keeps_a_draft_that_nobody_uses_yet() -> None:
    table = load_table(system(), loading())
    assert (table.state, len(table.items), len(table.rows)) == ("draft", 28, 28)
    assert [each.grade for each in table.limits] == list(LIMITS)


def test_load_table_names_every_wrong_place() -> None:
    lines = INVENTED.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(",25,", ",24,")
    lines[2] = lines[2].replace("是", "否")
    lines[5] = lines[5].replace("托育队伍", "食堂")
    with pytest.raises(RowsRefused) as caught:
        load_table(system(), loading("\n".join(lines).encode()))
    said = "\n".join(f"{error.line} {error.column} {error.value}" for error in caught.value.errors)
    assert "办托条件合计 99 分" in said
    assert "15 条" in said
    assert "6 章 食堂" in said
    assert EvaluationTable.objects.unscoped("tests").count() == 0


def test_load_table_wants_the_limits_that_the_frame_does_not_give() -> None:
    error = refused(lambda: load_table(system(), loading(limits={"A": Decimal(900)})))
    assert (error.status, error.verdict.failures[0].field) == (422, "limit_A")


def test_adopt_table_is_for_somebody_else_and_retires_the_one_before(stage: Stage) -> None:
    table = load_table(system(), loading())
    assert "另一个人" in str(refused(lambda: adopt_table(system(), AdoptTable(table.pk))))
    adopt_table(stage.ctx("office"), AdoptTable(table.pk))
    states = EvaluationTable.objects.unscoped("tests").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["retired", "adopted"]


def test_retire_table_leaves_nothing_to_open_with(stage: Stage) -> None:
    table = EvaluationTable.objects.unscoped("tests").get()
    retire_table(stage.ctx("office"), AdoptTable(table.pk))
    assert "评分表" in str(refused(lambda: opened(stage)))


# The evaluation


def test_open_evaluation_starts_the_clock_and_happens_once(stage: Stage) -> None:
    evaluation = opened(stage)
    clock = Clock.objects.unscoped("tests").get(kind="evaluation_self")
    assert (evaluation.state, clock.unit_id) == ("opened", stage.units["place"].pk)
    assert "已有一次评估" in str(refused(lambda: opened(stage)))


def test_open_evaluation_is_for_the_supervising_unit(stage: Stage) -> None:
    command = OpenEvaluation(stage.place.pk, "年度评估")
    assert refused(lambda: open_evaluation(stage.ctx("market_lead"), command)).status == 404


def test_save_evaluation_keeps_what_is_there_and_passes_over_what_is_not_in_the_table(stage: Stage) -> None:
    evaluation = opened(stage)
    for points in (10, 12):
        save_evaluation(
            stage.ctx("head"),
            SaveScores(evaluation.pk, {"X1.1": Score(Decimal(points)), "Z": Score(Decimal(1))}),
        )
    assert [(row.code, row.points) for row in SelfScore.objects.unscoped("tests")] == [("X1.1", 12)]


def test_submit_evaluation_wants_every_item(stage: Stage) -> None:
    evaluation = opened(stage)
    command = SubmitScores(evaluation.pk, {"X1.1": Score(Decimal(25))})
    error = refused(lambda: submit_evaluation(stage.ctx("head"), command))
    assert (error.status, len(error.verdict.failures)) == (422, 27)


def test_draw_evaluation_follows_the_lottery_and_the_recusals(stage: Stage) -> None:
    evaluation = self_done(stage)
    away = Recusal.objects.create(
        inspector=some_of(stage)[0], institution=stage.place, kind="kinship", since_on=SINCE
    )
    team = draw_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))
    kept = Evaluation.objects.unscoped("tests").get().draws[0]
    assert [str(each.inspector_id) for each in team] == list(drawn_again(kept))
    assert away.inspector_id not in {each.inspector_id for each in team}
    assert "不能重抽" in str(refused(lambda: draw_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))))


def some_of(stage: Stage) -> list[Any]:
    from tuoyu.operations.supervision.models import Inspector

    return list(Inspector.objects.unscoped("tests").filter(kind="expert").order_by("pk"))


def test_draw_evaluation_leaves_out_the_institution_s_own_people(stage: Stage) -> None:
    evaluation = self_done(stage)
    make_post(stage.users["expert1"], stage.units["place"], "unit_officer")
    for row in some_of(stage)[1:4]:
        row.until_on = TODAY - timedelta(days=1)
        row.save()
    error = refused(lambda: draw_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk)))
    assert "不足 2 名" in str(error)


def test_save_expert_is_for_who_was_drawn(stage: Stage) -> None:
    evaluation = self_done(stage)
    team = draw_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))
    mine, other = key_of(team[0]), key_of(team[1])
    command = SaveScores(team[0].pk, {"X1.1": Score(Decimal(3))})
    assert save_expert(stage.ctx(mine), command).submitted_at is None
    assert refused(lambda: save_expert(stage.ctx(other), command)).status == 404


def test_submit_expert_waits_for_the_last_and_is_final(stage: Stage) -> None:
    evaluation = self_done(stage)
    team = draw_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))
    scores = scored(evaluation.table)
    submit_expert(stage.ctx(key_of(team[0])), SubmitScores(team[0].pk, scores))
    assert Evaluation.objects.unscoped("tests").get().state == "self_done"
    again = SubmitScores(team[0].pk, scores)
    assert "不能再改" in str(refused(lambda: submit_expert(stage.ctx(key_of(team[0])), again)))
    submit_expert(stage.ctx(key_of(team[1])), SubmitScores(team[1].pk, scores))
    assert Evaluation.objects.unscoped("tests").get().state == "assessed"


def test_assess_evaluation_is_the_house_s_alone(stage: Stage) -> None:
    evaluation = self_done(stage)
    assert refused(lambda: assess_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))).status == 403


def test_grade_evaluation_counts_and_tells(stage: Stage) -> None:
    evaluation = graded(stage, taken=20)
    assert (evaluation.own, evaluation.outside, evaluation.grade) == (1000, 980, "A")
    assert evaluation.result[0] == {
        "clause": "4",
        "label": "办托条件",
        "full": "100",
        "own": "100",
        "outside": "80",
    }
    count = self_outside_difference(stage.ctx("lead"), TODAY, None)
    assert (count.numerator, count.denominator) == (20, 1000)
    assert Clock.objects.unscoped("tests").get(kind="evaluation_objection").unit_id == stage.units["place"].pk


def test_grade_evaluation_gives_none_where_a_veto_failed(stage: Stage) -> None:
    evaluation = graded(stage, taken=0, failed="X1.1")
    assert (evaluation.vetoes, evaluation.grade) == (["X1.1"], "")


def test_publish_evaluation_waits_for_the_institution_or_its_days(stage: Stage) -> None:
    evaluation = graded(stage)
    command = OfEvaluation(evaluation.pk)
    assert "异议期还没有过" in str(refused(lambda: publish_evaluation(stage.ctx("lead"), command)))
    later = publish_evaluation(stage.ctx("lead", NOW + timedelta(days=30)), command)
    assert (later.state, later.valid_until_on is not None) == ("published", True)


def test_answer_evaluation_is_published_beside_the_result(stage: Stage) -> None:
    evaluation = graded(stage)
    answer_evaluation(stage.ctx("head"), OfEvaluation(evaluation.pk, "感谢专家，已在改进"))
    assert publish_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk)).answer == "感谢专家，已在改进"


def test_object_evaluation_brings_other_experts_once(stage: Stage) -> None:
    evaluation = graded(stage)
    first = {each.inspector_id for each in EvaluationExpert.objects.unscoped("tests")}
    assert (
        refused(lambda: object_evaluation(stage.ctx("head"), OfEvaluation(evaluation.pk, " "))).status == 422
    )
    again = object_evaluation(stage.ctx("head"), OfEvaluation(evaluation.pk, "第一条打错了"))
    assert (again.state, again.round) == ("self_done", 2)
    team = assessed(stage, again, taken=5)
    assert not {each.inspector_id for each in team} & first
    done = grade_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))
    assert done.outside == 995
    assert "重评过一次" in str(
        refused(lambda: object_evaluation(stage.ctx("head"), OfEvaluation(evaluation.pk, "再")))
    )


def test_cancel_evaluation_lets_another_begin(stage: Stage) -> None:
    evaluation = opened(stage)
    cancel_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk, "机构停业"))
    assert opened(stage).pk != evaluation.pk


def test_expire_evaluation_ends_what_is_over(stage: Stage) -> None:
    evaluation = graded(stage)
    answer_evaluation(stage.ctx("head"), OfEvaluation(evaluation.pk))
    publish_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))
    assert expire_evaluations(system(NOW)) == 0
    assert expire_evaluations(system(NOW + timedelta(days=1200))) == 1


# Pages


def test_load_table_page_shows_the_frame_and_every_error(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    admin = make_user("admin", "管理员甲")
    make_post(admin, stage.units["group"], "system_admin")
    client = client_of(admin)
    assert "卫生保健" in client.get("/supervision/tables/load/").content.decode()
    assert client.get("/supervision/tables/template/").status_code == 200
    given: dict[str, Any] = {
        "title": "表",
        "source": "来源",
        "version": "1",
        **{f"limit_{key}": value for key, value in LIMITS.items()},
    }
    wrong = SimpleUploadedFile("a.csv", INVENTED.read_bytes().replace(b",25,", b",24,"))
    assert (
        "办托条件合计" in client.post("/supervision/tables/load/", {**given, "file": wrong}).content.decode()
    )
    right = SimpleUploadedFile("a.csv", INVENTED.read_bytes())
    done = client.post("/supervision/tables/load/", {**given, "file": right}, follow=True).content.decode()
    assert "评分表已装入" in done
    assert "虚构条目1.1" in done


def test_an_evaluation_walks_through_its_pages(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    lead, head = browser(stage, "lead"), browser(stage, "head")
    opening = lead.post(
        f"/supervision/institutions/{stage.place.pk}/evaluations/open/", {"reason": "年度评估"}, follow=True
    )
    assert "评估已发起" in opening.content.decode()
    evaluation = Evaluation.objects.unscoped("tests").get()
    url = f"/supervision/evaluations/{evaluation.pk}/"
    assert "填写自评" in head.get(url).content.decode()
    assert "27 条要改" in head.post(f"{url}submit/", {"points-X1.1": "25"}).content.decode()
    assert "还没有提交" in head.post(f"{url}save/", {"points-X1.1": "25"}, follow=True).content.decode()
    full = {f"points-{item.code}": str(item.points) for item in evaluation.table.rows}
    assert "自评已提交" in head.post(f"{url}submit/", full, follow=True).content.decode()
    assert "专家已抽出" in lead.post(f"{url}draw/", {}, follow=True).content.decode()
    for expert in EvaluationExpert.objects.unscoped("tests").select_related("inspector"):
        mine = browser(stage, key_of(expert))
        assert "青禾社区托育园" in mine.get("/supervision/experts/").content.decode()
        sheet = mine.get(f"/supervision/experts/{expert.pk}/", follow=True).content.decode()
        assert "机构自评 25 分" in sheet
        assert mine.post(f"/supervision/experts/{expert.pk}/save/", {"points-X1.1": "abc"}).status_code == 422
        less = {**full, "points-X1.1": "5", "reason-X1.1": "没有看到"}
        assert (
            "评分已提交"
            in mine.post(f"/supervision/experts/{expert.pk}/submit/", less, follow=True).content.decode()
        )
        assert "没有看到" in mine.get(f"/supervision/experts/{expert.pk}/").content.decode()
    assert "已定级" in lead.post(f"{url}grade/", {}, follow=True).content.decode()
    assert "无异议" in head.post(f"{url}answer/", {"note": "会改进"}, follow=True).content.decode()
    assert "结果已公布" in lead.post(f"{url}publish/", {}, follow=True).content.decode()
    assert "青禾社区托育园" in lead.get("/supervision/evaluations/").content.decode()
    visitor = Client()
    assert "青禾社区托育园" in visitor.get("/evaluations/").content.decode()
    shown = visitor.get(f"/evaluations/{evaluation.pk}/").content.decode()
    assert "会改进" in shown
    assert "自评高出 2%" in shown
    assert "专家" not in shown.replace("抽取的专家", "") or "专家1" not in shown


def test_what_is_not_published_is_not_shown(stage: Stage) -> None:
    evaluation = graded(stage)
    assert Client().get(f"/evaluations/{evaluation.pk}/").status_code == 404


def test_the_figure_counts_nothing_where_nothing_was_graded(stage: Stage) -> None:
    assert self_outside_difference(stage.ctx("lead"), TODAY, DISTRICT).value is None
