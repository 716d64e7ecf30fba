from accounts.models import User
from fidus.lib import clock
from funds.wallets.domain.payment_states import UNDER_WAY
from funds.wallets.errors import LookupOff, NotNow
from funds.wallets.explorers.configured import lookups_on
from funds.wallets.models import Payment


def ask_for_look(*, payment: Payment, by: User) -> Payment:
    """The payment, next to be looked up by whoever follows payments; asks no network itself.

    Raises LookupOff without an explorer, NotNow for a payment that is over.
    """
    if payment.state not in UNDER_WAY:
        raise NotNow(f"{payment} is {payment.state}; there is nothing to look up.")
    if not lookups_on(payment.network):
        raise LookupOff(f"No explorer of {payment.get_network_display()} is configured; lookups are off.")
    Payment.objects.filter(pk=payment.pk).update(next_look_at=clock.now())
    return payment
