"""A trade server for tests and demonstrations: accounts, symbols, orders, deals; floats as the real one gives them.

Only market orders are filled by themselves. Everything else happens when a script says so.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import mt5_constants as mt5

Row = dict[str, Any]
PENDING = {mt5.ORDER_TYPE_BUY_LIMIT, mt5.ORDER_TYPE_SELL_LIMIT, mt5.ORDER_TYPE_BUY_STOP, mt5.ORDER_TYPE_SELL_STOP,
           mt5.ORDER_TYPE_BUY_STOP_LIMIT, mt5.ORDER_TYPE_SELL_STOP_LIMIT}  # fmt: skip
BUYS = {mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_BUY_LIMIT, mt5.ORDER_TYPE_BUY_STOP, mt5.ORDER_TYPE_BUY_STOP_LIMIT}
EXECUTION_BITS = {mt5.ORDER_FILLING_FOK: 1, mt5.ORDER_FILLING_IOC: 2}


class NotTaken(Exception):
    """The server's no: a retcode."""

    def __init__(self, retcode: int) -> None:
        self.retcode = retcode
        super().__init__(retcode)


@dataclass
class Symbol:
    name: str
    bid: float = 0.0
    ask: float = 0.0
    digits: int = 2
    contract_size: float = 1.0
    volume_min: float = 0.01
    volume_max: float = 500.0
    volume_step: float = 0.01
    filling_mode: int = 3
    execution: int = mt5.SYMBOL_TRADE_EXECUTION_MARKET
    trade_mode: int = mt5.SYMBOL_TRADE_MODE_FULL
    calc_mode: int = mt5.SYMBOL_CALC_MODE_CFD
    currency: str = "USD"
    path: str = "Indices"
    description: str = ""
    selected: bool = False
    market_open: bool = True


@dataclass
class Account:
    login: int
    server: str
    password: str
    investor: str = ""
    currency: str = "USD"
    digits: int = 2
    leverage: int = 100
    margin_mode: int = mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING
    trade_mode: int = mt5.ACCOUNT_TRADE_MODE_DEMO
    balance: float = 0.0
    credit: float = 0.0
    name: str = "Invented Trader"
    company: str = "Invented Brokers Ltd"
    positions: dict[int, Row] = field(default_factory=dict)
    orders: dict[int, Row] = field(default_factory=dict)
    done: dict[int, Row] = field(default_factory=dict)
    deals: list[Row] = field(default_factory=list)
    sent: list[Row] = field(default_factory=list)  # every request for an order that ever reached the server
    comment_length: int = 31  # a broker may keep less

    @property
    def hedging(self) -> bool:
        return self.margin_mode == mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING


