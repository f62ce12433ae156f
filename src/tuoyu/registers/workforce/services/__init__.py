"""The verbs of the workforce."""

from tuoyu.registers.workforce.services.certificates import record_certificate, record_training
from tuoyu.registers.workforce.services.positions import end_position, open_position, open_queries
from tuoyu.registers.workforce.services.practitioners import (
    import_practitioners,
    register_practitioner,
    reveal_practitioner,
)

__all__ = [
    "end_position",
    "import_practitioners",
    "open_position",
    "open_queries",
    "record_certificate",
    "record_training",
    "register_practitioner",
    "reveal_practitioner",
]
