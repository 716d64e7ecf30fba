"""Everything that decisions about some signals are made from, gathered once; what is decided counts for the next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count

from fidus.lib.prepared import Question, ask_together
from trading.brokers.facts import AssetKind, Side
from trading.decision.domain.decide import AccountDecision
from trading.decision.domain.facts import ZERO, Case, Entry, LegFacts
from trading.decision.domain.limits import LimitRow, Limits, limits_for
from trading.decision.models import Allocation
from trading.decision.selectors.accounts import AccountRow, account_rows, accounts_with_their_brokers
from trading.decision.selectors.exposures import Exposures
from trading.decision.selectors.facts import allocation_facts, instrument_facts, signal_facts, strategy_facts
from trading.decision.selectors.instruments import Instruments, instruments_for
from trading.decision.selectors.rates import Rates, rates_for
from trading.decision.selectors.stocks import Seen, stocks_of
from trading.decision.selectors.terms import limit_rows, limits_on
from trading.orders.selectors.switches import ANY_SWITCH, Switches, switches_now
from trading.signals.models import Leg, Signal


class Scene:
    """Of these accounts, these legs, this moment; `lock` is asked before all else, and keeps others from deciding."""

    def __init__(self, asked: Collection[int], legs: Collection[Leg], *, now: datetime, lock: Question) -> None:
        self._now = now
        _, accounts, limits, any_switch = ask_together(
            lock, accounts_with_their_brokers(asked, now=now), limits_on(now.date()), ANY_SWITCH
        )
        self._accounts = account_rows(accounts)
        self._limits: list[LimitRow] = limit_rows(limits)
        self._switches: Switches = switches_now(any_switch)
        self._unwritten = count(-1, -1)
        self._held_limits: dict[tuple[int, int], Limits] = {}
        seen = stocks_of(self._accounts.values(), asked)
        self._instruments = self._listed(asked, legs, seen)
        self._rates: Rates = rates_for(self._pairs(asked), now=now)
        self._exposures = Exposures(
            accounts=self._accounts, seen=seen, instruments=self._instruments, rates=self._rates, limits=self._limits,
            now=now,
        )  # fmt: skip

    def case(
        self, signal: Signal, legs: Sequence[Leg], allocation: Allocation, portion: Decimal | None, *, before: bool
    ) -> Case:
        """What is to be decided on the allocation's account, as things stand after all that was decided so far."""
        account, strategy = self._accounts[allocation.account_id], signal.strategy
        switch = self._switches.state_for(account, strategy.pk)
        concerning = self._switches.concerning(account, strategy.pk)
        return Case(
            now=self._now, strategy=strategy_facts(strategy), signal=signal_facts(signal),
            legs=tuple(self._leg(leg, account, strategy.pk) for leg in legs),
            account=self._exposures.facts(account, strategy.pk),
            allocation=allocation_facts(allocation, portion),
            limits=self._limits_for(account, strategy.pk),
            switch=switch,
            switch_words="; ".join(f"{one.of}: {one.reason}" for one in concerning if one.state == switch),
            decided_before=before,
        )  # fmt: skip

    def count(self, allocation: Allocation, decision: AccountDecision) -> list[int]:
        """What was decided is out from now on; by these numbers its orders are known until they are written."""
        account, strategy, holdings = allocation.account_id, allocation.strategy_id, self._exposures.holdings
        numbers = [next(self._unwritten) for _ in decision.orders]
        for order, number in zip(decision.orders, numbers, strict=True):
            self._exposures.add(self._accounts[account], strategy, order)
            if order.opens and decision.outcome != "dry run":
                holdings.enter((strategy, account, order.symbol), Entry(number, order.side))
        holdings.leave(strategy, account, decision.cancels)
        return numbers

    def portions(self, allocations: Sequence[Allocation]) -> Mapping[int, Decimal | None]:
        """By account: which part of all equity that the strategy may trade is there; all None if that is not known."""
        home = self._accounts[allocations[0].account_id].currency if allocations else ""
        parts: dict[int, Decimal] = {}
        for one in allocations:
            account = self._accounts[one.account_id]
            rate = self._rates.get((account.currency, home))
            if rate is None:
                return {each.account_id: None for each in allocations}
            parts[account.id] = max(account.equity or ZERO, ZERO) * one.share * rate
        whole = sum(parts.values(), ZERO)
        return {account: part / whole if whole else None for account, part in parts.items()}

    def _limits_for(self, account: AccountRow, strategy: int) -> Limits:
        key = (account.id, strategy)
        if key not in self._held_limits:
            self._held_limits[key] = limits_for(
                self._limits, broker=account.broker, account_id=account.id, strategy_id=strategy, on=self._now.date()
            )
        return self._held_limits[key]

    def _leg(self, leg: Leg, account: AccountRow, strategy: int) -> LegFacts:
        listed, fault = self._instruments.meant(leg, account.platform, account.server)
        facts = LegFacts(
            number=leg.number, name=leg.symbol, side=Side(leg.side) if leg.side else None, asset=AssetKind(leg.asset),
            ratio=leg.ratio, fault=fault,
        )  # fmt: skip
        if listed is None:
            return facts
        symbol = listed.row.symbol
        rate = self._rates.get((listed.row.currency, account.currency))
        holding = self._exposures.holdings.facts(
            strategy, account.id, symbol, self._exposures.stock(account.id, symbol)
        )
        return LegFacts(
            number=leg.number, name=leg.symbol, side=facts.side, asset=facts.asset, ratio=leg.ratio,
            instrument=instrument_facts(listed, rate, self._now), holding=holding,
        )  # fmt: skip

    def _listed(self, asked: Collection[int], legs: Collection[Leg], seen: Seen) -> Instruments:
        places = {(self._accounts[one].platform, self._accounts[one].server) for one in asked}
        held = set()
        for number, symbol in seen.symbols:
            account = self._accounts[number]
            held.add((account.platform, account.server, symbol))
        return instruments_for(legs, places, held)

    def _pairs(self, asked: Collection[int]) -> set[tuple[str, str]]:
        """From every currency that occurs to every account's and its broker's."""
        homes = {one.currency for one in self._accounts.values()}
        wanted = {self._accounts[one].currency for one in asked}
        return {(base, to) for base in self._instruments.currencies | homes for to in wanted}