class Market:
    """What the broker knows, whichever terminal asks. `ahead` is how far its clock runs before UTC, in seconds."""

    def __init__(self, ahead: int = 3 * 3600) -> None:
        self.ahead = ahead
        self.symbols: dict[str, Symbol] = {}
        self.accounts: dict[tuple[str, int], Account] = {}
        self.tickets = count(50_000_001)

    def now_msc(self) -> int:
        return int((time.time() + self.ahead) * 1000)

    # ---- money

    def profit(self, account: Account, position: Row) -> float:
        symbol = self.symbols[position["symbol"]]
        price = symbol.bid if position["type"] == mt5.POSITION_TYPE_BUY else symbol.ask
        sign = 1 if position["type"] == mt5.POSITION_TYPE_BUY else -1
        return round(
            sign * (price - position["price_open"]) * position["volume"] * symbol.contract_size, account.digits
        )

    def figures(self, account: Account) -> Row:
        profit = sum(self.profit(account, row) + row["swap"] for row in account.positions.values())
        margin = round(
            sum(row["price_open"] * row["volume"] * self.symbols[row["symbol"]].contract_size / account.leverage
                for row in account.positions.values()), account.digits)  # fmt: skip
        equity = account.balance + account.credit + profit
        return {
            "profit": profit, "margin": margin, "equity": equity, "margin_free": equity - margin,
            "margin_level": equity / margin * 100 if margin else 0.0,
        }  # fmt: skip

    def cash(self, account: Account, amount: float, kind: int = mt5.DEAL_TYPE_BALANCE, comment: str = "") -> Row:
        if kind == mt5.DEAL_TYPE_CREDIT:
            account.credit += amount
        else:
            account.balance += amount
        return self._deal(account, type=kind, entry=0, profit=amount, comment=comment)

    def _deal(self, account: Account, **told: Any) -> Row:
        at = self.now_msc()
        row = {
            "ticket": next(self.tickets), "order": 0, "time": at // 1000, "time_msc": at, "type": 0, "entry": 0,
            "magic": 0, "position_id": 0, "reason": 0, "volume": 0.0, "price": 0.0, "commission": 0.0, "swap": 0.0,
            "profit": 0.0, "fee": 0.0, "symbol": "", "comment": "", "external_id": "",
        } | told  # fmt: skip
        account.deals.append(row)
        return row

    # ---- orders

    def check(self, account: Account, request: Row) -> None:
        """Raises NotTaken with the retcode the real server would give."""
        symbol = self.symbols.get(request["symbol"])
        if symbol is None:
            raise NotTaken(mt5.TRADE_RETCODE_INVALID)
        if symbol.trade_mode == mt5.SYMBOL_TRADE_MODE_DISABLED:
            raise NotTaken(mt5.TRADE_RETCODE_TRADE_DISABLED)
        if not symbol.market_open:
            raise NotTaken(mt5.TRADE_RETCODE_MARKET_CLOSED)
        steps = request["volume"] / symbol.volume_step
        whole = abs(steps - round(steps)) < 1e-6
        if not (whole and symbol.volume_min <= request["volume"] <= symbol.volume_max):
            raise NotTaken(mt5.TRADE_RETCODE_INVALID_VOLUME)
        if request["action"] == mt5.TRADE_ACTION_PENDING:
            if request["type"] not in PENDING or request["price"] <= 0:
                raise NotTaken(mt5.TRADE_RETCODE_INVALID_PRICE)
            return
        if request["type"] not in {mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL}:
            raise NotTaken(mt5.TRADE_RETCODE_INVALID)
        self._check_filling(symbol, request)
        needed = symbol.ask * request["volume"] * symbol.contract_size / account.leverage
        if not request["position"] and needed > self.figures(account)["margin_free"]:
            raise NotTaken(mt5.TRADE_RETCODE_NO_MONEY)

    @staticmethod
    def _check_filling(symbol: Symbol, request: Row) -> None:
        if symbol.execution in {mt5.SYMBOL_TRADE_EXECUTION_REQUEST, mt5.SYMBOL_TRADE_EXECUTION_INSTANT}:
            return
        if request["type_filling"] == mt5.ORDER_FILLING_RETURN:
            allowed = symbol.execution == mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE
        else:
            allowed = bool(symbol.filling_mode & EXECUTION_BITS.get(request["type_filling"], 4))
        if not allowed:
            raise NotTaken(mt5.TRADE_RETCODE_INVALID_FILL)

    def place(self, account: Account, request: Row) -> Row:
        """An order, filled if it is a market order."""
        self.check(account, request)
        if request["position"] and request["position"] not in account.positions:
            raise NotTaken(mt5.TRADE_RETCODE_POSITION_CLOSED)
        at = self.now_msc()
        order = {
            "ticket": next(self.tickets), "time_setup": at // 1000, "time_setup_msc": at, "time_done": 0,
            "time_done_msc": 0, "time_expiration": request["expiration"], "type": request["type"],
            "type_time": request["type_time"], "type_filling": request["type_filling"],
            "state": mt5.ORDER_STATE_PLACED, "magic": request["magic"], "position_id": request["position"],
            "position_by_id": 0, "reason": mt5.ORDER_REASON_EXPERT, "volume_initial": request["volume"],
            "volume_current": request["volume"], "price_open": request["price"], "sl": request["sl"],
            "tp": request["tp"], "price_current": request["price"], "price_stoplimit": request["stoplimit"],
            "symbol": request["symbol"], "comment": request["comment"][: account.comment_length], "external_id": "",
        }  # fmt: skip
        account.orders[order["ticket"]] = order
        if request["action"] == mt5.TRADE_ACTION_DEAL:
            symbol = self.symbols[request["symbol"]]
            self.fill(account, order["ticket"], request["volume"], symbol.ask if _buys(order) else symbol.bid)
        return order

    def fill(self, account: Account, ticket: int, volume: float, price: float) -> Row:
        """A trade of an order, also of one that is over."""
        order = account.orders.get(ticket) or account.done[ticket]
        if ticket in account.orders:
            order["volume_current"] = round(order["volume_current"] - volume, 8)
            order["state"] = mt5.ORDER_STATE_PARTIAL
            if order["volume_current"] <= 0:
                self.end(account, ticket, mt5.ORDER_STATE_FILLED)
        side = mt5.DEAL_TYPE_BUY if _buys(order) else mt5.DEAL_TYPE_SELL
        deal = self._deal(
            account, order=ticket, type=side, magic=order["magic"], reason=mt5.DEAL_REASON_EXPERT, volume=volume,
            price=price, symbol=order["symbol"], comment=order["comment"],
        )  # fmt: skip
        self._hold(account, order, deal)
        return deal

    def end(self, account: Account, ticket: int, state: int) -> None:
        order = account.orders.pop(ticket)
        at = self.now_msc()
        order.update(state=state, time_done=at // 1000, time_done_msc=at)
        account.done[ticket] = order

    def _hold(self, account: Account, order: Row, deal: Row) -> None:
        held = self._met(account, order, deal)
        if held is None or held["type"] == deal["type"]:
            self._add(account, held, order, deal)
            return
        closing = min(held["volume"], deal["volume"])
        rest = round(deal["volume"] - closing, 8)
        sign = 1 if held["type"] == mt5.POSITION_TYPE_BUY else -1
        size = self.symbols[order["symbol"]].contract_size
        deal.update(
            entry=mt5.DEAL_ENTRY_INOUT if rest else mt5.DEAL_ENTRY_OUT, position_id=held["ticket"], swap=held["swap"],
            profit=round(sign * (deal["price"] - held["price_open"]) * closing * size, account.digits),
        )  # fmt: skip
        account.balance += deal["profit"] + deal["swap"]
        held["volume"], held["swap"] = held["volume"] - closing, 0.0
        if held["volume"] < 1e-9:
            del account.positions[held["ticket"]]
        if rest:
            self._add(account, None, order, {**deal, "volume": rest})

    def _met(self, account: Account, order: Row, deal: Row) -> Row | None:
        if order["position_id"]:
            return account.positions.get(order["position_id"])
        if account.hedging:
            # Parts of one order add to the position it opened.
            return next((row for row in account.positions.values() if row["identifier"] == order["ticket"]), None)
        return next((row for row in account.positions.values() if row["symbol"] == deal["symbol"]), None)

    def _add(self, account: Account, held: Row | None, order: Row, deal: Row) -> None:
        if held is not None:
            volume = held["volume"] + deal["volume"]
            held["price_open"] = (held["price_open"] * held["volume"] + deal["price"] * deal["volume"]) / volume
            held.update(volume=volume, time_update=deal["time"], time_update_msc=deal["time_msc"])
            deal["position_id"] = held["ticket"]
            return
        ticket = deal["position_id"] = order["ticket"]
        order["position_id"] = ticket
        account.positions[ticket] = {
            "ticket": ticket, "time": deal["time"], "time_msc": deal["time_msc"], "time_update": deal["time"],
            "time_update_msc": deal["time_msc"], "type": deal["type"], "magic": order["magic"], "identifier": ticket,
            "reason": deal["reason"], "volume": deal["volume"], "price_open": deal["price"], "sl": order["sl"],
            "tp": order["tp"], "swap": 0.0, "symbol": order["symbol"], "comment": order["comment"], "external_id": "",
        }  # fmt: skip

    def change(self, account: Account, request: Row) -> Row:
        order = account.orders.get(request["order"])
        if order is None:
            raise NotTaken(mt5.TRADE_RETCODE_INVALID)
        changed = {"price_open": request["price"], "sl": request["sl"], "tp": request["tp"],
                   "price_stoplimit": request["stoplimit"]}  # fmt: skip
        if all(order[name] == value for name, value in changed.items()):
            raise NotTaken(mt5.TRADE_RETCODE_NO_CHANGES)
        order.update(changed)
        return order

    def protect(self, account: Account, request: Row) -> Row:
        position = account.positions.get(request["position"])
        if position is None:
            raise NotTaken(mt5.TRADE_RETCODE_POSITION_CLOSED)
        position.update(sl=request["sl"], tp=request["tp"])
        return position

    def remove(self, account: Account, request: Row) -> Row:
        if request["order"] not in account.orders:
            raise NotTaken(mt5.TRADE_RETCODE_INVALID)
        self.end(account, request["order"], mt5.ORDER_STATE_CANCELED)
        return account.done[request["order"]]


def _buys(order: Row) -> bool:
    return order["type"] in BUYS
