"""The demo's rebates: agreements with its brokers, an invoice paid short, one that waits, deals counted since."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.rebates.domain.counting import Counting
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.services.open_agreement import open_agreement
from funds.rebates.services.publish_rebate_terms import publish_rebate_terms
from funds.rebates.services.receive_rebate import receive_rebate

PAID_SHORT, UNPAID = "Example Markets", "Sample Brokers"
# Broker, symbols, dollars a lot, what counts, seconds to hold.
AGREED = (
    (PAID_SHORT, "*", "5", Counting.ENTRY, 0),
    (PAID_SHORT, "EURUSD*", "7.5", Counting.HALF, 0),
    (PAID_SHORT, "XAU*", "10", Counting.ENTRY, 180),
    (UNPAID, "*", "4.25", Counting.EXIT, 120),
)
SHORT_BY = Money.of("12.40", "USD")


def show_rebates(*, start: date, as_of: date, officer: User) -> None:
    """What was traded until three weeks ago is invoiced; the newest deals are counted and wait for an invoice."""
    invoiced_on, paid_on = as_of - timedelta(days=21), as_of - timedelta(days=6)
    for broker, pattern, rate, counting, seconds in AGREED:
        agreement = open_agreement(
            broker=broker, pattern=pattern, currency="USD", valid_from=start, rate=Decimal(rate), counting=counting,
            minimum=timedelta(seconds=seconds), by=officer,
        )  # fmt: skip
        if pattern == "XAU*":
            publish_rebate_terms(
                agreement=agreement, valid_from=as_of - timedelta(days=90), rate=Decimal("11.5"), counting=counting,
                minimum=timedelta(seconds=seconds), by=officer,
            )  # fmt: skip
    with clock.at(invoiced_on):
        count_rebates(as_of=invoiced_on, by=None)
        paid, _ = (issue_rebate_invoice(broker=broker, currency="USD", by=officer) for broker in (PAID_SHORT, UNPAID))
    with clock.at(paid_on):
        receive_rebate(
            invoice=paid, amount=paid.amount - SHORT_BY, received_on=paid_on, bank_reference=f"REB-{paid.number}",
            by=officer,
        )  # fmt: skip
    with clock.at(as_of):
        count_rebates(as_of=as_of, by=None)
