from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from trading.connections.models import Connection
from trading.execution.models import Lane
from trading.orders.domain.instruction_states import OUT
from trading.orders.models import Instruction
from trading.reconciliation.registry import OurOrder


def our_orders(accounts: Iterable[int] | None) -> Mapping[int, Sequence[OurOrder]]:
    """What should be working at brokers, of the accounts that FIDUS may trade and has traded; two queries.

    An order whose outcome is unknown is among them, by our reference: it is a difference until that is known.
    """
    lanes = traded_lanes(accounts)
    found: dict[int, list[OurOrder]] = {pk: [] for pk in lanes.values_list("pk", flat=True)}
    for row in Instruction.objects.filter(account__in=found, state__in=OUT).order_by("pk"):
        found[row.account_id].append(OurOrder(row.broker_order or row.reference, row.open_volume))
    return found


def traded_lanes(accounts: Iterable[int] | None) -> QuerySet[Lane]:
    lanes = Lane.objects.filter(account__connection__in=Connection.objects.filter(may_trade=True))
    return lanes if accounts is None else lanes.filter(pk__in=list(accounts))
