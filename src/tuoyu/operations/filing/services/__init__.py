"""The verbs of filing."""

from tuoyu.operations.filing.services.cases import (
    open_case,
    recall_case,
    save_case,
    submit_case,
    withdraw_case,
)
from tuoyu.operations.filing.services.converting import remind_conversions
from tuoyu.operations.filing.services.deciding import (
    accept_case,
    finish_case,
    reject_case,
    return_case,
    verify_case,
)
from tuoyu.operations.filing.services.exits import record_exit
from tuoyu.operations.filing.services.followups import record_followup
from tuoyu.operations.filing.services.invitations import (
    accept_invitation,
    invite_registration,
)
from tuoyu.operations.filing.services.lists import load_list
from tuoyu.operations.filing.services.materials import add_material, remove_material, renew_material
from tuoyu.operations.filing.services.notes import issue_note
from tuoyu.operations.filing.services.receipts import revoke_receipt
from tuoyu.operations.filing.services.registrations import (
    follow_institutions,
    judge_registration,
    push_registrations,
    record_registration,
)
from tuoyu.operations.filing.services.reminding import remind_materials
from tuoyu.operations.filing.services.results import record_result
from tuoyu.operations.filing.services.revealing import reveal_case
from tuoyu.operations.filing.services.senders import close_sender, register_sender

__all__ = [
    "accept_case",
    "accept_invitation",
    "add_material",
    "close_sender",
    "finish_case",
    "follow_institutions",
    "invite_registration",
    "issue_note",
    "judge_registration",
    "load_list",
    "open_case",
    "push_registrations",
    "recall_case",
    "record_exit",
    "record_followup",
    "record_registration",
    "record_result",
    "register_sender",
    "reject_case",
    "remind_conversions",
    "remind_materials",
    "remove_material",
    "renew_material",
    "return_case",
    "reveal_case",
    "revoke_receipt",
    "save_case",
    "submit_case",
    "verify_case",
    "withdraw_case",
]
