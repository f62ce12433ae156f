"""Introduces search to the house."""

from __future__ import annotations

from django.db.models.signals import post_migrate

from tuoyu.foundation.room.opening import Room


class SearchRoom(Room):
    name = "tuoyu.foundation.search"
    verbose_name = "文字检索"

    def open(self) -> None:
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.search.indexes import mend
        from tuoyu.foundation.search.jobs import tidy_counts

        daily(at="03:40")(tidy_counts)
        # Of every app: Django sends the signal only for apps that have models, and search has none.
        post_migrate.connect(mend, dispatch_uid="search.mend")
