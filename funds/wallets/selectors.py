"""Where clients can be paid, and where they pay."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Client
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationState
from funds.wallets.models import Destination, OfficialWallet

_STANDING = [DestinationState.CONFIRMED.value, DestinationState.ACTIVE.value]


def usable_destinations(client: Client, *, as_of: datetime | None = None) -> QuerySet[Destination]:
    """What the client can be paid to at `as_of` (default: now), by label.

    The clock decides: one whose cooling-off is over counts though nobody has marked it as active yet, and one that it
    replaces no longer does. Compliance is asked by gates.may_be_used.
    """
    as_of = as_of or clock.now()
    over = _usable(as_of)
    replacement = Destination.objects.filter(over, replaces=OuterRef("pk"))
    return Destination.objects.filter(over, ~Exists(replacement), client=client).order_by("label", "pk")


def _usable(as_of: datetime) -> Q:
    standing = Q(state__in=_STANDING, usable_from__lte=as_of)
    return standing | Q(state=DestinationState.RETIRED.value, usable_from__lte=as_of, ended_at__gt=as_of)


def official_wallets() -> QuerySet[OfficialWallet]:
    """Where clients may send money today."""
    return OfficialWallet.objects.filter(state=OfficialWallet.State.ACTIVE.value)
