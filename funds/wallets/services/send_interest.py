"""How interest leaves for a client's destination; named in fidus/wiring.py, called by the funds' own services."""

from accounts.models import User
from fidus.lib.money import Money
from funds.domain.payout_route import Route
from funds.errors import ReferenceUsed
from funds.wallets.domain.networks import is_chain
from funds.wallets.domain.payment_states import STANDS
from funds.wallets.models import Destination
from funds.wallets.services.record_payment import record_payment
from funds.wallets.services.source_account import source_account


def destination_of(route: Route) -> Destination:
    return Destination.objects.get(pk=int(route.reference.partition(":")[2]))


def interest_source(route: Route, currency: str) -> int:
    """The ledger account that interest sent there is taken from."""
    return source_account(destination_of(route), currency)


def send_interest(*, subject: str, route: Route, amount: Money, reference: str, by: User | None) -> str:
    """The reference as it is kept. What goes over a chain is recorded, so that explorers follow it; a bank's transfer
    is followed on the bank's statements. Raises BadDestination for a hash that is none, PaymentConflict, ReferenceUsed.
    """
    destination = destination_of(route)
    if not is_chain(destination.network):
        return reference
    payment = record_payment(
        subject=subject, destination=destination, amount=amount, asset=destination.asset, network=destination.network,
        tx_hash=reference, by=by,
    )  # fmt: skip
    if payment.state not in STANDS:
        raise ReferenceUsed(f"{reference} is {payment.state} already; give the hash of the new payment.")
    return payment.tx_hash
