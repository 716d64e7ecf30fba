"""The parts a subject is made of, each with what it was worth, what moved and what it gained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.ledger.api import outside_flows
from fidus.lib.money import Money
from funds.models import Investment
from funds.performance.domain.xirr import Flow
from funds.performance.selectors.measures import Told, money_weighted
from funds.performance.selectors.series import flow_accounts
from funds.performance.selectors.subjects import FUNDS, Subject
from funds.selectors.obligations import obligation_history
from trading.daily import day_flows
from trading.models import BrokerAccount
from trading.selectors import performance_history

_DAY = timedelta(days=1)


@dataclass
class PartLine:
    """`key` is the subject it can be looked at as; `flows` are the holder's: paid in is negative."""

    key: str
    label: str
    note: str
    opening: Money
    closing: Money
    start: date
    end: date
    flows: list[Flow]
    product: str = ""

    @property
    def currency(self) -> str:
        return self.opening.currency

    @property
    def paid_in(self) -> Money:
        return Money(-sum((flow.amount for flow in self.flows if flow.amount < 0), Decimal(0)), self.currency)

    @property
    def paid_out(self) -> Money:
        return Money(sum((flow.amount for flow in self.flows if flow.amount > 0), Decimal(0)), self.currency)

    @property
    def gain(self) -> Money:
        return self.closing + self.paid_out - self.opening - self.paid_in

    def money_weighted(self) -> Told:
        """Worked out when asked for, so that a page of fifty lines of a thousand works out fifty."""
        return money_weighted(
            [Flow(self.start, -self.opening.amount), *self.flows, Flow(self.end, self.closing.amount)]
        )


def parts_of(subject: Subject, *, currency: str, start: date, end: date) -> list[PartLine]:
    """From the evening of `start` to that of `end`; none where the subject has only one. At most two queries."""
    lines = lines_of(subject, currency=currency, start=start, end=end) if _has_parts(subject, currency) else []
    return lines if len(lines) > 1 else []


def lines_of(subject: Subject, *, currency: str, start: date, end: date) -> list[PartLine]:
    """Of one currency: accounts, funds or investments, though there be only one."""
    if subject.accounts:
        return account_lines([one for one in subject.accounts if one.currency == currency], start=start, end=end)
    held = [one for one in subject.investments if one.currency == currency]
    return investment_lines(held, by_fund=subject.key == FUNDS, start=start, end=end)


def _has_parts(subject: Subject, currency: str) -> bool:
    return sum(one.currency == currency for one in (*subject.accounts, *subject.investments)) > 1


def investment_lines(
    investments: Iterable[Investment], *, start: date, end: date, by_fund: bool = False
) -> list[PartLine]:
    """By investment, or by fund; those without money in the period are left out."""
    held = list(investments)
    names = {one.pk: f"fund:{one.terms.product.code}" if by_fund else f"investment:{one.number}" for one in held}
    places = {name: place for place, name in enumerate(dict.fromkeys(names.values()))}
    owners = {account: places[names[one.pk]] for one in held for account in one.ledger_accounts}
    flows: dict[int, list[Flow]] = defaultdict(list)
    for flow in outside_flows(owners, through=flow_accounts(held), start=start + _DAY, end=end):
        flows[flow.owner].append(Flow(flow.on, -flow.amount.amount))
    worth = obligation_history(held, dates=[start, end])
    lines: dict[str, PartLine] = {}
    for one in held:
        before, after = (owed.total for owed in worth[one.pk])
        name = names[one.pk]
        if name in lines:
            lines[name].opening += before
            lines[name].closing += after
        else:
            product = one.terms.product.code
            label, note = (product, "") if by_fund else (one.number, f"{product}, {one.client.name}")
            lines[name] = PartLine(name, label, note, before, after, start, end, flows[places[name]], product)
    return [line for line in lines.values() if line.opening or line.closing or line.flows]


def account_lines(accounts: Iterable[BrokerAccount], *, start: date, end: date) -> list[PartLine]:
    by_id = {account.pk: account for account in accounts}
    flows: dict[int, list[Flow]] = defaultdict(list)
    for flow in day_flows(by_id, start=start + _DAY, end=end):
        flows[flow.account].append(Flow(flow.on, -flow.amount))
    worth = performance_history(by_id, dates=[start, end])
    lines = []
    for pk, (before, after) in worth.items():
        account = by_id[pk]
        line = PartLine(
            f"account:{pk}", str(account), account.broker, before.balance, after.balance, start, end, flows[pk]
        )
        if line.opening or line.closing or line.flows:
            lines.append(line)
    return lines
