"""What of the funds waits for a second person."""

from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from fidus.lib import clock
from fidus.lib.approval import Approval
from funds.models import InterestPayout

# Money to pay is shown a week ahead.
_AHEAD = timedelta(days=7)


def approvals_waiting(reader: User) -> list[Approval]:
    """Interest payments this reader may approve, the earliest first: not those they prepared."""
    if not reader.has_perm("funds.approve_payout"):
        return []
    due = InterestPayout.objects.filter(state=InterestPayout.State.DUE.value, pay_on__lte=clock.today() + _AHEAD)
    due = due.exclude(prepared_by=reader)
    return [
        Approval(
            what="Interest payment",
            about=f"{payout.investment.client.name}, {payout.investment}",
            url=reverse("admin:funds_interestpayout_approve", args=[payout.pk]),
            asked_by=str(payout.prepared_by or "Nightly run"),
            since=payout.due_on,
            amount=-payout.amount,
        )
        for payout in due.select_related("investment__client", "prepared_by").order_by("pay_on", "pk")
    ]
