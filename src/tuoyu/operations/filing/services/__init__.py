"""The verbs of filing."""

from tuoyu.operations.filing.services.cases import (
    open_case,
    recall_case,
    save_case,
    submit_case,
    withdraw_case,
)
from tuoyu.operations.filing.services.deciding import (
    accept_case,
    finish_case,
    reject_case,
    return_case,
    verify_case,
)
from tuoyu.operations.filing.services.exits import record_exit
from tuoyu.operations.filing.services.materials import add_material, remove_material
from tuoyu.operations.filing.services.receipts import revoke_receipt
from tuoyu.operations.filing.services.results import record_result
from tuoyu.operations.filing.services.revealing import reveal_case

__all__ = [
    "accept_case",
    "add_material",
    "finish_case",
    "open_case",
    "recall_case",
    "record_exit",
    "record_result",
    "reject_case",
    "remove_material",
    "return_case",
    "reveal_case",
    "revoke_receipt",
    "save_case",
    "submit_case",
    "verify_case",
    "withdraw_case",
]
