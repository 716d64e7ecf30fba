"""New invented prices of instruments that say so, and a word to the paper accounts that list them."""

import logging
from collections.abc import Sequence
from datetime import datetime

from fidus.lib import clock
from trading.brokers.facts import Quote
from trading.errors import TradingError
from trading.market.domain.invented_prices import Invented
from trading.market.models import Instrument, QuoteSource
from trading.market.services.store_quotes import store_quotes
from trading.models import BrokerAccount, Platform
from trading.services.feed_paper_book import feed_paper_book

logger = logging.getLogger(__name__)


def invent_prices(invented: Sequence[Invented], *, server: str, moments: Sequence[datetime] = ()) -> int:
    """How many instruments of paper's `server` have a newer price, at `moments` or now. No market is asked."""
    keys = dict(Instrument.objects.filter(platform=Platform.PAPER, server=server).values_list("symbol", "pk"))
    listed = [one for one in invented if one.symbol in keys]
    quotes = [_quote(one, at) for at in moments or [clock.now()] for one in listed]
    newer = store_quotes([(keys[quote.symbol], quote) for quote in quotes], source=QuoteSource.SIMULATED)
    if not moments:
        _feed(server, quotes)
    return newer


def _quote(one: Invented, at: datetime) -> Quote:
    bid, ask = one.at(at)
    return Quote(symbol=one.symbol, at=at, bid=bid, ask=ask)


def _feed(server: str, quotes: Sequence[Quote]) -> None:
    accounts = BrokerAccount.objects.filter(
        platform=Platform.PAPER, server=server, disabled_at=None, paper_book__isnull=False
    )
    for account in accounts.order_by("pk"):
        try:
            feed_paper_book(account=account, quotes=quotes)
        except TradingError as error:
            # One account's trouble keeps no other from its prices.
            logger.warning("Paper account %s takes no prices: %s", account.login, error)
