"""What of the exchange rates waits for a second person."""

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from accounts.rates.models import Contradiction, RateImport, RateOverride
from fidus.lib.approval import Approval


def overrides_waiting(reader: User) -> list[Approval]:
    """Rates by hand this reader may approve: not those they proposed."""
    if not reader.has_perm("rates.approve_override"):
        return []
    proposed = RateOverride.objects.filter(state=RateOverride.State.PROPOSED.value).exclude(proposed_by=reader)
    return [
        Approval(
            what="Exchange rate by hand",
            about=f"{override}, {override.valid_from:%-d %b %Y} to {override.valid_until:%-d %b %Y}",
            url=reverse("admin:rates_rateoverride_approve", args=[override.pk]),
            asked_by=str(override.proposed_by),
            since=override.proposed_at,
        )
        for override in proposed.select_related("proposed_by").order_by("proposed_at")
    ]


def contradictions_waiting(reader: User) -> list[Approval]:
    """Files with rates that differ from those held: not those they brought."""
    if not reader.has_perm("rates.decide_contradiction"):
        return []
    counts = Contradiction.objects.filter(state=Contradiction.State.OPEN.value).order_by()
    waiting = dict(counts.values_list("rate_import").annotate(Count("pk")))
    files = RateImport.objects.filter(pk__in=waiting).exclude(brought_by=reader).select_related("brought_by")
    return [
        Approval(
            what="Rates that differ",
            about=f"{waiting[file.pk]} in {file.name}",
            url=reverse("admin:rates_rateimport_decide", args=[file.pk]),
            asked_by=str(file.brought_by or "Daily feed"),
            since=file.brought_at,
        )
        for file in files.order_by("brought_at")
    ]
