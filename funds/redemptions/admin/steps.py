"""Which step comes next for a redemption, and who may take it."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from funds.redemptions.domain.redemption_states import TRANSITIONS, RedemptionAction, RedemptionState
from funds.redemptions.models import Redemption


@dataclass(frozen=True, slots=True)
class Step:
    page: str
    action: RedemptionAction
    label: str
    permission: str

    def url(self, redemption: Redemption) -> str:
        return reverse(f"admin:redemptions_redemption_{self.page}", args=[redemption.pk])


# The way forward first.
STEPS = (
    Step("check", RedemptionAction.CHECK, "Check", "redemptions.check_redemption"),
    Step("approve", RedemptionAction.APPROVE, "Approve", "redemptions.approve_redemption"),
    Step("pay", RedemptionAction.PAY, "Book as paid", "redemptions.pay_redemption"),
    Step("return", RedemptionAction.RETURN, "The payment came back", "redemptions.pay_redemption"),
    Step("cancel", RedemptionAction.CANCEL, "Cancel", "redemptions.request_redemption"),
    Step("reject", RedemptionAction.REJECT, "Reject", "redemptions.approve_redemption"),
)
_FORWARD = (RedemptionAction.CHECK, RedemptionAction.APPROVE, RedemptionAction.PAY)


def next_steps(redemption: Redemption, reader: User) -> list[Step]:
    """Those forward that this reader may take; none where a day is waited for, or nothing comes any more."""
    return [step for step in possible_steps(redemption, reader) if step.action in _FORWARD]


def possible_steps(redemption: Redemption, reader: User | None = None) -> list[Step]:
    """Every step its state allows; with a `reader`, those their role may take and four eyes leave to them."""
    state = RedemptionState(redemption.state)
    steps = [step for step in STEPS if (state, step.action) in TRANSITIONS]
    if reader is None:
        return steps
    return [step for step in steps if reader.has_perm(step.permission) and not barred(redemption, step.action, reader)]


def barred(redemption: Redemption, action: RedemptionAction, reader: User) -> bool:
    """Whether this person already had the part that shuts them out; the service asks again."""
    if action is RedemptionAction.APPROVE:
        return reader.pk in (redemption.requested_by_id, redemption.checked_by_id)
    return action is RedemptionAction.PAY and reader.pk == redemption.approved_by_id
