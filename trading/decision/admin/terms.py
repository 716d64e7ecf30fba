"""What the pages of allocations and of limits share: the people of a proposal, its state, and how it is declined."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from fidus.templatetags.parts import badge
from trading.decision.domain.terms_states import TermsState
from trading.decision.errors import DecisionError
from trading.decision.forms import ReasonForm
from trading.decision.models.terms import Terms

_LOOKS = {"proposed": "waiting", "active": "active", "declined": "failed", "ended": "closed"}


class TermsAdmin(DeedsAdmin):
    refusals = (DecisionError,)
    # The last fields of each page.
    course = [
        "standing", "reason", "proposed_by", "proposed_at", "decided_by", "decided_at", "decision", "ended_by",
        "ended_at", "end_reason",
    ]  # fmt: skip

    @admin.display(description="state", ordering="state")
    def standing(self, row: Terms) -> SafeString:
        return badge(_LOOKS[row.state], row.get_state_display())


def proposed(row: Terms) -> bool:
    return row.state == TermsState.PROPOSED


def active(row: Terms) -> bool:
    return row.state == TermsState.ACTIVE


def decline_deed(permission: str, perform: Callable[[Any, dict[str, Any], Any], Any]) -> Deed:
    return Deed(
        name="decline",
        label="Decline",
        explain="It never holds; whoever proposed it reads why.",
        done="Declined.",
        permission=permission,
        perform=perform,
        form=ReasonForm,
        possible=proposed,
    )
