"""Paper accounts with an invented instrument, for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from fidus.lib.money import Money
from trading.brokers.facts import AssetKind, Instrument, OrderKind, OrderRequest, Quote, Side
from trading.models import BrokerAccount, Environment, MarginMode, Source
from trading.services.feed_paper_book import feed_paper_book
from trading.services.fund_paper_book import fund_paper_book
from trading.services.list_paper_instruments import list_paper_instruments
from trading.services.open_broker_account import open_broker_account
from trading.services.open_paper_book import open_paper_book

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
INVENTED = Instrument(
    symbol="INVENTED", kind=AssetKind.FOREX, currency="USD", tick_size=Decimal("0.01"), volume_step=Decimal("0.01"),
    volume_min=Decimal("0.01"), multiplier=Decimal(100),
)  # fmt: skip
_logins, _references = count(820_001), count(1)


def paper_account(*, hedging=True, balance="100000.00", **terms) -> BrokerAccount:
    """With its books open, INVENTED listed, money paid in and a price of 99 to 101."""
    account = open_broker_account(
        broker="Paper", server="paper", login=next(_logins), currency="USD", environment=Environment.PAPER,
        platform="paper",
        margin_mode=MarginMode.HEDGE if hedging else MarginMode.NETTING, source=Source.SIMULATED, by=None,
    )  # fmt: skip
    open_paper_book(account=account, by=None, **terms)
    list_paper_instruments(account=account, instruments=[INVENTED])
    fund_paper_book(account=account, amount=Money.of(balance, "USD"), by=None)
    feed_paper_book(account=account, quotes=[quoted("99", "101")])
    return account


def quoted(bid, ask, *, at=AT, symbol="INVENTED", **sizes) -> Quote:
    return Quote(symbol=symbol, at=at, bid=Decimal(bid), ask=Decimal(ask), **sizes)


def request(side=Side.BUY, volume="1", kind=OrderKind.MARKET, **changed) -> OrderRequest:
    plain = {"reference": f"T{next(_references):07}", "symbol": "INVENTED", "side": side, "kind": kind}
    prices = {name: Decimal(value) for name, value in changed.items() if name.endswith(("_price", "_loss", "_profit"))}
    return OrderRequest(**{**plain, "volume": Decimal(volume), **changed, **prices})


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)
