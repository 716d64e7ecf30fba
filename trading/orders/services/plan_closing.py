"""Which orders would close what is open: read only, for whoever looks first and for whoever closes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from fidus.lib import clock
from trading.brokers.facts import OrderKind, TimeInForce
from trading.market.models import Instrument
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import BEFORE, OUT
from trading.orders.errors import NotTradable, TradingStopped
from trading.orders.gates import check_switches, keeps_several, not_tradable
from trading.orders.models import Holding, Instruction, Purpose
from trading.orders.selectors.open_positions import OpenPosition, open_positions
from trading.orders.selectors.owners import Owners
from trading.orders.selectors.switches import switches_now
from trading.orders.selectors.weighing import our_symbol_of
from trading.orders.services.place_by_hand import SENT_WITHIN
from trading.orders.services.place_orders import NewOrder
from trading.signals.models import Strategy

# Positions of an account that was last seen longer ago may be others by now.
SEEN_WITHIN = timedelta(seconds=90)
Instruments = dict[tuple[str, str, str], Instrument]


@dataclass(frozen=True, slots=True)
class Plan:
    """`refused` is why nothing goes out on other accounts, `protection` the stops and targets of what is closed."""

    orders: tuple[NewOrder, ...]
    refused: tuple[NotTradable | TradingStopped, ...]
    cautions: tuple[str, ...]
    protection: QuerySet[Instruction]
    accounts: dict[int, BrokerAccount]
    instruments: Instruments

    @property
    def mark(self) -> str:
        """The same for the same orders: whoever has seen them says so by it."""
        told = sorted(
            f"{one.account_id} {one.symbol} {one.side} {one.volume.normalize():f} {one.closes}" for one in self.orders
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def withdraws(self) -> int:
        """How many stops and targets will be withdrawn; one query."""
        return self.protection.filter(Q(state__in=BEFORE) | Q(state__in=OUT, cancel_asked_at=None)).count()

    def instrument_of(self, order: NewOrder) -> Instrument | None:
        account = self.accounts[order.account_id]
        return self.instruments.get((account.platform, account.server, order.symbol))


def accounts_to_close(account: BrokerAccount | None, strategy: Strategy | None) -> QuerySet[BrokerAccount]:
    """The account, or all on which the strategy ever traded."""
    if (account is None) == (strategy is None):
        raise ValueError("positions are of an account or of a strategy")
    if account is not None:
        return BrokerAccount.objects.filter(pk=account.pk)
    traded = Holding.objects.filter(strategy=strategy).values("account")
    return BrokerAccount.objects.filter(pk__in=traded).order_by("pk")


def plan_closing(
    accounts: Sequence[BrokerAccount], *, strategy: Strategy | None = None, symbol: str = "", number: str = ""
) -> Plan:
    """Of the accounts, of one strategy's part of them alone if given; as positions were last seen."""
    open_to, refused = _tradable(accounts, strategy)
    positions = [one for one in open_positions(open_to, symbol=symbol) if not number or one.number == number]
    by_pk = {account.pk: account for account in open_to}
    instruments = _instruments(positions, by_pk)
    orders = tuple(_orders(positions, by_pk, instruments, strategy))
    protection = _protection(orders, strategy, number)
    return Plan(orders, tuple(refused), tuple(_cautions(open_to)), protection, by_pk, instruments)


def _tradable(
    accounts: Sequence[BrokerAccount], strategy: Strategy | None
) -> tuple[list[BrokerAccount], list[NotTradable | TradingStopped]]:
    refused: dict[int, NotTradable | TradingStopped] = dict(not_tradable(accounts))
    switches = switches_now()
    for account in accounts:
        try:
            check_switches(switches.concerning(account, strategy and strategy.pk), Purpose.REDUCE)
        except TradingStopped as error:
            refused[account.pk] = error
    return [account for account in accounts if account.pk not in refused], list(refused.values())


def _cautions(accounts: Sequence[BrokerAccount]) -> Iterator[str]:
    seen = dict(
        BrokerAccount.objects.filter(pk__in=[one.pk for one in accounts]).values_list("pk", "standing__seen_at")
    )
    oldest = clock.now() - SEEN_WITHIN
    for account in accounts:
        at = seen[account.pk]
        if at is None:
            yield f"{account} was never looked at."
        elif at < oldest:
            yield f"Positions of {account} were last seen {at:%-d %b %H:%M:%S} UTC."


def _orders(
    positions: Sequence[OpenPosition],
    accounts: dict[int, BrokerAccount],
    instruments: Instruments,
    strategy: Strategy | None,
) -> Iterator[NewOrder]:
    owners, strategies = Owners(list(accounts.values())), Strategy.objects.in_bulk()
    until = clock.now() + SENT_WITHIN
    for position in positions:
        account = accounts[position.account_id]
        instrument = instruments.get((account.platform, account.server, position.symbol))
        ours = our_symbol_of(instrument) if instrument else position.symbol
        several = keeps_several(account)
        for owner, volume in owners.take(position, numbered=several, strategy=strategy and strategy.pk):
            for part in _in_parts(volume, instrument.volume_max if instrument else None):
                yield NewOrder(
                    account_id=account.pk, purpose=Purpose.REDUCE, symbol=position.symbol,
                    our_symbol=owners.names.get((owner or 0, account.pk, position.symbol), ours),
                    side=position.side.opposite, kind=OrderKind.MARKET, volume=part, time_in_force=TimeInForce.DAY,
                    closes=position.number if several else "", strategy=strategies[owner] if owner else None,
                    send_until=until, words=f"Closes position {position.number}.",
                )  # fmt: skip


def _in_parts(volume: Decimal, most: Decimal | None) -> Iterator[Decimal]:
    """No broker takes an order beyond its largest volume."""
    while most and volume > most:
        yield most
        volume -= most
    yield volume


def _instruments(positions: Sequence[OpenPosition], accounts: dict[int, BrokerAccount]) -> Instruments:
    servers = {accounts[position.account_id].server for position in positions}
    rows = Instrument.objects.select_related("mapping", "quote").filter(
        server__in=servers, symbol__in={position.symbol for position in positions}
    )
    return {(row.platform, row.server, row.symbol): row for row in rows}


def _protection(orders: Sequence[NewOrder], strategy: Strategy | None, number: str) -> QuerySet[Instruction]:
    """Stops and targets that work for what is closed: left alone, they would open the opposite."""
    closed = Q()
    for account, symbol in {(order.account_id, order.symbol) for order in orders}:
        closed |= Q(account=account, symbol=symbol)
    rows = Instruction.objects.filter(closed, purpose__in=[Purpose.STOP, Purpose.TARGET])
    if not orders:
        return rows.none()
    if strategy is not None:
        rows = rows.filter(strategy=strategy)
    return rows.filter(entry__fills__position=number) if number else rows
