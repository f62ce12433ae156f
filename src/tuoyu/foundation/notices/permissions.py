"""Actions on notices and their deliveries."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_NOTICE = read("notices.notice.view", "查看消息")
VIEW_DELIVERY = read("notices.delivery.view", "查看消息投递")
RETRY_DELIVERY = write("notices.delivery.retry", "重发消息")

ACTIONS = (VIEW_NOTICE, VIEW_DELIVERY, RETRY_DELIVERY)

# What the house does by itself; no role grants it, it has a name for the journal.
SEND_DELIVERY = write("notices.delivery.send", "发送消息")
