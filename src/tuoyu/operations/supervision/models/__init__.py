"""Items and their versions, inspectors, draws, visits with what was seen, findings until they are mended, penalties and transfers."""

from tuoyu.operations.supervision.models.conduct import Charge, Conduct, Fee
from tuoyu.operations.supervision.models.draws import Draw, DrawParty
from tuoyu.operations.supervision.models.evaluations import (
    Evaluation,
    EvaluationExpert,
    EvaluationTable,
    OutsideScore,
    SelfScore,
)
from tuoyu.operations.supervision.models.evidence import Photo, Signature, VisitRating
from tuoyu.operations.supervision.models.findings import Finding, Objection, Proof, Rectification, SelfCheck
from tuoyu.operations.supervision.models.incidents import (
    Drill,
    DrillTarget,
    Incident,
    IncidentNotice,
    IncidentUpdate,
)
from tuoyu.operations.supervision.models.inspectors import Inspector, Recusal
from tuoyu.operations.supervision.models.items import ItemDecision, ItemVersion
from tuoyu.operations.supervision.models.penalties import (
    Challenge,
    Penalty,
    PenaltyFinding,
    PenaltyOfficer,
    Publication,
)
from tuoyu.operations.supervision.models.plans import InspectionPlan
from tuoyu.operations.supervision.models.ratings import Rating, RatingAppeal
from tuoyu.operations.supervision.models.results import Result
from tuoyu.operations.supervision.models.transfers import Transfer, TransferFinding, TransferPaper
from tuoyu.operations.supervision.models.visits import Answer, Visit, VisitItem, VisitMember

__all__ = [
    "Answer",
    "Challenge",
    "Charge",
    "Conduct",
    "Draw",
    "DrawParty",
    "Drill",
    "DrillTarget",
    "Evaluation",
    "EvaluationExpert",
    "EvaluationTable",
    "Fee",
    "Finding",
    "Incident",
    "IncidentNotice",
    "IncidentUpdate",
    "InspectionPlan",
    "Inspector",
    "ItemDecision",
    "ItemVersion",
    "Objection",
    "OutsideScore",
    "Penalty",
    "PenaltyFinding",
    "PenaltyOfficer",
    "Photo",
    "Proof",
    "Publication",
    "Rating",
    "RatingAppeal",
    "Rectification",
    "Recusal",
    "Result",
    "SelfCheck",
    "SelfScore",
    "Signature",
    "Transfer",
    "TransferFinding",
    "TransferPaper",
    "Visit",
    "VisitItem",
    "VisitMember",
    "VisitRating",
]
