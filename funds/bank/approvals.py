"""What of the bank waits for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from funds.bank.models import BankBooking


def approvals_waiting(reader: User) -> list[Approval]:
    """Bookings this reader may post: not those they proposed."""
    if not reader.has_perm("bank.post_booking"):
        return []
    waiting = BankBooking.objects.filter(state="proposed").exclude(proposed_by=reader)
    return [
        Approval(
            what=booking.get_kind_display(),
            about=f"{booking.transaction.account.name}: {booking.text}",
            url=reverse("admin:bank_bankbooking_post", args=[booking.pk]),
            asked_by=str(booking.proposed_by),
            since=booking.proposed_at,
            amount=booking.amount,
        )
        for booking in waiting.select_related("transaction__account", "proposed_by").order_by("pk")
    ]
