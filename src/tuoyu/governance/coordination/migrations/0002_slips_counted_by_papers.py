"""Slips are numbered by the machine of papers: it goes on after the last number of each year."""

import re

from django.conf import settings
from django.db import migrations

NUMBER = re.compile(r"督〔([0-9]{4})〕([0-9]+)号")


def count_slips(apps, schema_editor):
    last = {}
    for number in apps.get_model("coordination", "Slip")._base_manager.order_by("pk").values_list("number", flat=True):
        if match := NUMBER.fullmatch(number):
            year, serial = map(int, match.groups())
            last[year] = max(serial, last.get(year, 0))
    for year, serial in last.items():
        apps.get_model("papers", "Series")._base_manager.create(
            series="coordination.slip", area=settings.TUOYU_DISTRICT, year=year, last=serial
        )


class Migration(migrations.Migration):

    dependencies = [("coordination", "0001_initial"), ("papers", "0001_initial")]

    operations = [migrations.RunPython(count_slips, migrations.RunPython.noop)]
