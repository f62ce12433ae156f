"""The counts beside the rows are added up while nobody looks."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from tuoyu.foundation.jobs.handlers import job
from tuoyu.foundation.search.counts import Counted, tidy
from tuoyu.foundation.search.fields import cell_columns
from tuoyu.kernel.context import Ctx


@job(retries=0)
def tidy_counts(_ctx: Ctx) -> None:
    """Without it the maps stay right and become slower: every change of a row is one more line to add up."""
    for model in apps.get_models():
        for column in cell_columns(model):
            tidy(connection, Counted.of(column))
