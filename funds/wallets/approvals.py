"""What of the wallets waits for a second person."""

from django.urls import reverse

from accounts.models import User
from accounts.selectors import clients_of
from fidus.lib.approval import Approval
from funds.wallets.models import Destination, OfficialWallet


def destinations_waiting(reader: User) -> list[Approval]:
    """Clients' wallets this reader may confirm, the oldest first: not those they proposed, nor their own clients'."""
    if not reader.has_perm("wallets.confirm_destination"):
        return []
    waiting = Destination.objects.filter(state=Destination.State.PROPOSED.value)
    waiting = waiting.exclude(proposed_by=reader).exclude(client__in=clients_of(reader))
    return [
        Approval(
            what="Client's wallet",
            about=f"{one.client.name}, {one}",
            url=reverse("admin:wallets_destination_confirm", args=[one.pk]),
            asked_by=str(one.proposed_by),
            since=one.proposed_at,
        )
        for one in waiting.select_related("client", "proposed_by").order_by("proposed_at", "pk")
    ]


def wallets_waiting(reader: User) -> list[Approval]:
    """Official wallets this reader may confirm: not those they proposed."""
    if not reader.has_perm("wallets.confirm_wallet"):
        return []
    waiting = OfficialWallet.objects.filter(state=OfficialWallet.State.PROPOSED.value).exclude(proposed_by=reader)
    return [
        Approval(
            what="Official wallet",
            about=f"{one.asset}, {one}",
            url=reverse("admin:wallets_officialwallet_confirm", args=[one.pk]),
            asked_by=str(one.proposed_by),
            since=one.proposed_at,
        )
        for one in waiting.select_related("proposed_by").order_by("proposed_at", "pk")
    ]
