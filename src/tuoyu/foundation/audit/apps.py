"""Introduces audit to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class AuditRoom(Room):
    name = "tuoyu.foundation.audit"
    verbose_name = "操作日志"
