"""The queue. One row is one job; the row is also the proof that it was done."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tuoyu.foundation.jobs.words import JobState
from tuoyu.foundation.vault.classes import C0, C1, classified

# Before any clock we know: a job that is due whatever the time.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


@classified(default=C0, error=C1)
class Job(models.Model):
    """``starts`` counts claims, ``failures`` errors; a start that neither failed nor finished is a death."""

    handler = models.CharField("处理程序", max_length=200)
    ids = models.JSONField("参数")
    queue = models.CharField("队列", max_length=32)
    key = models.CharField("去重键", max_length=200, null=True, unique=True)
    state = models.CharField("状态", max_length=8, choices=JobState.choices(), default=JobState.WAITING.value)
    due_at = models.DateTimeField("最早执行时间", default=AT_ONCE)
    made_at = models.DateTimeField("提交时间", db_default=Now())
    starts = models.PositiveIntegerField("开始次数", default=0)
    failures = models.PositiveIntegerField("失败次数", default=0)
    worker = models.CharField("执行进程", max_length=80, default="")
    leased_until = models.DateTimeField("占用到期", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    error = models.TextField("错误说明", default="")

    class Meta:
        verbose_name = "后台任务"
        ordering = ("pk",)
        indexes = [
            # The two questions of a worker; finished jobs, the many, are in neither index.
            models.Index(fields=("due_at", "id"), name="jobs_job_waiting", condition=Q(state="waiting")),
            models.Index(fields=("leased_until",), name="jobs_job_running", condition=Q(state="running")),
            models.Index(fields=("done_at",), name="jobs_job_done", condition=Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.handler}#{self.pk}"


@classified(default=C0)
class WorkerBeat(models.Model):
    """A living worker: it signs here every few seconds and strikes itself off when it leaves."""

    name = models.CharField("进程", max_length=80, unique=True)
    started_at = models.DateTimeField("启动时间")
    beat_at = models.DateTimeField("最近心跳")
    finished = models.PositiveIntegerField("已处理任务数", default=0)

    class Meta:
        verbose_name = "后台进程"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
