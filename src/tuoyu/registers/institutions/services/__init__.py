"""The verbs of institutions. Those who decide asked their own right; the register remembers."""

from tuoyu.registers.institutions.services.capacities import record_capacity
from tuoyu.registers.institutions.services.chains import attach_institution, record_agreement
from tuoyu.registers.institutions.services.marking import mark_institution, refresh_institutions
from tuoyu.registers.institutions.services.registering import (
    locate_institution,
    register_institution,
    revise_institution,
)
from tuoyu.registers.institutions.services.sameness import decide_sameness, suspect_samenesses

__all__ = [
    "attach_institution",
    "decide_sameness",
    "locate_institution",
    "mark_institution",
    "record_agreement",
    "record_capacity",
    "refresh_institutions",
    "register_institution",
    "revise_institution",
    "suspect_samenesses",
]
