"""A payment that was sent, or that came, is written down by its hash or bank reference."""

from decimal import Decimal

from django.db import connection, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money, MoneyError
from funds.wallets.domain.networks import Network, is_chain
from funds.wallets.domain.payment_states import PaymentState
from funds.wallets.domain.quantities import BadQuantity, quantity_of
from funds.wallets.domain.transaction_hashes import BadHash, check_hash
from funds.wallets.errors import BadDestination, PaymentConflict
from funds.wallets.events import PaymentRecorded
from funds.wallets.models import Destination, OfficialWallet, Payment


@transaction.atomic
def record_payment(
    *,
    subject: str,
    destination: Destination | None = None,
    wallet: OfficialWallet | None = None,
    amount: Money,
    asset: str,
    network: str,
    tx_hash: str,
    by: User | None,
    quantity: Decimal | None = None,
    output: int | None = None,
) -> Payment:
    """Out to a client's `destination`, or in to a `wallet` of the firm; the same again gives the first one.

    `quantity` is needed where the asset has a price (BTC, ETH); `output` where one transaction brings several payments
    to one address. Raises BadDestination, which names the field at fault, and PaymentConflict.
    """
    receiver = destination or wallet
    if receiver is None or (destination is not None and wallet is not None):
        raise BadDestination("A payment goes to one destination, or comes to one wallet of the firm.")
    if (receiver.network, receiver.asset) != (network, asset):
        raise BadDestination(f"{receiver} takes {receiver.asset} over {receiver.get_network_display()}.", "asset")
    if receiver.confirmed_at is None:
        raise BadDestination(f"Nobody has confirmed {receiver} yet.")
    if not amount > Money.zero(amount.currency):
        raise BadDestination("The amount of a payment is more than nothing.", "amount")
    on = Network(network)
    try:
        tx_hash = check_hash(on, tx_hash)
        quantity = quantity_of(on, asset, amount, quantity)
    except BadHash as error:
        raise BadDestination(str(error), "tx_hash") from error
    except (BadQuantity, MoneyError) as error:
        raise BadDestination(str(error), "quantity") from error
    _hold(network, tx_hash)
    facts = {"subject": subject, "amount_minor": amount.minor, "currency": amount.currency, "quantity": quantity}
    if found := _known(network, tx_hash, receiver.address, asset, output, facts):
        return found
    now = clock.now()
    payment = Payment.objects.create(
        direction=Payment.Direction.IN if destination is None else Payment.Direction.OUT,
        destination=destination,
        wallet=wallet,
        network=network,
        asset=asset,
        receiver=receiver.address,
        tx_hash=tx_hash,
        output=output,
        state=PaymentState.RECORDED.value,
        recorded_by=by,
        recorded_at=now,
        next_look_at=now if is_chain(network) else None,
        **facts,
    )
    event = PaymentRecorded(
        payment.reference, None if destination is None else destination.client_id, subject, payment.direction, amount,
        quantity, asset, network, tx_hash, receiver.address,
    )  # fmt: skip
    record(event, by=by)
    return payment


def _hold(network: str, tx_hash: str) -> None:
    """One at a time for a transaction, until the end of ours: two outputs of one may not be taken twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payment:{network}:{tx_hash}"])


def _known(
    network: str, tx_hash: str, address: str, asset: str, output: int | None, facts: dict[str, object]
) -> Payment | None:
    """The payment that this one repeats; raises PaymentConflict if the transaction was taken for something else."""
    same = Payment.objects.filter(network=network, tx_hash=tx_hash, receiver=address, asset=asset)
    for payment in same:
        if payment.output == output:
            if all(getattr(payment, name) == value for name, value in facts.items()):
                return payment
            raise PaymentConflict(f"This transaction is recorded already, as {payment}.")
        if payment.output is None or output is None:
            raise PaymentConflict(f"Say which output of the transaction this is; {payment} has taken the other.")
    return None
