"""Actions on facts of credit. Recording and ending are the house's own: the apps that decide call the services."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_FACT = read("credit.fact.view", "查看信用事实")
RECORD_FACT = write("credit.fact.record", "记入信用事实")
END_FACT = write("credit.fact.end", "终止信用事实")

ACTIONS = (VIEW_FACT, RECORD_FACT, END_FACT)
