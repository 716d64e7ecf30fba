"""What of differences with brokers waits for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from trading.reconciliation.models import Acceptance


def differences_waiting(reader: User) -> list[Approval]:
    """Those this reader may accept: not those they proposed."""
    if not reader.has_perm("reconciliation.accept_difference"):
        return []
    proposed = Acceptance.objects.filter(state=Acceptance.State.PROPOSED.value).exclude(proposed_by=reader)
    return [
        Approval(
            what="Difference with a broker",
            about=f"{acceptance}: {acceptance.reason}",
            url=reverse("admin:reconciliation_acceptance_accept", args=[acceptance.pk]),
            asked_by=str(acceptance.proposed_by),
            since=acceptance.proposed_at,
        )
        for acceptance in proposed.select_related("proposed_by", "of_break__account").order_by("proposed_at")
    ]
