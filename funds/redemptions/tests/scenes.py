"""An investment that earns, and redemptions at any point of their way; everything by the real services."""

from datetime import date

from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.models import Investment
from funds.redemptions.models import Redemption
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.services.pay_redemption import pay_redemption
from funds.redemptions.services.request_redemption import request_redemption
from funds.redemptions.services.run_night import run_night as redemptions_night
from funds.services.run_night import run_night as funds_night
from funds.tests.scenes import a_user
from funds.wallets.models import Destination
from funds.wallets.tests.scenes import a_destination


def to_pay_to(investment: Investment) -> Destination:
    known = Destination.objects.filter(client=investment.client, state="active", network="bank").first()
    bank = {"network": "bank", "asset": investment.currency, "holder": investment.client.name, "label": "Sample Bank"}
    return known or a_destination(investment.client, address="DE89370400440532013000", **bank)


def a_request(
    investment: Investment, amount: Money | None = None, *, by: User | None = None, **given: object
) -> Redemption:
    given.setdefault("destination", to_pay_to(investment))
    return request_redemption(investment=investment, amount=amount, by=by, **given)


def approved(redemption: Redemption) -> Redemption:
    """Checked by one, approved by another."""
    check_redemption(redemption=redemption, by=a_user("checker"))
    return approve_redemption(redemption=redemption, by=a_user("approver"))


def paid(redemption: Redemption, **given: object) -> Redemption:
    given.setdefault("reference", f"OUT-{redemption.number}")
    return pay_redemption(redemption=redemption, by=a_user("payer"), **given)


def night(as_of: date) -> None:
    """All of the night up to `as_of`, as the wiring runs it."""
    with clock.at(as_of):
        redemptions_night(as_of=as_of, by=None)
        funds_night(as_of=as_of, by=None)
