"""Clients, funds and money to try the rules on; everything is made by the real services."""

from datetime import date
from decimal import Decimal
from itertools import count

from accounts.models import Client, User
from accounts.services.open_client import open_client
from compliance.models import KycCase
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.models import InterestMode, Investment, Product
from funds.services.accrue_interest import accrue_interest
from funds.services.add_product import add_product
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.services.publish_terms import publish_terms

OPENED = date(2026, 1, 1)
_numbers = count(1)


def usd(amount: str | int) -> Money:
    return Money.of(amount, "USD")


def a_user(name: str = "rosa", **fields: object) -> User:
    return User.objects.create_user(f"{name}{next(_numbers)}@example.com", **fields)


def a_client(name: str = "Ada Example", *, cleared: bool = True) -> Client:
    """A client whose KYC case is cleared, unless told otherwise."""
    client = open_client(kind="person", name=name, by=None)
    if cleared:
        clear(client)
    return client


def clear(client: Client) -> None:
    """The case as clearing it leaves it; how it gets there is tried in compliance."""
    officer, second = a_user("officer"), a_user("second")
    KycCase.objects.create(
        client=client,
        state="cleared",
        opened_at=clock.now(),
        submitted_by=officer,
        submitted_at=clock.now(),
        cleared_by=second,
        cleared_at=clock.now(),
    )


def a_product(
    code: str = "BALANCE",
    *,
    monthly_rate: str | None = "0.025",
    day_count: DayCount = DayCount.THIRTY_360,
    minimum: int | str = 1,
    currency: str = "USD",
    **terms: object,
) -> Product:
    """A fund with one version of terms, in force from 2020."""
    product = add_product(code=code, name=code.capitalize(), by_invitation=monthly_rate is None, by=None)
    publish_terms(
        product=product,
        valid_from=date(2020, 1, 1),
        minimum=Money.of(minimum, currency),
        monthly_rate=None if monthly_rate is None else Decimal(monthly_rate),
        day_count=day_count,
        by=None,
        **terms,
    )
    return product


def an_investment(
    principal: str = "100000.00",
    *,
    product: Product | None = None,
    client: Client | None = None,
    funded_on: date = OPENED,
    interest_mode: str = InterestMode.KEEP,
    custom_rate: str | None = None,
) -> Investment:
    """Opened and funded on `funded_on`."""
    with clock.at(funded_on):
        client = client or a_client()
        investment = open_investment(
            client=client,
            product=product or Product.objects.filter(code="BALANCE").first() or a_product(),
            principal=usd(principal),
            interest_mode=interest_mode,
            custom_rate=None if custom_rate is None else Decimal(custom_rate),
            by=None,
        )
        return fund_investment(
            investment=investment, received_on=funded_on, bank_reference=f"BANK-{next(_numbers)}", by=None
        )


def accrue_until(as_of: date) -> None:
    with clock.at(as_of):
        accrue_interest(as_of=as_of, by=None)
