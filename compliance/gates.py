"""May this client's money be placed?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import Client
from compliance.domain.case_states import CaseState
from compliance.models import ChecklistItem, KycCase
from fidus.lib import clock


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reasons: tuple[str, ...] = ()


_NOT_CLEARED = {
    CaseState.COLLECTING: "The KYC case is still collecting documents.",
    CaseState.SUBMITTED: "The KYC case waits for a second person to clear it.",
    CaseState.REJECTED: "The KYC case was rejected.",
}


def may_invest(client: Client) -> Verdict:
    """Yes, when the case is cleared and every document that expires is still valid today; else the reasons why not."""
    return may_invest_all([client.pk])[client.pk]


def may_invest_all(clients: Iterable[int]) -> dict[int, Verdict]:
    """The same for many, by client's id; two queries."""
    clients = list(clients)
    items = ChecklistItem.objects.filter(valid_until__lt=clock.today()).select_related("case__client")
    cases = KycCase.objects.filter(client__in=clients).prefetch_related(Prefetch("items", items, to_attr="expired"))
    found = {case.client_id: _verdict(case) for case in cases}
    return {client: found.get(client, Verdict(False, ("There is no KYC case.",))) for client in clients}


def _verdict(case: KycCase) -> Verdict:
    if case.state != CaseState.CLEARED:
        return Verdict(False, (_NOT_CLEARED[CaseState(case.state)],))
    expired = tuple(f"{item.requirement.title}: expired on {item.valid_until:%-d %b %Y}." for item in case.expired)
    return Verdict(not expired, expired)
