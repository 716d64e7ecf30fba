"""Mandates with fees, and trading that earns for them; everything is made by the real services."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from fidus.lib import clock
from fidus.lib.money import Money
from funds.fees.models import FeeSchedule
from funds.fees.services.publish_schedule import publish_schedule
from funds.models import Investment, Product
from funds.services.map_account import map_account
from funds.tests.scenes import OPENED, a_product
from trading.models import BrokerAccount, Deal

_numbers = count(1)
FROM = date(2020, 1, 2)


def fees(product: Product | None = None, **terms: object) -> FeeSchedule:
    """A schedule in force since 2020; rates given as text are shares."""
    product = product or Product.objects.filter(code="BALANCE").first() or a_product()
    terms = {name: Decimal(value) if name.endswith("_rate") else value for name, value in terms.items()}
    given = {"product": product, "currency": "USD", "valid_from": FROM, "by": None, **terms}
    with clock.at(given["valid_from"]):
        return publish_schedule(**given)


def an_account(investment: Investment, *, share: str = "1", from_on: date = OPENED) -> BrokerAccount:
    """A broker account that works for the investment."""
    account = BrokerAccount.objects.create(
        broker="Northgate Brokers", server="Northgate-Demo", login=90_000 + next(_numbers), currency="USD",
        currency_digits=2, environment="demo", opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    map_account(investment=investment, account=account, share=Decimal(share), from_on=from_on, by=None)
    return account


def earn(account: BrokerAccount, day: date, profit: str) -> None:
    Deal.objects.create(
        account=account, ticket=next(_numbers), dealt_at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
        symbol="EURUSD", kind="buy", direction="out", volume=Decimal("0.1"), balance=0, profit=Decimal(profit),
    )  # fmt: skip


def by_kind(charges: list) -> dict[str, Money]:
    return {str(charge.kind): charge.amount for charge in charges}
