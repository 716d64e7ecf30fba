"""What of allocations and limits waits for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from trading.decision.domain.terms_states import TermsState
from trading.decision.models import Allocation, Limit


def allocations_waiting(reader: User) -> list[Approval]:
    """Those this reader may decide on: not their own."""
    if not reader.has_perm("decision.approve_allocation"):
        return []
    proposed = Allocation.objects.filter(state=TermsState.PROPOSED).exclude(proposed_by=reader)
    return [
        Approval(
            what="Allocation to a strategy",
            about=f"{one}: {one.share.normalize():f} % of its equity",
            url=reverse("admin:decision_allocation_approve", args=[one.pk]),
            asked_by=str(one.proposed_by),
            since=one.proposed_at,
        )
        for one in proposed.select_related("strategy", "account", "proposed_by").order_by("proposed_at")
    ]


def limits_waiting(reader: User) -> list[Approval]:
    """Those this reader may decide on: not their own."""
    if not reader.has_perm("decision.approve_limit"):
        return []
    proposed = Limit.objects.filter(state=TermsState.PROPOSED).exclude(proposed_by=reader)
    return [
        Approval(
            what="Limit of trading",
            about=f"{one}: {one.shown}",
            url=reverse("admin:decision_limit_approve", args=[one.pk]),
            asked_by=str(one.proposed_by),
            since=one.proposed_at,
        )
        for one in proposed.select_related("strategy", "account", "proposed_by").order_by("proposed_at")
    ]
