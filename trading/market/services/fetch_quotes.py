"""Ask brokers for the prices of what is held: once for each server, outside of any transaction, a few at a time."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections

from trading.brokers import facts
from trading.brokers.base import Broker, BrokerError
from trading.connections.errors import NotConnected
from trading.connections.gates import Reach, open_reach, reach, without_secrets
from trading.connections.registry import spared
from trading.market.models import Instrument, QuoteSource
from trading.market.services.see_instruments import see_instruments
from trading.market.services.store_quotes import store_quotes
from trading.models import BrokerAccount, Platform, Position, Source

logger = logging.getLogger(__name__)
AT_ONCE, SECONDS = 4, 5.0
# Their gateways take one long-lived connection: the process that watches accounts holds it, and asks over it.
BY_THE_WATCH = frozenset({Platform.IB.value})
# Paper accounts are fed by us.
BY_ANYBODY = frozenset(Platform.values) - {Platform.PAPER.value} - BY_THE_WATCH
MOST_SYMBOLS = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """`newer` instruments have a newer price; `failures`: server -> why it told nothing."""

    newer: int = 0
    failures: dict[str, str] = field(default_factory=dict)


def fetch_quotes(platforms: Collection[str] = BY_ANYBODY) -> Fetched:
    """Of every server of `platforms` with open positions, through one of its accounts that can be reached and answers
    its visits."""
    wanted = _symbols_held(platforms)
    accounts = {account for held in wanted.values() for account in held}
    reaches = reach(accounts - spared(accounts))
    visits = [_visit_of(server, accounts, reaches) for server, accounts in wanted.items()]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        done = list(threads.map(_fetched, [visit for visit in visits if visit]))
    return Fetched(sum(newer for _, newer, _ in done), {server: why for server, _, why in done if why})


def take_quotes(
    broker: Broker, *, platform: str, server: str, symbols: Iterable[str], source: str = QuoteSource.BROKER
) -> int:
    """The same with a broker in hand: how many instruments have a newer price. Raises BrokerError."""
    names = sorted(set(symbols))[:MOST_SYMBOLS]
    known = dict(
        Instrument.objects.filter(platform=platform, server=server, symbol__in=names).values_list("symbol", "pk")
    )
    if missing := [name for name in names if name not in known]:
        known |= see_instruments(broker.instruments(missing), platform=platform, server=server)
    quotes: Iterable[facts.Quote] = broker.quotes([name for name in names if name in known])
    return store_quotes([(known[quote.symbol], quote) for quote in quotes if quote.symbol in known], source=source)


def _symbols_held(platforms: Collection[str]) -> Mapping[tuple[str, str], dict[int, set[str]]]:
    """(platform, server) -> account -> symbols of its open positions."""
    found: dict[tuple[str, str], dict[int, set[str]]] = {}
    held = (
        Position.objects.filter(closed_at=None, account__disabled_at=None, account__platform__in=platforms)
        .order_by()
        .values_list("account__platform", "account__server", "account_id", "symbol")
        .distinct()
    )
    for platform, server, account, symbol in held:
        found.setdefault((platform, server), {}).setdefault(account, set()).add(symbol)
    return found


@dataclass(frozen=True, slots=True)
class _Visit:
    platform: str
    server: str
    reach: Reach
    symbols: frozenset[str]
    is_invented: bool


def _visit_of(server: tuple[str, str], accounts: Mapping[int, set[str]], reaches: Mapping[int, Reach]) -> _Visit | None:
    # The account that holds most of it knows most of the symbols.
    able = sorted((account for account in accounts if account in reaches), key=lambda one: -len(accounts[one]))
    if not able:
        return None
    return _Visit(*server, reaches[able[0]], frozenset().union(*accounts.values()), _is_invented(able[0]))


def _is_invented(account: int) -> bool:
    """What was opened as simulated tells prices of no market."""
    return BrokerAccount.objects.filter(pk=account, source=Source.SIMULATED).exists()


def _fetched(visit: _Visit) -> tuple[str, int, str]:
    try:
        broker = open_reach(visit.reach, seconds=SECONDS)
        try:
            source = QuoteSource.SIMULATED if visit.is_invented else QuoteSource.BROKER
            newer = take_quotes(
                broker, platform=visit.platform, server=visit.server, symbols=visit.symbols, source=source
            )
        finally:
            broker.close()
    except (BrokerError, NotConnected, BrokerAccount.DoesNotExist) as error:
        words = without_secrets(str(error), visit.reach.access)
        logger.info("%s tells no prices: %s", visit.server, words)
        return visit.server, 0, words
    except Exception as error:
        # What one broker tells, and nobody foresaw, costs no other its prices.
        logger.exception("Prices of %s cannot be kept", visit.server)
        return visit.server, 0, type(error).__name__
    finally:
        # This thread's own connection: nobody else ends it.
        connections.close_all()
    return visit.server, newer, ""
