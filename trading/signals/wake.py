"""Waking whoever decides about signals; nothing is lost if nobody hears it, since they look at the rows themselves."""

import logging

from django.db import DatabaseError, transaction

from fidus.lib.prepared import prepared_cursor

log = logging.getLogger(__name__)
# What listeners LISTEN to; a message has no content.
CHANNEL = "trading_signals"


def wake_on_commit() -> None:
    """After the commit of what goes on now: inside it, NOTIFY would make all who commit wait for one another."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    try:
        with prepared_cursor() as cursor:
            cursor.execute("select pg_notify(%s, '')", [CHANNEL])
    except DatabaseError as error:
        log.warning("nobody was woken, signals wait for the next look: %s", error)
