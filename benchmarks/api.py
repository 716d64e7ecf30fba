"""Lists of 50 through the API: queries and CPU beside the same rows from bare Django REST framework."""

import time
from datetime import timedelta
from statistics import median
from typing import Any

from benchmarks.result import Result
from benchmarks.servers import scratch_postgres, setup_django

ROWS, QUERIES, TIMES_BARE = 50, 6, 2.0
ROUNDS, IN_A_ROUND = 9, 15
TIMES_OPEN = 1.25


def run(scale: float) -> list[Result]:
    with scratch_postgres():
        setup_django()
        browser, number = _firm()
        results = []
        for name, ours, bare in (
            ("investments", "/api/v1/investments", "/bare/investments"),
            ("movements", f"/api/v1/movements?client={number}", f"/bare/movements/{number}"),
        ):
            results += _beside(name, browser, ours, bare, rounds=max(3, round(ROUNDS * scale)))
        return results + _behind_the_wall(number, rounds=max(3, round(ROUNDS * scale)))


def _firm() -> tuple[Any, str]:
    """Somebody of the office who is logged in, and the number of a client with fifty investments."""
    from django.contrib.auth.signals import user_logged_in
    from django.test import Client as Browser

    from accounts.models import User
    from funds.tests.scenes import a_client, a_product, an_investment

    client, product = a_client(), a_product()
    for _ in range(ROWS):
        an_investment("100.00", client=client, product=product)
    reader = User.objects.create_user("reader@example.com", is_staff=True, is_superuser=True)
    browser = Browser()
    user_logged_in.connect(_give_factor)
    browser.force_login(reader)
    return browser, client.number


def _behind_the_wall(number: str, *, rounds: int) -> list[Result]:
    """A client's own list and pages, with the second wall up and with it taken away."""
    from unittest.mock import patch

    from django.test import Client as Browser
    from django.test.utils import override_settings

    from accounts.models import Client
    from accounts.tests.people import member
    from fidus.lib import clock
    from funds.services.run_night import run_night

    # What the policies of the ledger go by grows with every night.
    run_night(as_of=clock.today() - timedelta(days=1), by=None)
    browser = Browser()
    browser.force_login(member(Client.objects.get(number=number), "owner@example.com"))
    results = []
    for name, path in (
        ("API list of 50 investments", "/api/v1/investments"),
        ("portal, overview", "/portal/"),
        ("portal, activity", "/portal/activity/"),
    ):
        up: list[float] = []
        down: list[float] = []
        with override_settings(RATE_LIMITED=False, STORAGES=_plain_static()):
            _cpu(browser, path)
            for _ in range(rounds):
                up.append(_cpu(browser, path))
                with (
                    patch("accounts.middleware.raise_wall", lambda user: None),
                    patch("accounts.gateway.rest.resource.raise_wall", lambda user: None),
                ):
                    down.append(_cpu(browser, path))
        results.append(
            Result(
                f"{name}, client's, CPU",
                median(up),
                "ms",
                "without the second wall",
                median(down),
                f"<= {TIMES_OPEN} times",
                median(up) <= TIMES_OPEN * median(down),
            )
        )
    return results


def _plain_static() -> dict[str, Any]:
    """No manifest of static files is made for the scratch server."""
    from django.conf import settings

    return settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def _give_factor(request: Any, user: Any, **_: Any) -> None:
    """The reader's session began with a second factor, as staff's must."""
    from allauth.account.internal.flows.login import record_authentication

    record_authentication(request, user, "mfa", type="totp", reauthenticated=True, at=time.time())


def _beside(name: str, browser: Any, ours: str, bare: str, *, rounds: int) -> list[Result]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, override_settings

    sides: dict[str, list[float]] = {ours: [], bare: []}
    # Counting calls is measured with the limits; here it would only end the measurement.
    with override_settings(ROOT_URLCONF="benchmarks.bare_api", RATE_LIMITED=False):
        for path in sides:
            for _ in range(3):
                _rows(browser, path)
        with CaptureQueriesContext(connection) as asked:
            _rows(browser, ours)
            queries = len(asked)
        # In turns, so that a busy moment of the machine hits both.
        for _ in range(rounds):
            for path, taken in sides.items():
                taken.append(_cpu(browser, path))
    cpu, peer = median(sides[ours]), median(sides[bare])
    return [
        Result(
            f"API list of {ROWS} {name}, queries", queries, "", "limit", QUERIES, f"<= {QUERIES}", queries <= QUERIES
        ),
        Result(
            f"API list of {ROWS} {name}, CPU", cpu, "ms", "bare DRF, the same rows and figures", peer,
            f"<= {TIMES_BARE:.0f} times", cpu <= TIMES_BARE * peer,
        ),
    ]  # fmt: skip


def _rows(browser: Any, path: str) -> None:
    answer = browser.get(path)
    if answer.status_code != 200 or len(answer.json()["data" if "data" in answer.json() else "results"]) != ROWS:
        raise RuntimeError(f"{path}: {answer.status_code}, {answer.content[:200]!r}")


def _cpu(browser: Any, path: str) -> float:
    """Milliseconds a request, of this process and of the database process that answers it."""
    import psutil
    from django.db import connection

    database = psutil.Process(connection.connection.info.backend_pid)
    begin = time.process_time() + sum(database.cpu_times()[:2])
    for _ in range(IN_A_ROUND):
        if browser.get(path).status_code != 200:
            raise RuntimeError(f"{path} was refused")
    return (time.process_time() + sum(database.cpu_times()[:2]) - begin) / IN_A_ROUND * 1_000
