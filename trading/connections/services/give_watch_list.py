"""Tell a bridge which accounts to watch and push: after it started, and when anything of the list changed."""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction

from trading.brokers.base import Access, BrokerError
from trading.brokers.mt5.watching import Watched, started_at, watch
from trading.connections.errors import NotConnected, WatchListNotTaken
from trading.connections.gates import access_of, reach, without_secrets
from trading.connections.models import BrokerGateway, Connection

SECONDS = 10.0
LOOKS_EVERY = 5.0  # seconds between two looks of the bridge at one account
MOST_NAMED = 10
AT_ONCE = 8  # so many bridges that hang keep no other waiting
_ENDS = ("account__first_at", "account__last_at")  # of the history held


def give_watch_list(*, gateway: BrokerGateway, anew: bool = False) -> int | None:
    """How many accounts the bridge watches now; None where it has this very list already and `anew` is not asked.

    Must not be called inside a transaction. Raises WatchListNotTaken, also for the accounts that it does not watch
    while it watches all others, and NotConnected for a gateway without secrets.
    """
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a bridge is not waited for inside a transaction")
    gateway = BrokerGateway.objects.get(pk=gateway.pk)
    if gateway.platform != "mt5" or gateway.options.get("push") != "yes":
        raise WatchListNotTaken(f"{gateway.name} does not push.")
    access, accounts = access_of(gateway), _watched(gateway)
    try:
        digest = _digest(started_at(access), accounts)
        if digest == gateway.watch_digest and not anew:
            return None
        taken = watch(access, accounts, seconds=LOOKS_EVERY)
    except BrokerError as error:
        raise WatchListNotTaken(f"{gateway.name}: {without_secrets(str(error), access)}") from None
    # The same list would be taken no further a minute later; it is told once, and again when somebody asks.
    BrokerGateway.objects.filter(pk=gateway.pk).update(watch_digest=digest)
    if taken.refused:
        words = without_secrets("; ".join(taken.refused[:MOST_NAMED]), access)
        more = f" and {len(taken.refused) - MOST_NAMED} more" if len(taken.refused) > MOST_NAMED else ""
        raise WatchListNotTaken(f"{gateway.name} watches {taken.watched}, but not {words}{more}.")
    return taken.watched


def renew_watch_lists() -> list[str]:
    """Give every bridge that pushes its list, where it needs it; the words of those that did not take it."""
    pushing = list(BrokerGateway.objects.filter(platform="mt5", disabled_at=None, options__push="yes"))
    with ThreadPoolExecutor(AT_ONCE, "watch-list") as bridges:
        return [words for words in bridges.map(_renew, pushing) if words]


def _renew(gateway: BrokerGateway) -> str:
    """In a thread of its own; why it was not taken, if so."""
    try:
        give_watch_list(gateway=gateway)
    except (WatchListNotTaken, NotConnected) as error:
        return str(error)
    finally:
        connections.close_all()
    return ""


def _watched(gateway: BrokerGateway) -> list[Watched]:
    rows = Connection.objects.filter(gateway=gateway).order_by("account_id")
    ends = {key: (first, last) for key, first, last in rows.values_list("account_id", *_ENDS)}
    found: dict[int, Access] = {key: one.access for key, one in reach(ends).items()}
    return [
        Watched(
            login=access.login, server=access.server, password=access.secrets["password"],
            terminal=access.options.get("terminal", ""),
            since=_since(*ends[key]),
        )
        for key, access in found.items()
    ]  # fmt: skip


def _since(first_at: datetime | None, last_at: datetime | None) -> int:
    """Seconds of the trade server's clock, held as UTC. Where nothing happened yet the end of what is held is by our
    own clock, and the server's may be behind it: then from the beginning."""
    return int(last_at.timestamp()) if last_at is not None and last_at != first_at else 0


def _digest(started: float, accounts: list[Watched]) -> str:
    """Of the list and the bridge's start. Passwords are in it, so it is keyed; how far each was read is not."""
    told = [started, [(one.login, one.server, one.password, one.terminal) for one in accounts]]
    return hmac.new(settings.SECRET_KEY.encode(), json.dumps(told).encode(), hashlib.sha256).hexdigest()
