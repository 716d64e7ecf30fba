"""The demo's strategies, and what they have sent: taken, known already, refused."""

from accounts.models import User
from trading.signals.domain.doors import TRADINGVIEW
from trading.signals.models import Door, Strategy
from trading.signals.services.move_strategy import move_strategy
from trading.signals.services.open_door import open_door
from trading.signals.services.receive_signal import receive_signal
from trading.signals.services.register_strategy import register_strategy

_ALERT = (
    '{"ticker": "FX:GBPUSD", "strategy.order.action": "sell", "strategy.market_position": "short",'
    ' "strategy.prev_market_position": "flat", "strategy.order.price": "1.2984", "sl-offset": 0.004,'
    ' "tp-offset": 0.008}'
)
_SPREAD = (
    '{"version": 1, "signal_id": "hedge-1", "kind": "entry", "legs": ['
    '{"symbol": "SPY", "side": "buy", "expiry": "2027-06-18", "strike": "600", "right": "put"},'
    ' {"symbol": "SPY", "side": "sell", "expiry": "2027-06-18", "strike": "560", "right": "put"}],'
    ' "order": {"type": "limit", "limit_price": "9.40"}, "size": {"units": 2}}'
)
# Code, name, environment, kind of instrument, mode, and what it sent by which way.
_STRATEGIES: tuple[tuple[str, str, str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "TREND", "Sample trend of currencies", "production", "forex", "approval",
        (
            ("webhook", "BUY EURUSD SL 1.0712 TP 1.1005 RISK 0.5%"),
            ("rest", "buy eur/usd tp 1.1005 sl 1.0712 risk 0.5%"),
            ("webhook", _ALERT),
            ("webhook", _ALERT.replace("GBPUSD", "{{ticker}}")),
        ),
    ),
    ("HEDGE", "Invented hedge with options", "staging", "option", "dry run", (("rest", _SPREAD),)),
    ("COINS", "Example of coins", "staging", "crypto", "dry run", (("webhook", "BUY BTCUSD SLOFFSET 900 production"),)),
)  # fmt: skip


def show_signals(*, trader: User, developer: User) -> None:
    """Registered by the trader; its developer opened the doors. Nobody knows the webhooks' secrets."""
    for code, name, environment, asset, mode, sent in _STRATEGIES:
        strategy = register_strategy(
            code=code, name=name, developer=developer, environment=environment, asset=asset, mode=mode, by=trader
        )
        move_strategy(strategy=strategy, action="activate", reason="Tried for a month.", by=trader)
        doors = {kind: _door(strategy, kind, developer) for kind in (Door.Kind.WEBHOOK, Door.Kind.REST)}
        for kind, message in sent:
            address = TRADINGVIEW[0].partition("/")[0] if kind == Door.Kind.WEBHOOK else "127.0.0.1"
            receive_signal(
                door=doors[Door.Kind(kind)], body=message.encode(), content_type="text/plain", address=address
            )


def _door(strategy: Strategy, kind: str, developer: User) -> Door:
    allowed = TRADINGVIEW if kind == Door.Kind.WEBHOOK else ()
    opened = open_door(strategy=strategy, kind=kind, allowed=allowed, by=developer)
    return Door.objects.select_related("strategy").get(pk=opened.door.pk)
