"""Differences that may stay, each by two people."""

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.reconciliation.errors import ReconciliationError
from trading.reconciliation.forms import ReasonForm
from trading.reconciliation.models import Acceptance
from trading.reconciliation.services.accept_difference import accept_difference
from trading.reconciliation.services.decline_acceptance import decline_acceptance
from trading.reconciliation.services.withdraw_acceptance import withdraw_acceptance

LOOKS = {
    "proposed": "waiting", "accepted": "passed", "declined": "failed", "withdrawn": "closed", "lapsed": "closed",
    "ended": "closed",
}  # fmt: skip


def _proposed(acceptance: Acceptance) -> bool:
    return acceptance.state == Acceptance.State.PROPOSED.value


@admin.register(Acceptance)
class AcceptanceAdmin(DeedsAdmin):
    list_display = ["of_break", "figure", "moves", "standing", "reason", "proposed_by", "asked", "decided_by"]
    list_filter = ["state", "of_break__kind", "of_break__account__broker"]
    search_fields = ["of_break__account__login", "of_break__subject", "reason"]
    list_select_related = ["of_break__account", "proposed_by", "decided_by"]
    change_list_template = "reconciliation/acceptances.html"
    refusals = (ReconciliationError,)
    fields = [
        "of_break", "figure", "moves", "reason", "standing", "proposed_by", "proposed_at", "decided_by", "decided_at",
        "decision", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    deeds = (
        Deed(
            name="accept",
            label="Accept",
            explain="The difference stays on record with its amount and both names. It opens again by itself when it "
            "becomes another, and is cleared when both sides agree. Nothing is booked.",
            done="Accepted.",
            permission="reconciliation.accept_difference",
            perform=lambda acceptance, given, by: accept_difference(acceptance=acceptance, by=by),
            possible=_proposed,
        ),
        Deed(
            name="decline",
            label="Decline",
            explain="The difference stays open; whoever proposed it reads why.",
            done="Declined.",
            permission="reconciliation.accept_difference",
            perform=lambda acceptance, given, by: decline_acceptance(acceptance=acceptance, by=by, **given),
            form=ReasonForm,
            possible=_proposed,
        ),
        Deed(
            name="withdraw",
            label="Withdraw",
            explain="Only who proposed it takes it back.",
            done="Withdrawn.",
            permission="reconciliation.propose_acceptance",
            perform=lambda acceptance, given, by: withdraw_acceptance(acceptance=acceptance, by=by),
            possible=_proposed,
        ),
    )

    def facts_of(self, thing: Acceptance) -> tuple[tuple[str, str], ...]:
        broken = thing.of_break
        return (
            ("What", str(broken)),
            ("We make", broken.shown(broken.ours)),
            ("The broker tells", broken.shown(broken.theirs)),
            ("Difference", broken.shown(thing.difference)),
            ("May move by", broken.shown(thing.band)),
            ("Reason", thing.reason),
            ("Proposed by", str(thing.proposed_by)),
        )

    @admin.display(description="difference")
    def figure(self, acceptance: Acceptance) -> str:
        return acceptance.of_break.shown(acceptance.difference)

    @admin.display(description="may move by")
    def moves(self, acceptance: Acceptance) -> str:
        return acceptance.of_break.shown(acceptance.band) if acceptance.band else "–"

    @admin.display(description="proposed", ordering="proposed_at")
    def asked(self, acceptance: Acceptance) -> SafeString:
        return age(acceptance.proposed_at)

    @admin.display(description="state", ordering="state")
    def standing(self, acceptance: Acceptance) -> SafeString:
        return badge(LOOKS[acceptance.state], acceptance.get_state_display())
