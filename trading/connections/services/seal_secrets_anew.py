"""Encrypt the secrets of gateways and connections under the newest key."""

from django.db import transaction
from django.db.models import Model

from trading.connections.errors import CannotOpen
from trading.connections.models import BrokerGateway, Connection
from trading.connections.sealing import sealed_anew


def seal_secrets_anew() -> tuple[int, list[str]]:
    """How many rows were encrypted, and those that no key opens; each row in a transaction of its own."""
    done, closed = 0, []
    for model in (BrokerGateway, Connection):
        for key in model.objects.exclude(sealed="").order_by("pk").values_list("pk", flat=True):
            try:
                _seal(model, key)
            except CannotOpen as error:
                closed.append(f"{model._meta.verbose_name} {key}: {error}")
            else:
                done += 1
    return done, closed


@transaction.atomic
def _seal(model: type[Model], key: int) -> None:
    row = model.objects.select_for_update().get(pk=key)
    row.sealed = sealed_anew(row.sealed)
    row.save(update_fields=["sealed"])
