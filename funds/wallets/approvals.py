"""What of the wallets waits for a second person."""

from django.urls import reverse

from accounts.models import User
from accounts.selectors import clients_of
from fidus.lib.approval import Approval
from funds.wallets.models import Destination, InterestInstruction, OfficialWallet


def destinations_waiting(reader: User) -> list[Approval]:
    """Clients' wallets, and where interest goes: not what this reader proposed, nor their own clients'."""
    if not reader.has_perm("wallets.confirm_destination"):
        return []
    waiting = Destination.objects.filter(state=Destination.State.PROPOSED.value)
    waiting = waiting.exclude(proposed_by=reader).exclude(client__in=clients_of(reader))
    waiting_words = InterestInstruction.objects.filter(state=InterestInstruction.State.PROPOSED.value)
    waiting_words = waiting_words.exclude(proposed_by=reader).exclude(client__in=clients_of(reader))
    words = [
        Approval(
            what="Where interest goes",
            about=f"{one.client.name}, {one}",
            url=reverse("admin:wallets_interestinstruction_confirm", args=[one.pk]),
            asked_by=str(one.proposed_by),
            since=one.proposed_at,
        )
        for one in waiting_words.select_related("client", "proposed_by", "destination").order_by("proposed_at", "pk")
    ]
    destinations = [
        Approval(
            what="Client's wallet",
            about=f"{one.client.name}, {one}",
            url=reverse("admin:wallets_destination_confirm", args=[one.pk]),
            asked_by=str(one.proposed_by),
            since=one.proposed_at,
        )
        for one in waiting.select_related("client", "proposed_by").order_by("proposed_at", "pk")
    ]
    return destinations + words


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
