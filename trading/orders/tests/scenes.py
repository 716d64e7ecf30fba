"""Accounts that may be traded, what is open there, prices, and orders in every stage, all invented."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from accounts.models import User
from accounts.tests.people import staff
from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.brokers.tests.contract import EVER
from trading.connections.models import Connection
from trading.connections.tests.scenes import account, bridge, connected
from trading.market.models import Instrument, Quote
from trading.market.services.see_instruments import see_instruments
from trading.market.tests.scenes import told
from trading.models import BrokerAccount, Position
from trading.orders.domain.by_hand import Prices
from trading.orders.models import Fill, Instruction, Purpose
from trading.orders.services.place_by_hand import place_by_hand
from trading.orders.services.place_orders import NewOrder, place_orders
from trading.signals.models import Strategy
from trading.signals.tests.scenes import a_strategy
from trading.watch.models import Standing

D = Decimal
_numbers = count(1)
SYMBOL = "EURUSD.r"


def a_trader(email: str = "") -> User:
    return staff("trader", email or f"trader{next(_numbers)}@example.test")


def an_account(*, equity: str = "100000", may_trade: bool = True, **given: object) -> BrokerAccount:
    """Connected, looked at just now, and with one instrument at 1.0700 / 1.0702."""
    made = account("mt5", **given)
    connected(bridge(), account=made)
    Connection.objects.filter(account=made).update(may_trade=may_trade)
    an_instrument(made)
    stands(made, equity=equity)
    return made


def stands(account: BrokerAccount, *, equity: str = "100000", ago: timedelta = timedelta(0)) -> Standing:
    at, money = clock.now() - ago, D(equity)
    figures = {"balance": money, "equity": money, "credit": D(0), "open_profit": D(0), "margin": D(0)}
    made, _ = Standing.objects.update_or_create(
        account=account, defaults={"seen_at": at, "changed_at": at, "source": "poll", **figures}
    )
    return made


def an_instrument(account: BrokerAccount, symbol: str = SYMBOL, *, bid="1.0700", ask="1.0702", **given) -> Instrument:
    keys = see_instruments([told(symbol, **given)], platform=account.platform, server=account.server)
    made = Instrument.objects.get(pk=keys[symbol])
    now = clock.now()
    values = {"at": now, "received_at": now, "bid": D(bid), "ask": D(ask), "source": "broker"}
    Quote.objects.update_or_create(instrument=made, defaults=values)
    return made


def a_position(account: BrokerAccount, volume: str = "1.00", *, side="buy", symbol=SYMBOL, number=None) -> Position:
    number = number or next(_numbers) + 70_000
    return Position.objects.create(
        account=account, ticket=number, symbol=symbol, side=side, volume=D(volume), opened_at=EVER,
        open_price=D("1.0650"), commission=0, swap=0, profit=0,
    )  # fmt: skip


def by_hand(account: BrokerAccount, by: User, **given: object) -> Instruction:
    plain = {
        "symbol": SYMBOL, "side": Side.BUY, "kind": OrderKind.MARKET, "volume": D("0.05"), "prices": Prices(),
        "time_in_force": TimeInForce.DAY,
    }  # fmt: skip
    return place_by_hand(account=account, by=by, **{**plain, **given})


def an_order(account: BrokerAccount, *, state="ready", by: User | None = None, **given: object) -> Instruction:
    """As decision, a person or protection would place it; anything later is where execution would have brought it."""
    plain = {
        "account_id": account.pk, "purpose": Purpose.OPEN, "symbol": SYMBOL, "our_symbol": "EURUSD", "side": Side.BUY,
        "kind": OrderKind.LIMIT, "limit_price": D("1.0600"), "volume": D("0.10"), "time_in_force": TimeInForce.GTC,
    }  # fmt: skip
    if "side" in given:
        given["side"] = Side(given["side"])
    new = NewOrder(**{**plain, "state": state if state in {"held", "ready", "dry run"} else "ready", **given})
    (placed,) = place_orders([new], by=by or staff("trader", f"placer{next(_numbers)}@example.test"))
    if state not in {"held", "ready", "dry run"}:
        number = f"B{next(_numbers)}" if state not in {"sending", "unknown"} else ""
        Instruction.objects.filter(pk=placed.pk).update(state=state, sent_at=clock.now(), broker_order=number)
    return Instruction.objects.get(pk=placed.pk)


def a_fill(order: Instruction, volume: str | None = None, *, position: str = "") -> Fill:
    now = clock.now()
    made = Fill.objects.create(
        account=order.account, instruction=order, number=f"F{next(_numbers)}", symbol=order.symbol, side=order.side,
        volume=D(volume) if volume else order.volume, price=D("1.07"), at=now, recorded_at=now, position=position,
    )  # fmt: skip
    Instruction.objects.filter(pk=order.pk).update(filled=order.filled + made.volume)
    return made


def of_strategy(account: BrokerAccount, strategy: Strategy | None = None, **given: object) -> Instruction:
    return an_order(account, strategy=strategy or a_strategy(), **given)
