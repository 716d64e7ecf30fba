"""Money that should go out and does not."""

from accounts.models import User
from fidus.lib import clock
from fidus.templatetags.figures import age, until
from fidus.today.shapes import SHOWN, Card, Line, list_of, page_of
from funds.approvals import interest_that_waits, interest_to_pay_again
from funds.models import InterestPayout
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.payments import to_be_paid_again
from funds.wallets.models import Payment
from funds.wallets.selectors import payments_to_look_at


def payments_in_doubt(reader: User) -> Card | None:
    if not reader.has_perm("wallets.view_payment"):
        return None
    payments = list(payments_to_look_at(as_of=clock.now()))
    if not payments:
        return None
    lines = [
        Line(
            payment.subject,
            payment.finding or f"{payment.amount}, still {payment.get_state_display().lower()}",
            page_of(payment),
            age(payment.recorded_at),
            urgent=bool(payment.finding),
        )
        for payment in payments[:SHOWN]
    ]
    words = ("payment to look at", "payments to look at")
    return Card("Payments to look at", len(payments), lines, "", *list_of(Payment, "Payments"), words)


def redemptions_to_pay_again(reader: User) -> Card | None:
    if not reader.has_perm("redemptions.view_redemption"):
        return None
    failed = list(to_be_paid_again())
    if not failed:
        return None
    lines = [
        Line(one.number, f"{one.investment.client.name}, {one.net}: the payment failed", page_of(one), urgent=True)
        for one in failed[:SHOWN]
    ]
    words = ("redemption to pay again", "redemptions to pay again")
    return Card("Redemptions to pay again", len(failed), lines, "", *list_of(Redemption, "Redemptions"), words)


def interest_held_up(reader: User) -> Card | None:
    if not reader.has_perm("funds.view_interestpayout"):
        return None
    waiting = [(payout, " ".join(reasons), False) for payout, reasons in interest_that_waits()]
    failed = [(payout, "The payment failed; pay it again.", True) for payout in interest_to_pay_again()]
    if not waiting and not failed:
        return None
    lines = [
        Line(
            payout.investment.number,
            f"{payout.investment.client.name}, {payout.amount}: {why}",
            page_of(payout),
            until(payout.pay_on),
            urgent=urgent or payout.pay_on <= clock.today(),
        )
        for payout, why, urgent in [*failed, *waiting][:SHOWN]
    ]
    words = ("interest payment that cannot go out", "interest payments that cannot go out")
    count = len({payout.pk for payout, _, _ in [*failed, *waiting]})
    return Card("Interest that waits", count, lines, "", *list_of(InterestPayout, "Interest payouts"), words)
