"""Introduces jobs to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class JobsRoom(Room):
    name = "tuoyu.foundation.jobs"
    verbose_name = "后台任务"

    def open(self) -> None:
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.jobs.jobs import forget_done_jobs

        daily(at="03:30")(forget_done_jobs)
