"""What of the funds waits for a second person."""

from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from fidus.lib import clock
from fidus.lib.approval import Approval
from funds.gates import standings
from funds.models import InterestPayout

# Money to pay is shown a week ahead.
_AHEAD = timedelta(days=7)


def approvals_waiting(reader: User) -> list[Approval]:
    """Interest payments this reader may approve, the earliest first: not those they prepared, nor what waits itself."""
    if not reader.has_perm("funds.approve_payout"):
        return []
    due = InterestPayout.objects.filter(state=InterestPayout.State.DUE.value, pay_on__lte=clock.today() + _AHEAD)
    due = due.exclude(prepared_by=reader).select_related("investment__client", "prepared_by")
    payouts = list(due.order_by("pay_on", "pk"))
    found = standings(payouts)
    return [
        Approval(
            what="Interest payment",
            about=f"{payout.investment.client.name}, {payout.investment}, to {found[payout.pk].route}",
            url=reverse("admin:funds_interestpayout_approve", args=[payout.pk]),
            asked_by=str(payout.prepared_by or "Nightly run"),
            since=payout.due_on,
            amount=-payout.amount,
        )
        for payout in payouts
        if found[payout.pk].route is not None
    ]


def interest_that_waits() -> list[tuple[InterestPayout, tuple[str, ...]]]:
    """Interest to pay within the week that has nowhere to go, and why; the earliest first."""
    waiting = InterestPayout.objects.filter(pay_on__lte=clock.today() + _AHEAD).exclude(state="paid")
    payouts = list(waiting.select_related("investment__client").order_by("pay_on", "pk"))
    found = standings(payouts)
    return [(payout, found[payout.pk].reasons) for payout in payouts if found[payout.pk].route is None]


def interest_to_pay_again() -> list[InterestPayout]:
    """Interest whose payment failed, the earliest first."""
    failed = InterestPayout.objects.filter(state="approved", failed_payments__gt=0)
    return list(failed.select_related("investment__client").order_by("pay_on", "pk"))
