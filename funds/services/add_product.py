"""Offer a new fund."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.events import ProductAdded
from funds.models import Product


@transaction.atomic
def add_product(*, code: str, name: str, by_invitation: bool = False, by: User | None) -> Product:
    """The fund with this code, added if need be; nothing is opened in it before terms are published."""
    product, added = Product.objects.get_or_create(code=code, defaults={"name": name, "by_invitation": by_invitation})
    if added:
        record(ProductAdded(subject=code, client=None, name=name, by_invitation=by_invitation), by=by)
    return product
