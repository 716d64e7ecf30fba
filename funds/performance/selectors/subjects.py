"""Whose performance is looked at: the firm's accounts, all funds, a fund, a client, an investment or an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Client
from funds.models import Investment, Product
from funds.performance.selectors.series import Series, series_of_accounts, series_of_investments
from trading.models import BrokerAccount

FIRM, FUNDS = "firm", "funds"


@dataclass(frozen=True)
class Subject:
    """`key` names it in an address; it has investments or broker accounts, never both."""

    key: str
    title: str
    note: str
    investments: Sequence[Investment] = field(default=())
    accounts: Sequence[BrokerAccount] = field(default=())

    @property
    def currencies(self) -> list[str]:
        funded = {one.currency for one in self.investments if one.funded_on}
        return sorted(funded | {account.currency for account in self.accounts})

    def series(self, *, currency: str, start: date | None, end: date) -> Series | None:
        """None where no money was there in the period."""
        if self.accounts:
            return series_of_accounts(self.accounts, currency=currency, start=start, end=end)
        return series_of_investments(self.investments, currency=currency, start=start, end=end)


OWED = "What clients hold: principal and interest less payouts"
TRADED = "What trades earned on closed positions, deposits and withdrawals left out"


def subject_of(key: str) -> Subject | None:
    """None for a key of nothing that exists. One or two queries."""
    kind, _, name = key.partition(":")
    funded = Investment.objects.filter(funded_on__isnull=False).select_related("client", "terms__product")
    funded = funded.order_by("number")
    if key == FIRM:
        return Subject(key, "The firm, all broker accounts", TRADED, accounts=list(BrokerAccount.objects.all()))
    if key == FUNDS:
        return Subject(key, "All funds, all clients' money", OWED, investments=list(funded))
    if kind == "fund":
        product = Product.objects.filter(code=name).first()
        if product is not None:
            return Subject(key, f"Fund {product.code}", OWED, list(funded.filter(terms__product=product)))
    if kind == "client":
        client = Client.objects.filter(number=name).first()
        if client is not None:
            return Subject(key, str(client), OWED, list(funded.filter(client=client)))
    if kind == "investment":
        one = funded.filter(number=name).first()
        if one is not None:
            return Subject(key, f"{one.number}, {one.terms.product.code}, {one.client.name}", OWED, [one])
    if kind == "account" and name.isdigit():
        account = BrokerAccount.objects.filter(pk=int(name)).first()
        if account is not None:
            return Subject(key, f"Account {account}", TRADED, accounts=[account])
    return None


def subject_choices() -> list[tuple[str, str]]:
    """What a page offers; an investment is reached from its client. Three queries."""
    products = Product.objects.filter(terms_versions__investments__funded_on__isnull=False).distinct()
    clients = Client.objects.filter(investments__funded_on__isnull=False).distinct().order_by("number")
    return [
        (FIRM, "The firm, all broker accounts"),
        (FUNDS, "All funds, all clients' money"),
        *((f"fund:{product.code}", f"Fund {product.code}") for product in products),
        *((f"client:{client.number}", f"Client {client}") for client in clients),
        *((f"account:{account.pk}", f"Account {account}") for account in BrokerAccount.objects.all()),
    ]
