"""What the demo shows of orders: one that waits for a second person, and an account of which trading is reduced."""

from decimal import Decimal

from accounts.models import User
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.connections.models import Connection
from trading.connections.services.allow_trading import allow_trading
from trading.market.models import Quote
from trading.models import BrokerAccount
from trading.orders.domain.by_hand import Prices
from trading.orders.models import Scope
from trading.orders.services.place_by_hand import place_by_hand
from trading.orders.services.set_switch import set_switch

# Of the invented accounts, by login; the paper account is the one that may be traded.
REDUCED = "5510006"
TICK = Decimal("0.00001")


def show_orders(*, account: BrokerAccount, trader: User, second: User) -> None:
    """`second` places what `trader` may release; the paper account may be traded from now on."""
    allow_trading(connection=Connection.objects.get(account=account), by=trader)
    bid = Quote.objects.get(instrument__server=account.server, instrument__symbol="EURUSD").bid
    below, stop = (bid * share // TICK * TICK for share in (Decimal("0.995"), Decimal("0.985")))
    place_by_hand(
        account=account, symbol="EURUSD", side=Side.BUY, kind=OrderKind.LIMIT, volume=Decimal("0.20"),
        prices=Prices(limit=below, stop_loss=stop), time_in_force=TimeInForce.GTC, by=second, confirmed=True, hold=True,
    )  # fmt: skip
    reduced = BrokerAccount.objects.filter(login=REDUCED).first()
    if reduced is not None:
        set_switch(
            scope=Scope.ACCOUNT, thing=reduced, action="reduce", by=trader,
            reason="Fills were worse than the prices shown all morning; the broker is looking into it.",
        )  # fmt: skip
