"""Actions on the journal."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_ENTRY = read("audit.entry.view", "查看操作日志")
VERIFY_HEAD = read("audit.head.verify", "核验操作日志")

ACTIONS = (VIEW_ENTRY, VERIFY_HEAD)
