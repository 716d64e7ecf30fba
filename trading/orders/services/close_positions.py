"""What is open is to be closed: of an account or a strategy, all of it or one symbol or position."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.models import BrokerAccount
from trading.orders.errors import NeedsConfirmation, NothingToClose, OtherThanSeen
from trading.orders.events import PositionsCloseAsked
from trading.orders.gates import PLACE, require
from trading.orders.models import Instruction
from trading.orders.services.place_orders import place_orders
from trading.orders.services.plan_closing import accounts_to_close, plan_closing
from trading.orders.services.withdraw_orders import withdraw_orders
from trading.signals.models import Strategy


@dataclass(frozen=True, slots=True)
class Closing:
    """The orders, why none could be placed on other accounts, and how many stops and targets were withdrawn."""

    orders: tuple[Instruction, ...]
    refused: tuple[str, ...]
    withdrawn: int


@transaction.atomic
def close_positions(
    *,
    account: BrokerAccount | None = None,
    strategy: Strategy | None = None,
    symbol: str = "",
    number: str = "",
    by: User,
    reason: str,
    confirmed: bool = False,
    seen: str = "",
) -> Closing:
    """Market orders against what brokers say is open, less what is being closed already; of one account or strategy.

    `symbol` is the broker's, `number` a position's, `seen` the mark of the plan that `by` has looked at. Stops and
    targets of what is closed are withdrawn first. Accounts that cannot be traded are left out and named. Raises
    NothingToClose, NotTradable or TradingStopped if that leaves none, NeedsConfirmation where positions were last seen
    long ago unless `confirmed`, OtherThanSeen where the orders are others than those of the plan.
    """
    require(by, PLACE)
    # Two people who close at once must not close twice.
    accounts = list(accounts_to_close(account, strategy).select_for_update(no_key=True))
    plan = plan_closing(accounts, strategy=strategy, symbol=symbol, number=number)
    if plan.cautions and not confirmed:
        raise NeedsConfirmation(plan.cautions)
    if not plan.orders:
        raise (
            plan.refused[0]
            if plan.refused
            else NothingToClose("Nothing is open there that is not being closed already.")
        )
    if seen and seen != plan.mark:
        raise OtherThanSeen("What is open has changed since you looked: these are the orders now.")
    withdrawn = withdraw_orders(plan.protection, words="What it protected is closed.", by=by)
    placed = place_orders(plan.orders, by=by)
    done = Closing(tuple(placed), tuple(map(str, plan.refused)), len(withdrawn.asked) + len(withdrawn.dropped))
    subject = f"account:{account.pk}" if account is not None else strategy.subject
    told = PositionsCloseAsked(
        subject, None, thing=number or symbol, reason=reason, orders=tuple(one.reference for one in placed),
        withdrawn=done.withdrawn,
    )  # fmt: skip
    record(told, by=by)
    return done
