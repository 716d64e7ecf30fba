"""Waking whoever sends orders; nothing is lost if nobody hears it, since they look at the rows themselves."""

import logging
from collections.abc import Callable, Collection

from django.db import DatabaseError, transaction

from fidus.lib.prepared import prepared_cursor

log = logging.getLogger(__name__)
# What listeners LISTEN to. A message names accounts that have something to send; empty: look for yourself.
CHANNEL = "trading_orders"
MOST_NAMED = 100
# Whoever sends in this very process: takes accounts, gives back those that are not its own.
Serving = Callable[[Collection[int]], Collection[int]]
_serving: list[Serving] = []


def serve_here(serving: Serving) -> None:
    """From now on `serving` is asked first; PostgreSQL carries a notice of the others alone."""
    _serving.append(serving)


def serve_no_more(serving: Serving) -> None:
    _serving.remove(serving)


def wake_on_commit(accounts: Collection[int] = ()) -> None:
    """After the commit of what goes on now: inside it, NOTIFY would make all who commit wait for one another.

    `accounts` are those that have something to do; without, whoever sends has to look which.
    """
    transaction.on_commit(lambda: _wake(accounts), robust=True)


def _wake(accounts: Collection[int]) -> None:
    if accounts:
        for serving in _serving:
            accounts = serving(accounts)
            if not accounts:
                return
    named = ",".join(map(str, sorted(set(accounts)))) if len(accounts) <= MOST_NAMED else ""
    try:
        with prepared_cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, named])
    except DatabaseError as error:
        log.warning("nobody was woken, orders wait for the next look: %s", error)


def accounts_named(message: str) -> list[int]:
    """What a message names; empty where whoever hears it has to look."""
    return [int(number) for number in message.split(",") if number.isdigit()]
