"""What redemptions post; shown to people before it is posted."""

from collections.abc import Sequence
from datetime import date

from accounts.ledger.api import Draft, Leg, open_account
from fidus.lib import clock
from fidus.lib.money import Money, total
from funds.models import Investment
from funds.redemptions.domain.proceeds import Proceeds
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.charges import Charge


def payable_account(investment: Investment) -> int:
    """Where redeemed money waits to be sent; opened with the first redemption."""
    if investment.payable_account is None:
        code = f"Liabilities:Clients:C{investment.client.number}:{investment.number}:Redemption"
        label = f"{investment.client.name}, {investment.number}: redeemed, to be paid"
        account = open_account(code=code, kind="liability", currency=investment.currency, label=label)
        Investment.objects.filter(pk=investment.pk).update(payable_account=account)
        investment.payable_account = account
    return investment.payable_account


def settlement_draft(redemption: Redemption, proceeds: Proceeds, value_on: date, *, event: int | None = None) -> Draft:
    """Principal and interest leave the investment and become payable; the client is owed as much as before."""
    investment = redemption.investment
    taken = [(investment.principal_account, proceeds.principal), (investment.paid_account, proceeds.interest)]
    legs = [Leg(account, amount) for account, amount in taken if account is not None and amount]
    text = f"{redemption.number}: {proceeds.principal} of principal"
    text += f" and {proceeds.interest} of interest" if proceeds.interest else ""
    return Draft(
        key=f"redemption:{redemption.number}",
        kind="redemption",
        text=f"{text} set aside to be paid",
        booked_on=clock.today(),
        value_on=value_on,
        legs=(*legs, Leg(payable_account(investment), -proceeds.gross)),
        event=event,
    )


def charges_draft(
    redemption: Redemption, charges: Sequence[Charge], value_on: date, *, event: int | None = None
) -> Draft:
    """Fees kept back from what is payable."""
    investment = redemption.investment
    kept = total([charge.amount for charge in charges], investment.currency)
    return Draft(
        key=f"redemption:{redemption.number}:charges",
        kind="redemption_charges",
        text=f"{redemption.number}: {', '.join(charge.label for charge in charges)}",
        booked_on=clock.today(),
        value_on=value_on,
        legs=(
            Leg(payable_account(investment), kept),
            *(Leg(charge.account, -charge.amount) for charge in charges),
        ),
        event=event,
    )


def payment_draft(redemption: Redemption, paid_on: date, source: int, *, event: int | None = None) -> Draft:
    """The money leaves the firm: from the bank, or from the wallet whose asset account is `source`."""
    net = redemption.net
    assert net is not None, "only what is payable is paid"
    return Draft(
        key=payment_key(redemption),
        kind="redemption_payment",
        text=f"{redemption.number} paid to {redemption.destination}",
        booked_on=clock.today(),
        value_on=paid_on,
        legs=(Leg(payable_account(redemption.investment), net), Leg(source, -net)),
        event=event,
    )


def payment_key(redemption: Redemption) -> str:
    """Of the payment that comes next, or stands: one that failed keeps its own."""
    again = f":{redemption.failed_payments + 1}" if redemption.failed_payments else ""
    return f"redemption:{redemption.number}:payment{again}"


def sum_of(charges: Sequence[Charge], currency: str) -> Money:
    return total([charge.amount for charge in charges], currency)
