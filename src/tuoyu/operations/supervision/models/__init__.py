"""Items and their versions, inspectors, draws, visits with what was seen, and findings until they are mended."""

from tuoyu.operations.supervision.models.draws import Draw
from tuoyu.operations.supervision.models.evaluations import (
    Evaluation,
    EvaluationExpert,
    EvaluationTable,
    OutsideScore,
    SelfScore,
)
from tuoyu.operations.supervision.models.findings import Finding
from tuoyu.operations.supervision.models.inspectors import Inspector, Recusal
from tuoyu.operations.supervision.models.items import ItemVersion
from tuoyu.operations.supervision.models.ratings import Rating, RatingAppeal
from tuoyu.operations.supervision.models.visits import Answer, Visit, VisitItem, VisitMember

__all__ = [
    "Answer",
    "Draw",
    "Evaluation",
    "EvaluationExpert",
    "EvaluationTable",
    "Finding",
    "Inspector",
    "ItemVersion",
    "OutsideScore",
    "Rating",
    "RatingAppeal",
    "Recusal",
    "SelfScore",
    "Visit",
    "VisitItem",
    "VisitMember",
]
