"""May this client's money be placed?"""

from dataclasses import dataclass

from accounts.models import Client
from compliance.domain.case_states import CaseState
from compliance.models import KycCase
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
    case = KycCase.objects.select_related("client").filter(client=client).first()
    if case is None:
        return Verdict(False, ("There is no KYC case.",))
    if case.state != CaseState.CLEARED:
        return Verdict(False, (_NOT_CLEARED[CaseState(case.state)],))
    today = clock.today()
    expired = tuple(
        f"{item.requirement.title}: expired on {item.valid_until:%-d %b %Y}."
        for item in case.items.select_related("case__client")
        if item.valid_until and item.valid_until < today
    )
    return Verdict(not expired, expired)
