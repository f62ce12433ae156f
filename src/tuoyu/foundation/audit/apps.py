"""Introduces audit to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class AuditRoom(Room):
    name = "tuoyu.foundation.audit"
    verbose_name = "操作日志"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.audit.jobs import SEAL_SECONDS, seal_journal
        from tuoyu.foundation.audit.models import Entry
        from tuoyu.foundation.audit.permissions import ACTIONS
        from tuoyu.foundation.audit.scopes import own_entries, unit_entries
        from tuoyu.foundation.jobs.handlers import every

        declare_actions(ACTIONS)
        declare_scope(Entry, "own", own_entries)
        declare_scope(Entry, "unit", unit_entries)
        every(seconds=SEAL_SECONDS)(seal_journal)
