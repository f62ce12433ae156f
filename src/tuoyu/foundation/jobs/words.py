"""Words of jobs."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class JobState(LabelledEnum):
    WAITING = "waiting", "等待执行"
    RUNNING = "running", "正在执行"
    DONE = "done", "已完成"
    DEAD = "dead", "需人工处理"


NOT_DEAD = "这项后台任务现在是“{state}”，只有“需人工处理”的才能重新执行。"
NOT_DEAD_NEXT = "刷新页面看最新状态。"
NO_JOB = "没有找到这项后台任务，可能已经清理。"
NO_JOB_NEXT = "请回到后台任务列表重新选择。"
DIED = "执行这项任务的后台进程 {times} 次中途退出，已停止自动重试。请检查内存和磁盘后再重新执行。"
UNKNOWN_HANDLER = "这个版本的程序不认识这项任务，升级完成后会自动重试。"
