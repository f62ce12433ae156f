"""Opens the pages of supervision over a province as its lead would; prints statements and seconds as JSON for ``bench/boards.py``.

python -m bench.boards_pages INSTITUTIONS ROUNDS       (in an environment that names a database of its own)
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

from bench import boards_rows
from bench.ratings_rows import AREA, NOW_DAY, moment

_STREET = f"{AREA}007"


def main(places: int, rounds: int) -> dict[str, Any]:
    import time_machine
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with time_machine.travel(moment(NOW_DAY), tick=True):
        with transaction.atomic():
            rows = boards_rows.filled(places)
        if connection.vendor == "postgresql":
            # As its own housekeeping would; a file of SQLite is left as the product leaves it.
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        return {"vendor": connection.vendor, "rows": rows, "pages": measured(rounds)}


def measured(rounds: int) -> dict[str, dict[str, Any]]:
    """Address → statements, and seconds of each round: of this process, and as a clock tells them."""
    pages = addresses()
    lead, anybody = _client(is_lead=True), _client(is_lead=False)
    found: dict[str, dict[str, Any]] = {}
    for page in pages:
        client = lead if page.startswith("/supervision/") else anybody
        found[page] = {"statements": _statements(client, page), "cpu": [], "wall": []}
        for _ in range(rounds):
            cpu, wall = time.process_time(), time.perf_counter()
            _opened(client, page)
            found[page]["cpu"].append(time.process_time() - cpu)
            found[page]["wall"].append(time.perf_counter() - wall)
    return found


def addresses() -> tuple[str, ...]:
    """The board in this year and the last, and the lists behind its numbers; what everybody reads; a plan; a file."""
    from tuoyu.foundation.people.models import Unit
    from tuoyu.operations.supervision.models import InspectionPlan

    first = Unit.objects.unscoped("bench").get(code="u00").pk
    plan = InspectionPlan.objects.unscoped("bench").get(unit=first, year=NOW_DAY.year).pk
    desk = (
        "", f"?year={NOW_DAY.year - 1}",
        "visits/", f"visits/?unit={first}&is_late=1", f"visits/?street={_STREET}", "visits/?is_late=1", "visits/?sort=-bad_count",
        "findings/", "findings/?is_overdue=1", f"findings/?unit={first}&is_overdue=1", f"findings/?street={_STREET}&is_overdue=1",
        "findings/?sort=due_on", "penalties/", "penalties/?sort=due", "penalties/?state=told", "results/", "results/?standing=shown",
        "ratings/", f"ratings/?street={_STREET}&klass=D", "ratings/?end=soon", "plans/", f"plans/{plan}/", "draws/",
        f"findings/?street={_STREET}&is_overdue=1&export=csv",
    )  # fmt: skip
    public = ("/results/", f"/results/?street={_STREET}", "/results/?outcome=open", "/results/?sort=-bad_count", "/penalties/", "/inspection-plans/", "/draws/")  # fmt: skip
    return (*(f"/supervision/{each}" for each in desk), *public)


def _client(*, is_lead: bool) -> Any:
    """A browser; the lead has shown both factors."""
    from django.test import Client

    from tuoyu.foundation.people.models import User
    from tuoyu.foundation.people.sessions import FACTOR_KEY, SEEN_KEY
    from tuoyu.foundation.people.words import Factor

    client = Client(SERVER_NAME="127.0.0.1")
    if is_lead:
        user = User.objects.get(username=boards_rows.LEAD)
        client.force_login(user, backend="tuoyu.foundation.people.backends.PeopleBackend")
        session = client.session
        session[SEEN_KEY], session[FACTOR_KEY] = int(time.time()), str(Factor.SHOWN)
        session.save()
    return client


def _statements(client: Any, page: str) -> int:
    """How many once the process is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _opened(client, page)
    with CaptureQueriesContext(connection) as asked:
        _opened(client, page)
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in asked)


def _opened(client: Any, page: str) -> bytes:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*(int(argument) for argument in sys.argv[1:3]))))
