"""An invented scoring table in use, experts in the pool, and an evaluation brought to any of its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.world import SINCE, Stage
from tests.registers.institutions.world import system
from tuoyu.kernel.context import PostRef
from tuoyu.operations.supervision.commands.evaluations import (
    AdoptTable,
    LoadTable,
    OfEvaluation,
    OpenEvaluation,
    Score,
    SubmitScores,
)
from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert, EvaluationTable, Inspector
from tuoyu.operations.supervision.services.evaluations import (
    grade_evaluation,
    open_evaluation,
    submit_evaluation,
)
from tuoyu.operations.supervision.services.experts import draw_evaluation, submit_expert
from tuoyu.operations.supervision.services.tables import adopt_table, load_table

INVENTED = Path(__file__).parents[2] / "fixtures" / "evaluation_table_invented.csv"
LIMITS = {"A": Decimal(900), "B": Decimal(750), "C": Decimal(600), "D": Decimal(0)}


def loading(content: bytes | None = None, **changes: object) -> LoadTable:
    command = LoadTable(
        "评分表.csv", content or INVENTED.read_bytes(), "虚构评分表", "虚构，只用于测试", "第1版", LIMITS
    )
    return replace(command, **changes)  # type: ignore[arg-type]


def a_table() -> EvaluationTable:
    """Loaded by one, put into use by another."""
    table = load_table(system(), loading())
    table.loaded_by = "管理员"
    table.save()
    return adopt_table(system(), AdoptTable(table.pk))


def some_experts(stage: Stage, count: int = 5) -> list[Inspector]:
    """Experts of a college, each with an account; ``stage.ctx("expert1")`` acts as the first."""
    unit = make_unit("xy", "职业学院")
    found = []
    for number in range(1, count + 1):
        key = f"expert{number}"
        stage.users[key] = make_user(key, f"专家{number}")
        post = make_post(stage.users[key], unit, "inspector")
        stage.posts[key] = PostRef(post.pk, unit.pk, unit.name, "inspector", unit.area)
        found.append(
            Inspector.objects.create(
                unit=unit, user=stage.users[key], kind="expert", name=f"专家{number}", certificate_no=f"专{number}",
                since_on=SINCE,
            )
        )  # fmt: skip
    return found


def scored(
    table: EvaluationTable, take: Callable[[str], Decimal] = lambda _: Decimal(0), failed: str = ""
) -> dict[str, Score]:
    """Every item with its full points less what ``take`` says."""
    return {
        item.code: Score(item.points - take(item.code), item.code == failed, "看到了" if take(item.code) or item.code == failed else "")
        for item in table.rows
    }  # fmt: skip


def opened(stage: Stage) -> Evaluation:
    return open_evaluation(stage.ctx("lead"), OpenEvaluation(stage.place.pk, "年度评估"))


def self_done(stage: Stage) -> Evaluation:
    evaluation = opened(stage)
    return submit_evaluation(stage.ctx("head"), SubmitScores(evaluation.pk, scored(evaluation.table)))


def key_of(expert: EvaluationExpert) -> str:
    return f"expert{expert.inspector.name.removeprefix('专家')}"


def assessed(
    stage: Stage, evaluation: Evaluation, taken: int = 20, failed: str = "", now: datetime = NOW
) -> list[EvaluationExpert]:
    """Drawn, and every expert takes ``taken`` points of the first item."""
    team = draw_evaluation(stage.ctx("lead", now), OfEvaluation(evaluation.pk))
    for expert in team:
        scores = scored(
            evaluation.table, lambda code: Decimal(taken) if code == "X1.1" else Decimal(0), failed
        )
        submit_expert(stage.ctx(key_of(expert), now), SubmitScores(expert.pk, scores))
    return team


def graded(stage: Stage, taken: int = 20, failed: str = "") -> Evaluation:
    evaluation = self_done(stage)
    assessed(stage, evaluation, taken, failed)
    return grade_evaluation(stage.ctx("lead"), OfEvaluation(evaluation.pk))
