"""Accounts, orders and activities of a scripted Alpaca, in the vendor's rows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
OVER = {"filled", "canceled", "expired", "rejected", "replaced"}


class Refusal(Exception):
    """An answer that is no yes; `code` None leaves the vendor's number out."""

    def __init__(self, status: int, code: int | None, words: str) -> None:
        self.status, self.told = status, {"message": words} | ({} if code is None else {"code": code})
        super().__init__(words)


@dataclass
class Account:
    number: str
    secret: str
    cash: Decimal = Decimal(100_000)
    orders: dict[str, Row] = field(default_factory=dict)
    activities: list[Row] = field(default_factory=list)
    positions: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)  # symbol -> size, cost
    ever: list[Row] = field(default_factory=list)  # every order that arrived


def _asset(symbol: str, kind: str = "us_equity", **told: Any) -> Row:
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, symbol)), "class": kind, "exchange": "NASDAQ", "symbol": symbol,
        "name": "Invented Inc.", "status": "active", "tradable": True, "marginable": True, "shortable": True,
        "easy_to_borrow": True, "fractionable": False, "maintenance_margin_requirement": 30, "attributes": [],
    } | told  # fmt: skip


class Market:
    def __init__(self) -> None:
        self.assets = {
            "INVT": _asset("INVT"),
            "PART": _asset("PART", fractionable=True),
            "OLD": _asset("OLD", status="inactive", tradable=False),
            "XIN/USD": _asset(
                "XIN/USD", "crypto", exchange="CRYPTO", min_order_size="0.0001", min_trade_increment="0.0001",
                price_increment="0.01",
            ),
        }  # fmt: skip
        self.prices = {symbol: (Decimal(99), Decimal(101)) for symbol in self.assets}
        self._now = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

    def now(self) -> str:
        self._now += timedelta(milliseconds=10)
        return f"{self._now:%Y-%m-%dT%H:%M:%S.%f}789Z"  # nanoseconds, as the vendor writes them

    # ---- orders

    def place(self, account: Account, told: Row) -> Row:
        symbol, reference = told["symbol"], told.get("client_order_id") or str(uuid.uuid4())
        if any(row["client_order_id"] == reference for row in account.orders.values()):
            raise Refusal(422, 40010001, "client_order_id must be unique")
        account.ever.append(told)
        if symbol not in self.assets:
            raise Refusal(422, 42210000, f'asset "{symbol}" not found')
        price = Decimal(told.get("limit_price") or self.prices[symbol][1])
        if told["side"] == "buy" and price * Decimal(told["qty"]) > account.cash:
            raise Refusal(403, 40310000, "insufficient buying power")
        at = self.now()
        row = {
            "id": str(uuid.uuid4()), "client_order_id": reference, "created_at": at, "updated_at": at,
            "submitted_at": at, "filled_at": None, "expired_at": None, "canceled_at": None, "failed_at": None,
            "replaced_at": None, "replaced_by": None, "replaces": None, "asset_id": self.assets[symbol]["id"],
            "symbol": symbol, "asset_class": self.assets[symbol]["class"], "notional": None, "qty": told["qty"],
            "filled_qty": "0", "filled_avg_price": None, "order_class": "", "order_type": told["type"],
            "type": told["type"], "side": told["side"], "time_in_force": told["time_in_force"],
            "limit_price": told.get("limit_price"), "stop_price": told.get("stop_price"), "status": "new",
            "extended_hours": False, "legs": None, "trail_percent": None, "trail_price": None, "hwm": None,
        }  # fmt: skip
        account.orders[row["id"]] = row
        if told["type"] == "market":
            bid, ask = self.prices[symbol]
            self.fill(account, row["id"], Decimal(told["qty"]), ask if told["side"] == "buy" else bid)
        return row

    def fill(self, account: Account, number: str, volume: Decimal, price: Decimal) -> None:
        row, at = account.orders[number], self.now()
        before, whole = Decimal(row["filled_qty"]), Decimal(row["qty"])
        paid = before * Decimal(row["filled_avg_price"] or 0) + volume * price
        row["filled_qty"], row["filled_avg_price"] = str(before + volume), str(paid / (before + volume))
        if before + volume == whole:
            row["status"], row["filled_at"] = "filled", at
        elif row["status"] not in OVER:
            row["status"] = "partially_filled"
        signed = volume if row["side"] == "buy" else -volume
        size, cost = account.positions.get(row["symbol"], (Decimal(0), Decimal(0)))
        account.cash -= signed * price
        account.positions[row["symbol"]] = size + signed, cost + signed * price
        account.activities.append({
            "id": f"20261120100000{len(account.activities):03}::{uuid.uuid4()}", "activity_type": "FILL",
            "transaction_time": at, "type": "fill" if row["status"] == "filled" else "partial_fill",
            "price": str(price), "qty": str(volume), "side": row["side"], "symbol": row["symbol"],
            "leaves_qty": str(whole - before - volume), "order_id": number, "cum_qty": row["filled_qty"],
            "order_status": row["status"],
        })  # fmt: skip

    def cancel(self, account: Account, number: str) -> None:
        row = self.order(account, number)
        if row["status"] in OVER:
            raise Refusal(422, 42210000, f'order is already in "{row["status"]}" state')
        row["status"], row["canceled_at"] = "canceled", self.now()

    def order(self, account: Account, number: str) -> Row:
        if number not in account.orders:
            raise Refusal(404, 40410000, f"order not found for {number}")
        return account.orders[number]

    def listed(self, account: Account, status: str, until: str, limit: int) -> list[Row]:
        rows = sorted(account.orders.values(), key=lambda row: row["submitted_at"], reverse=True)
        return [
            row for row in rows
            if (status == "all" or row["status"] not in OVER) and (not until or row["submitted_at"] < until)
        ][:limit]  # fmt: skip

    # ---- money and holdings

    def pay(self, account: Account, amount: str, kind: str = "", **told: Any) -> Row:
        row = {
            "id": f"20261120000000{len(account.activities):03}::{uuid.uuid4()}",
            "activity_type": kind or ("CSD" if Decimal(amount) > 0 else "CSW"), "date": "2026-11-20",
            "net_amount": amount, "description": "", "status": "executed",
        } | told  # fmt: skip
        account.cash += Decimal(amount)
        account.activities.append(row)
        return row

    def account(self, account: Account) -> Row:
        return {
            "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, account.number)), "account_number": account.number,
            "status": "ACTIVE", "currency": "USD", "cash": str(account.cash), "buying_power": str(account.cash * 2),
            "multiplier": "2", "maintenance_margin": "0", "trading_blocked": False, "account_blocked": False,
            "trade_suspended_by_user": False, "equity": "0",
        }  # fmt: skip

    def holdings(self, account: Account) -> list[Row]:
        found = []
        for symbol, (size, cost) in account.positions.items():
            if size:
                price = sum(self.prices[symbol]) / 2
                found.append({
                    "asset_id": self.assets[symbol]["id"], "symbol": symbol.replace("/", ""), "exchange": "NASDAQ",
                    "asset_class": self.assets[symbol]["class"], "avg_entry_price": str(cost / size),
                    "qty": str(size), "side": "long" if size > 0 else "short", "market_value": str(size * price),
                    "cost_basis": str(cost), "unrealized_pl": str(size * price - cost), "current_price": str(price),
                })  # fmt: skip
        return found

    def quote(self, symbol: str) -> str:
        bid, ask = self.prices[symbol]
        return f'{{"t":"{self.now()}","ax":"V","ap":{ask},"as":1,"bx":"V","bp":{bid},"bs":2,"c":["R"],"z":"C"}}'
