"""Where clients can be paid, and where they pay."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import Client, User
from fidus.lib import clock
from funds.wallets.domain.payment_states import UNDER_WAY
from funds.wallets.models import Destination, OfficialWallet, Payment

# A payment that is on its way for longer needs somebody.
_LONG = timedelta(days=1)


def usable_destinations(client: Client, *, as_of: datetime | None = None) -> QuerySet[Destination]:
    """What the client can be paid to at `as_of` (default: now), by label; compliance is asked by gates.may_be_used.

    The clock decides: one whose cooling-off is over counts though nobody has marked it as active yet, and one that it
    replaces no longer does.
    """
    return Destination.objects.filter(client=client).usable(as_of or clock.now()).order_by("label", "pk")


def official_wallets() -> QuerySet[OfficialWallet]:
    """Where clients may send money today."""
    return OfficialWallet.objects.filter(state=OfficialWallet.State.ACTIVE.value)


def addresses_of(client: Client) -> list[str]:
    """Who is told of changes to where a client is paid: the client and everybody who acts for them, each once."""
    people = User.objects.filter(memberships__client=client, state=User.State.ACTIVE).order_by("pk")
    known = {address.lower(): None for address in [client.email, *people.values_list("email", flat=True)] if address}
    return list(known)


def payments_to_look_at(*, as_of: datetime) -> QuerySet[Payment]:
    """Those that do not agree with the chain, and those still on their way after a day; the oldest first."""
    under_way = Payment.objects.filter(state__in=[state.value for state in UNDER_WAY])
    urgent = under_way.filter(~Q(finding="") | Q(recorded_at__lte=as_of - _LONG))
    return urgent.select_related("destination__client").order_by("recorded_at", "pk")


def hashes_of(payment: Payment) -> set[str]:
    """Its own, and those it took the place of when it was sent again with a higher fee."""
    hashes = {payment.tx_hash}
    before = Payment.objects.filter(replaced_by=payment).first()
    while before is not None:
        hashes.add(before.tx_hash)
        before = Payment.objects.filter(replaced_by=before).first()
    return hashes
