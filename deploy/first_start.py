"""The first people of a new installation: units, areas, and the three administrators, who then do the rest by screen.

    .venv/bin/python deploy/first_start.py 叶知行 郑守一 王明察

Names the system administrator, the security administrator and the audit administrator, in this order: three people,
because no one may hold two of these posts. Their temporary passwords are printed once and must be changed at the first
sign-in. An installation that has units already is left alone. Plans are then imported on the page 方案文本.
"""

# ruff: noqa: PLC0415 - Django is loaded before what needs it is imported
from __future__ import annotations

import secrets
import sys

ROLES = (("sysadmin", "system_admin"), ("secadmin", "security_admin"), ("auditor", "audit_admin"))


def main(names: list[str]) -> int:
    if len(names) != len(ROLES):
        sys.stderr.write("请依次写出系统管理员、安全管理员、审计管理员的姓名（三个人）。\n")
        return 2
    from tuoyu.entrypoints.cli.setup import prepare, start_django

    start_django()
    prepare()
    from tuoyu.foundation.people.models import Unit

    if Unit.objects.unscoped("is the installation empty").exists():
        sys.stderr.write("这套系统里已有单位，没有改动任何数据。\n")
        return 1
    for line in _people(names):
        sys.stdout.write(f"{line}\n")
    return 0


def _people(names: list[str]) -> list[str]:
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from tuoyu.foundation.jobs.acting import job_ctx
    from tuoyu.foundation.people.commands import AddUser, OpenPost
    from tuoyu.foundation.people.district import add_district_units
    from tuoyu.foundation.people.services import add_user, open_post
    from tuoyu.foundation.policy.districts import District
    from tuoyu.registers.sites.services import load_areas

    district = District.load(settings.TUOYU_DISTRICT)
    ctx = job_ctx(timezone.now(), "首次安装", "first-start")
    lines = []
    with transaction.atomic():
        office = add_district_units(ctx, district, ctx.today)[district.leading_group.code]
        load_areas(ctx, district.code)
        for name, (username, role) in zip(names, ROLES, strict=True):
            password = secrets.token_urlsafe(12)
            user = add_user(ctx, AddUser(username, name, password))
            open_post(ctx, OpenPost(user.pk, office.pk, role, ctx.today))
            lines.append(f"{username}\t{name}\t{password}")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
