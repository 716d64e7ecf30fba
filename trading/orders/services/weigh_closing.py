"""What the orders of a plan are about worth: read only, for pages and programs that look before they close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.models import BrokerAccount
from trading.orders.domain.by_hand import Prices, worth_of
from trading.orders.selectors.weighing import market_of, steps_of
from trading.orders.services.place_orders import NewOrder
from trading.orders.services.plan_closing import Plan


@dataclass(frozen=True, slots=True)
class Line:
    """One order that will go out; `worth` at the newest price, None where there is no fresh one."""

    order: NewOrder
    account: BrokerAccount
    worth: Decimal | None
    currency: str
    priced_at: datetime | None


def weigh_closing(plan: Plan) -> list[Line]:
    """A line for each order of the plan, in its order."""
    return [_line(order, plan) for order in plan.orders]


def _line(order: NewOrder, plan: Plan) -> Line:
    account, instrument = plan.accounts[order.account_id], plan.instrument_of(order)
    if instrument is None:
        return Line(order, account, None, "", None)
    market, priced_at = market_of(instrument)
    worth = worth_of(
        side=order.side, volume=order.volume, prices=Prices(), steps=steps_of(instrument), market=market
    )  # fmt: skip
    return Line(order, account, worth, instrument.currency, priced_at)
