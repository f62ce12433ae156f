"""The verbs of targets, one face for all of them."""

from tuoyu.governance.targets.services.indicators import adopt_goals, define_indicator
from tuoyu.governance.targets.services.observations import (
    correct_observation,
    pull_observations,
    record_observation,
)

__all__ = [
    "adopt_goals",
    "correct_observation",
    "define_indicator",
    "pull_observations",
    "record_observation",
]
