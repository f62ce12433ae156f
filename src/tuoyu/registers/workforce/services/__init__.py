"""The verbs of the workforce."""

from tuoyu.registers.workforce.services.certificates import record_certificate, record_training
from tuoyu.registers.workforce.services.positions import end_position, open_position, open_queries
from tuoyu.registers.workforce.services.practitioners import (
    Revealed,
    register_practitioner,
    reveal_practitioner,
)

__all__ = [
    "Revealed",
    "end_position",
    "open_position",
    "open_queries",
    "record_certificate",
    "record_training",
    "register_practitioner",
    "reveal_practitioner",
]
