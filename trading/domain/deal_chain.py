"""The proof that a report's deals are complete: balances chain, totals tie, results tie."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from trading.domain.history import CHARGE_KINDS, CREDIT_KINDS, DealRow, Totals
from trading.errors import ReportRefused

_EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001 - server time
# The header's date is the terminal's own clock, the deals' the server's: they may be most of a day apart.
_CLOCKS_APART = timedelta(days=1)
_ZERO = Decimal(0)


class DealChain:
    """Takes the deals in the report's order; every method raises ReportRefused, naming deal and amounts.

    previous balance + profit + swap + commission + fee = balance, for each deal. Memory: one number per ticket.
    """

    def __init__(self) -> None:
        self.saved_at: datetime | None = None
        self.exponent = -3
        self.deals = 0
        self.totals_seen = self.balance_seen = self.results_seen = self.has_open_positions = False
        self._tickets: set[int] = set()
        self._first: DealRow | None = None
        self._last: DealRow | None = None
        self._commission = self._fee = self._swap = self._profit = _ZERO
        self._traded = self._charged = self._entry_costs = self._beside = _ZERO

    def add(self, deal: DealRow) -> DealRow:
        """The deal as it counts: a credit that leaves the balance alone comes back marked so."""
        if self.totals_seen:
            raise ReportRefused(f"deal {deal.ticket} stands below the totals of the deals", line=deal.line)
        if deal.ticket in self._tickets:
            raise ReportRefused(f"deal {deal.ticket} stands twice in the report", line=deal.line)
        self._tickets.add(deal.ticket)
        self._check_time(deal)
        self._check_minor_units(deal)
        deal = self._chained(deal)
        self._count(deal)
        return deal

    def _check_time(self, deal: DealRow) -> None:
        if deal.at < _EARLIEST or (self.saved_at and deal.at > self.saved_at + _CLOCKS_APART):
            raise ReportRefused(f"deal {deal.ticket}: {deal.at} is out of the report's range", line=deal.line)
        if self._last and deal.at < self._last.at:
            raise ReportRefused(f"deal {deal.ticket}: {deal.at} is earlier than the deal above it", line=deal.line)

    def _check_minor_units(self, deal: DealRow) -> None:
        for amount in (deal.profit, deal.swap, deal.commission, deal.fee, deal.balance):
            exponent = amount.as_tuple().exponent
            if not isinstance(exponent, int) or (
                exponent < self.exponent and amount % Decimal(1).scaleb(self.exponent)
            ):
                raise ReportRefused(
                    f"deal {deal.ticket}: {amount:f} is finer than the currency's minor unit", line=deal.line
                )

    def _chained(self, deal: DealRow) -> DealRow:
        if self._last is None:
            # A history may open with a credit, before any money is in: nothing is in the balance then.
            beside = deal.kind in CREDIT_KINDS and not deal.balance
            return replace(deal, in_balance=False) if beside else deal
        before = self._last.balance
        if before + deal.net == deal.balance:
            return deal
        if deal.kind in CREDIT_KINDS and deal.balance == before:
            return replace(deal, in_balance=False)
        raise ReportRefused(
            f"deal {deal.ticket}: the balance before it is {before:f}, its profit {deal.profit:f}, swap {deal.swap:f}, "
            f"commission {deal.commission:f} and fee {deal.fee:f} make {before + deal.net:f}, but its balance says "
            f"{deal.balance:f}",
            line=deal.line,
        )

    def _count(self, deal: DealRow) -> None:
        self.deals += 1
        self._first, self._last = self._first or deal, deal
        self._commission += deal.commission
        self._fee += deal.fee
        self._swap += deal.swap
        self._profit += deal.profit
        if deal.is_trade:
            self._traded += deal.net
            if deal.direction == "in":
                self._entry_costs += deal.commission + deal.fee
        elif deal.kind in CHARGE_KINDS:
            self._charged += deal.net
        if not deal.in_balance:
            self._beside += deal.net

    def check_totals(self, printed: list[Decimal], *, has_fee: bool) -> None:
        """The row under the deals: commission, fee, swap, profit, balance."""
        assert self._last is not None
        self.totals_seen = True
        counted = [self._commission, self._fee, self._swap, self._profit]
        names = ["commission", "fee", "swap", "profit"]
        for name, ours, theirs in zip(names, counted, printed[:4], strict=True):
            allowed = {ours, ours - self._beside} if name == "profit" else {ours}
            if (has_fee or name != "fee") and theirs not in allowed:
                raise ReportRefused(f"the deals' {name} sums to {ours:f}, the totals row says {theirs:f}")
        if printed[4] not in {self._last.balance, sum(counted, _ZERO)}:
            raise ReportRefused(f"the last balance is {self._last.balance:f}, the totals row says {printed[4]:f}")

    def check_balance(self, printed: Decimal) -> None:
        """The account's balance when the report was saved."""
        self.balance_seen = True
        if self._last and self._last.balance != printed:
            raise ReportRefused(
                f"the last deal leaves {self._last.balance:f}, but the account's balance is {printed:f}: the report "
                "does not reach up to the moment it was saved; save it again with a period that ends today"
            )

    def check_results(self, net: Decimal, gross_profit: Decimal, gross_loss: Decimal) -> None:
        """Net profit is what the trades made; costs of entering positions still open may be counted or not."""
        self.results_seen = True
        if gross_profit + gross_loss != net:
            raise ReportRefused(
                f"gross profit {gross_profit:f} and gross loss {gross_loss:f} do not make the net profit {net:f}"
            )
        least, most = sorted((_ZERO, -self._entry_costs if self.has_open_positions else _ZERO))
        if not any(least <= net - ours <= most for ours in (self._traded, self._traded + self._charged)):
            raise ReportRefused(f"the trades make {self._traded:f}, the results say {net:f}")

    def finish(self) -> Totals:
        if self._first is None or self._last is None:
            raise ReportRefused("the report holds no deals: save it from the tab History, with orders and deals")
        missing = {
            "the totals row under the deals": self.totals_seen,
            "the account's balance below the tables": self.balance_seen,
            "the results": self.results_seen,
        }
        for part, seen in missing.items():
            if not seen:
                raise ReportRefused(f"the file is not complete: {part} is missing")
        opening = self._first.balance - (self._first.net if self._first.in_balance else _ZERO)
        return Totals(
            deals=self.deals,
            opening_balance=opening,
            closing_balance=self._last.balance,
            first_ticket=self._first.ticket,
            last_ticket=self._last.ticket,
            first_at=self._first.at,
            last_at=self._last.at,
        )
