"""What stands behind the scripted server: accounts with orders, trades, holdings and margins, as Kite would tell them.

Prices are floats here and only here: that is how the vendor's JSON has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

OPENS = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)  # India's clock
ENDS = {"COMPLETE", "REJECTED", "CANCELLED"}


@dataclass
class Listed:
    token: int
    exchange: str
    name: str
    tick: str = "0.05"
    lot: int = 1
    kind: str = "EQ"
    segment: str = ""
    expiry: str = ""
    strike: str = "0"
    company: str = "INVENTED LIMITED"
    bid: float = 0.0
    ask: float = 0.0

    @property
    def symbol(self) -> str:
        return f"{self.exchange}:{self.name}"

    @property
    def line(self) -> str:
        return (
            f'{self.token},{self.token >> 8},{self.name},"{self.company}",0,{self.expiry},{self.strike},{self.tick},'
            f"{self.lot},{self.kind},{self.segment or self.exchange},{self.exchange}"
        )


class Refusal(Exception):
    def __init__(self, status: int, kind: str, words: str) -> None:
        self.status, self.kind, self.words = status, kind, words
        super().__init__(words)


@dataclass
class Client:
    """One client of the broker; `orders` and `steps` by number."""

    user: str
    cash: float = 1_000_000.0
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    trades: list[dict[str, Any]] = field(default_factory=list)
    holdings: list[dict[str, Any]] = field(default_factory=list)
    carried: list[dict[str, Any]] = field(default_factory=list)
    affords: int = 1_000  # slices of one order
    ever: list[dict[str, str]] = field(default_factory=list)  # what was sent, taken or not


class Market:
    def __init__(self) -> None:
        self._numbers, self._seconds, self._trades = count(261120000000001), count(1), count(50_000_001)
        self.clients: dict[str, Client] = {}
        self.freeze = 10_000
        self.listed = {
            each.symbol: each
            for each in (
                Listed(408065, "NSE", "INVENTED", bid=99, ask=101),
                Listed(500325, "BSE", "INVENTED", bid=99, ask=101),
                Listed(
                    12345, "NFO", "INVENTED26NOVFUT", lot=75, kind="FUT", segment="NFO-FUT", expiry="2026-11-26",
                    company="INVENTED",
                ),
                Listed(
                    12346, "NFO", "INVENTED26NOV100CE", lot=75, kind="CE", segment="NFO-OPT", expiry="2026-11-26",
                    strike="100", company="INVENTED",
                ),
                Listed(256265, "NSE", "INVENTED 50", tick="0", lot=0, segment="INDICES", company="INVENTED 50"),
            )
        }  # fmt: skip

    def client(self, user: str) -> Client:
        return self.clients.setdefault(user, Client(user))

    def now(self) -> str:
        return (OPENS + timedelta(seconds=next(self._seconds))).strftime("%Y-%m-%d %H:%M:%S")

    def number(self) -> str:
        return str(next(self._numbers))

    # ---- orders

    def place(self, client: Client, variety: str, told: dict[str, str]) -> str:
        client.ever.append(told)
        symbol = f"{told['exchange']}:{told['tradingsymbol']}"
        if symbol not in self.listed:
            raise Refusal(400, "InputException", f"Invalid `tradingsymbol`: {told['tradingsymbol']}")
        if told["order_type"] in {"MARKET", "SL-M"} and told.get("market_protection", "0") == "0":
            raise Refusal(400, "InputException", "Market orders without market protection are not allowed via API")
        number, quantity = self.number(), int(told["quantity"])
        tag = told.get("tag")
        client.orders[number] = {
            "placed_by": client.user, "order_id": number, "exchange_order_id": None, "parent_order_id": None,
            "status": "PUT ORDER REQ RECEIVED", "status_message": None, "status_message_raw": None,
            "order_timestamp": self.now(), "exchange_update_timestamp": None, "exchange_timestamp": None,
            "variety": variety, "modified": False, "exchange": told["exchange"],
            "tradingsymbol": told["tradingsymbol"], "instrument_token": self.listed[symbol].token,
            "order_type": told["order_type"], "transaction_type": told["transaction_type"],
            "validity": told["validity"], "product": told["product"], "quantity": quantity, "disclosed_quantity": 0,
            "price": float(told.get("price", 0)), "trigger_price": float(told.get("trigger_price", 0)),
            "average_price": 0, "filled_quantity": 0, "pending_quantity": quantity, "cancelled_quantity": 0,
            "market_protection": float(told.get("market_protection", 0)), "meta": {}, "tag": tag, "guid": "01Xinvented",
            **({"tags": [tag]} if tag else {}),
        }  # fmt: skip
        client.steps[number] = []
        self.step(client, number)
        for status in ("VALIDATION PENDING", "OPEN PENDING"):
            self.step(client, number, status=status)
        at = self.now()
        waits = told["order_type"] in {"SL", "SL-M"}
        self.step(
            client, number, status="TRIGGER PENDING" if waits else "OPEN", exchange_order_id=f"12000000{number[-6:]}",
            exchange_timestamp=at, exchange_update_timestamp=at,
        )  # fmt: skip
        if told["order_type"] == "MARKET":
            market = self.listed[symbol]
            self.fill(client, number, quantity, market.ask if told["transaction_type"] == "BUY" else market.bid)
        return number

    def step(self, client: Client, number: str, **changed: Any) -> None:
        row = client.orders[number]
        row.update(changed, order_timestamp=self.now())
        client.steps[number].append(dict(row))

    def fill(self, client: Client, number: str, quantity: int, price: float) -> None:
        row = client.orders[number]
        filled, at = row["filled_quantity"] + quantity, self.now()
        average = (row["average_price"] * row["filled_quantity"] + price * quantity) / filled
        client.trades.append(
            {
                "trade_id": str(next(self._trades)), "order_id": number, "exchange": row["exchange"],
                "tradingsymbol": row["tradingsymbol"], "instrument_token": row["instrument_token"],
                "product": row["product"], "average_price": price, "quantity": quantity,
                "exchange_order_id": row["exchange_order_id"], "transaction_type": row["transaction_type"],
                "fill_timestamp": at, "order_timestamp": at[11:], "exchange_timestamp": at,
            }
        )  # fmt: skip
        over = {} if row["status"] in ENDS or filled < row["quantity"] else {"status": "COMPLETE"}
        self.step(
            client, number, filled_quantity=filled, average_price=average,
            pending_quantity=row["quantity"] - filled, exchange_update_timestamp=at, **over,
        )  # fmt: skip

    def cancel(self, client: Client, number: str) -> None:
        row = self.working(client, number)
        self.step(client, number, status="CANCEL PENDING")
        self.step(client, number, status="CANCELLED", cancelled_quantity=row["pending_quantity"])

    def modify(self, client: Client, number: str, told: dict[str, str]) -> None:
        row = self.working(client, number)
        new = {name: float(told[name]) for name in ("price", "trigger_price") if name in told}
        if "quantity" in told:
            new["quantity"] = int(told["quantity"])
        status = row["status"]
        self.step(client, number, status="MODIFY PENDING")
        self.step(client, number, status=status, modified=True, **new)

    def working(self, client: Client, number: str) -> dict[str, Any]:
        if number not in client.orders:
            raise Refusal(404, "GeneralException", "Couldn't find that `order_id`.")
        if client.orders[number]["status"] in ENDS:
            raise Refusal(400, "OrderException", "Order cannot be modified as it is being processed or complete")
        return client.orders[number]

    # ---- what is told of it

    def net(self, client: Client) -> list[dict[str, Any]]:
        days: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for trade in client.trades:
            days.setdefault((trade["exchange"], trade["tradingsymbol"], trade["product"]), []).append(trade)
        return [*client.carried, *(self._net(key, trades) for key, trades in days.items())]

    def _net(self, key: tuple[str, str, str], trades: list[dict[str, Any]]) -> dict[str, Any]:
        exchange, name, product = key
        listed = self.listed[f"{exchange}:{name}"]
        last = (listed.bid + listed.ask) / 2
        sums: dict[str, float] = {"BUY": 0, "SELL": 0}
        values: dict[str, float] = {"BUY": 0, "SELL": 0}
        for trade in trades:
            sums[trade["transaction_type"]] += trade["quantity"]
            values[trade["transaction_type"]] += trade["quantity"] * trade["average_price"]
        quantity = sums["BUY"] - sums["SELL"]
        side = "BUY" if quantity > 0 else "SELL"
        profit = values["SELL"] - values["BUY"] + quantity * last
        return {
            "tradingsymbol": name, "exchange": exchange, "instrument_token": listed.token, "product": product,
            "quantity": int(quantity), "overnight_quantity": 0, "multiplier": 1,
            "average_price": values[side] / sums[side] if quantity else 0, "close_price": 0, "last_price": last,
            "value": values["SELL"] - values["BUY"], "pnl": profit, "m2m": profit, "unrealised": profit, "realised": 0,
        }  # fmt: skip

    def margins(self, client: Client) -> dict[str, Any]:
        def segment(cash: float) -> dict[str, Any]:
            return {
                "enabled": True, "net": cash,
                "available": {
                    "adhoc_margin": 0, "cash": cash, "opening_balance": cash, "live_balance": cash, "collateral": 0,
                    "intraday_payin": 0,
                },
                "utilised": {"debits": 0, "exposure": 0, "span": 0, "m2m_realised": 0, "m2m_unrealised": 0},
            }  # fmt: skip

        return {"equity": segment(client.cash), "commodity": segment(0)}

    def quote(self, symbol: str) -> dict[str, Any]:
        listed = self.listed[symbol]

        def side(price: float) -> list[dict[str, Any]]:
            return [{"price": price, "quantity": 10 if price else 0, "orders": 1}] * 5

        return {
            "instrument_token": listed.token, "timestamp": self.now(), "last_trade_time": self.now(),
            "last_price": (listed.bid + listed.ask) / 2, "last_quantity": 1, "volume": 10, "oi": 0,
            "depth": {"buy": side(listed.bid), "sell": side(listed.ask)},
        }  # fmt: skip
