"""A paper account in memory, spoken to in short words, for tests of its rules."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trading.brokers.facts import AssetKind, Instrument, OrderKind, OrderRequest, Quote, Side, TimeInForce
from trading.domain.paper import book
from trading.domain.paper.applying import order_from, rebuild
from trading.domain.paper.events import Filled, order_of
from trading.domain.paper.reckoning import figures
from trading.domain.paper.values import Bar, Terms

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
# 100 units a lot: a move of 1.00 is worth 100.00 a lot.
INVENTED = Instrument(
    symbol="INVENTED", kind=AssetKind.FOREX, currency="USD", tick_size=Decimal("0.01"), volume_step=Decimal("0.01"),
    volume_min=Decimal("0.01"), volume_max=Decimal(50), multiplier=Decimal(100),
)  # fmt: skip


class Desk:
    def __init__(self, *, money="10000.00", instruments=(INVENTED,), **terms) -> None:
        whole = {"login": "1", "currency": "USD", **terms}
        self.now, self.count = AT, 0
        self.state, events = book.open_book(
            Terms(**{k: Decimal(v) if k not in KEPT and isinstance(v, str) else v for k, v in whole.items()}), AT
        )
        self.events = list(events)
        for instrument in instruments:
            self.do(book.enlist, instrument)
        self.do(book.deposit, Decimal(money))

    def do(self, verb, *given, **named):
        """The events that the verb wrote."""
        self.state, events = verb(self.state, *given, self.now, **named)
        self.events.extend(events)
        return events

    def quote(self, bid, ask, *, symbol="INVENTED", bid_size=None, ask_size=None):
        self.now += timedelta(seconds=1)
        bid, ask, bid_size, ask_size = (None if n is None else Decimal(n) for n in (bid, ask, bid_size, ask_size))
        quote = Quote(symbol=symbol, at=self.now, bid=bid, ask=ask, bid_size=bid_size, ask_size=ask_size)
        return self.do(book.match, quote)

    def bar(self, open, high, low, close, *, spread="0"):
        self.now += timedelta(minutes=1)
        prices = {"open": open, "high": high, "low": low, "close": close, "spread": spread}
        bar = Bar(symbol="INVENTED", at=self.now, **{name: Decimal(price) for name, price in prices.items()})
        self.state, events = book.match_bar(self.state, bar)
        self.events.extend(events)
        return events

    def order(
        self, side, volume="1", *, limit=None, stop=None, sl=None, tp=None, lasts="gtc", symbol="INVENTED", **more
    ):
        """Place an order; its number."""
        self.count += 1
        kinds = {
            (False, False): OrderKind.MARKET, (True, False): OrderKind.LIMIT,
            (False, True): OrderKind.STOP, (True, True): OrderKind.STOP_LIMIT,
        }  # fmt: skip
        prices = {"limit_price": limit, "stop_price": stop, "stop_loss": sl, "take_profit": tp}
        request = OrderRequest(
            reference=more.pop("reference", f"R{self.count}"), symbol=symbol, side=Side(side), volume=Decimal(volume),
            kind=kinds[limit is not None, stop is not None], time_in_force=TimeInForce(lasts), **more,
            **{name: Decimal(price) for name, price in prices.items() if price is not None},
        )  # fmt: skip
        number = str(self.state.next_id)
        self.do(book.place, request)
        return number

    def order_now(self, number):
        return order_from(event for event in self.events if order_of(event) == number)

    def status(self, number):
        order = self.order_now(number)
        return str(order.status), order.filled

    def fills(self):
        """Of all fills: side, volume, price, profit."""
        return [
            (str(e.fill.side), e.fill.volume, e.fill.price, e.fill.profit) for e in self.events if isinstance(e, Filled)
        ]

    def held(self):
        """Of all positions: side, volume, open price."""
        return [(str(p.side), p.volume, p.open_price) for p in self.state.positions_in_turn()]

    @property
    def money(self):
        return figures(self.state)

    def rebuilt(self):
        return rebuild(self.events)


KEPT = {"login", "server", "currency"}
D = Decimal
