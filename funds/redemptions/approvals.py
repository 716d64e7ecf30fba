"""Which redemptions wait for a second person."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from funds.redemptions.models import Redemption


def approvals_waiting(reader: User) -> list[Approval]:
    """Checked redemptions this reader may approve, the earliest window first: not those they asked for or checked."""
    if not reader.has_perm("redemptions.approve_redemption"):
        return []
    checked = Redemption.objects.filter(state=Redemption.State.CHECKED.value)
    checked = checked.exclude(Q(requested_by=reader) | Q(checked_by=reader))
    related = ("investment__client", "requested_by", "checked_by")
    return [
        Approval(
            what="Redemption",
            about=f"{one.investment.client.name}, {one.investment}, {one.number} for {one.window_on:%-d %b %Y}",
            url=reverse("admin:redemptions_redemption_approve", args=[one.pk]),
            asked_by=f"{one.requested_by or 'End of the term'}, checked by {one.checked_by}",
            since=one.requested_at,
            amount=-one.asked,
        )
        for one in checked.select_related(*related).order_by("window_on", "pk")
    ]


def checks_waiting(reader: User) -> list[Approval]:
    """Requests this reader may check."""
    if not reader.has_perm("redemptions.check_redemption"):
        return []
    asked = Redemption.objects.filter(state=Redemption.State.REQUESTED.value)
    return [
        Approval(
            what="Redemption to check",
            about=f"{one.investment.client.name}, {one.investment}, {one.number} for {one.window_on:%-d %b %Y}",
            url=reverse("admin:redemptions_redemption_check", args=[one.pk]),
            asked_by=str(one.requested_by or "End of the term"),
            since=one.requested_at,
            amount=-one.asked,
        )
        for one in asked.select_related("investment__client", "requested_by").order_by("window_on", "pk")
    ]
