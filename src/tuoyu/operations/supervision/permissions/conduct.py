"""Actions on fees, food and medicine, and on the division of duties."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_FEE = read("supervision.fee.view", "查看公示价格")
FILE_FEE = write("supervision.fee.file", "公示价格")
VIEW_CHARGE = read("supervision.charge.view", "查看实收价格")
RECORD_CHARGE = write("supervision.charge.record", "登记实收价格")
VIEW_CONDUCT = read("supervision.conduct.view", "查看饮食用药核对")
RECORD_CONDUCT = write("supervision.conduct.record", "核对饮食用药")
VIEW_DUTY = read("supervision.duty.view", "查看监管责任")

ACTIONS = (
    VIEW_FEE,
    FILE_FEE,
    VIEW_CHARGE,
    RECORD_CHARGE,
    VIEW_CONDUCT,
    RECORD_CONDUCT,
    VIEW_DUTY,
)
