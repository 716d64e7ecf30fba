"""The demo's paper account: FIDUS is its broker, and its orders meet the invented prices of the paper exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from accounts.models import User
from fidus.demo.market import INVENTED, SERVER, instruments
from fidus.lib import clock
from fidus.lib.money import Money
from trading.brokers.base import Broker
from trading.brokers.facts import OrderKind, OrderRequest, Quote, Side
from trading.connections.gates import open_broker
from trading.connections.services.connect_account import connect_account
from trading.models import BrokerAccount, Environment, Platform, Source
from trading.services.feed_paper_book import feed_paper_book
from trading.services.fund_paper_book import fund_paper_book
from trading.services.list_paper_instruments import list_paper_instruments
from trading.services.open_broker_account import open_broker_account
from trading.services.open_paper_book import open_paper_book

LOGIN, DEPOSIT = "P-1001", Decimal(100_000)


@dataclass(frozen=True)
class Step:
    """An order so many minutes before now: `of_price` is a fraction of the bid where it waits for a better or worse."""

    minutes_ago: int
    symbol: str
    side: Side
    volume: str
    kind: OrderKind = OrderKind.MARKET
    of_price: str = "1"
    closes_oldest: bool = False


STEPS = (
    Step(225, "EURUSD", Side.BUY, "0.50"),
    Step(200, "XAUUSD", Side.BUY, "0.20"),
    Step(170, "EURUSD", Side.SELL, "0.50", closes_oldest=True),
    Step(140, "GBPUSD", Side.SELL, "0.40"),
    Step(110, "BTCUSD", Side.BUY, "0.15"),
    Step(80, "GBPUSD", Side.BUY, "0.40", closes_oldest=True),
    Step(50, "US500", Side.BUY, "2"),
    Step(25, "EURUSD", Side.SELL, "0.30"),
    Step(15, "XAUUSD", Side.BUY, "0.20", OrderKind.LIMIT, "0.96"),
    Step(10, "BTCUSD", Side.SELL, "0.15", OrderKind.STOP, "0.90"),
)


def show_paper_account(*, by: User | None) -> BrokerAccount:
    """Opened four hours ago, connected, with trades, open positions and working orders. Not within a transaction."""
    now = clock.now()
    with clock.at(now - timedelta(hours=4)):
        account = open_broker_account(
            broker="FIDUS Paper", platform=Platform.PAPER, server=SERVER, login=LOGIN, currency="USD",
            environment=Environment.PAPER, source=Source.SIMULATED, name="Invented Rehearsal", by=by,
        )  # fmt: skip
        open_paper_book(account=account, commission_per_unit=Decimal("3.50"), by=by)
        fund_paper_book(account=account, amount=Money.of(DEPOSIT, "USD"), comment="Invented money", by=by)
        list_paper_instruments(account=account, instruments=instruments(currency="USD"))
        connect_account(account=account, by=by)
    broker = open_broker(account)
    for number, step in enumerate(STEPS, start=1):
        _at(now - timedelta(minutes=step.minutes_ago), account, partial(_send, broker, step, number))
    _at(now, account)
    return account


def _at(moment: datetime, account: BrokerAccount, deed: Callable[[], None] = lambda: None) -> None:
    """First the prices of that moment, then what is done."""
    with clock.at(moment):
        feed_paper_book(account=account, quotes=[_quote(one.symbol, moment) for one in INVENTED])
        deed()


def _quote(symbol: str, moment: datetime) -> Quote:
    bid, ask = next(one for one in INVENTED if one.symbol == symbol).at(moment)
    return Quote(symbol=symbol, at=moment, bid=bid, ask=ask)


def _send(broker: Broker, step: Step, number: int) -> None:
    waits = None
    if step.kind is not OrderKind.MARKET:
        tick = next(one.tick for one in INVENTED if one.symbol == step.symbol)
        (quote,) = broker.quotes([step.symbol])
        waits = (quote.bid * Decimal(step.of_price) // tick) * tick
    held = [one.id for one in broker.positions() if one.symbol == step.symbol] if step.closes_oldest else [""]
    request = OrderRequest(
        reference=f"demo-{number}", symbol=step.symbol, side=step.side, kind=step.kind, volume=Decimal(step.volume),
        limit_price=waits if step.kind is OrderKind.LIMIT else None,
        stop_price=waits if step.kind is OrderKind.STOP else None, closes=held[0], comment="Rehearsal",
    )  # fmt: skip
    broker.submit(request)
