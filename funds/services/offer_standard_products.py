"""The four funds the firm began with."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.models import Product
from funds.services.add_product import add_product
from funds.services.publish_terms import publish_terms

# code, name, monthly rate (None: as agreed), day count, whether it runs through full months, minimum
_FUNDS = (
    ("CORE", "Core", Decimal("0.015"), DayCount.THIRTY_360, False, 50_000),
    ("BALANCE", "Balance", Decimal("0.025"), DayCount.ACT_30_44, True, 100_000),
    ("DYNAMIC", "Dynamic", Decimal("0.035"), DayCount.THIRTY_360, False, 100_000),
    ("UNLIMITED", "Unlimited", None, DayCount.THIRTY_360, False, 1_000_000),
)


@transaction.atomic
def offer_standard_products(*, valid_from: date, currency: str = "USD", by: User | None) -> list[Product]:
    """CORE, BALANCE, DYNAMIC and UNLIMITED with first terms in `currency`; a fund that has such terms keeps them.

    BALANCE accrues by ACT/30.44 throughout, as the predecessor did.
    """
    products = []
    for code, name, monthly_rate, day_count, throughout, minimum in _FUNDS:
        product = add_product(code=code, name=name, by_invitation=monthly_rate is None, by=by)
        if not product.terms_versions.filter(currency=currency).exists():
            publish_terms(
                product=product,
                valid_from=valid_from,
                minimum=Money.of(minimum, currency),
                monthly_rate=monthly_rate,
                day_count=day_count,
                throughout=throughout,
                by=by,
            )
        products.append(product)
    return products
