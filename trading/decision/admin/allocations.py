"""Which strategy trades how much of which account: proposed by one person, approved by another."""

from decimal import Decimal

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed
from fidus.templatetags.figures import day
from trading.decision.admin.terms import TermsAdmin, active, decline_deed, proposed
from trading.decision.forms import AllocationForm, ReasonForm
from trading.decision.models import Allocation
from trading.decision.selectors.preview import preview_of
from trading.decision.services.approve_allocation import approve_allocation
from trading.decision.services.decline_allocation import decline_allocation
from trading.decision.services.end_allocation import end_allocation
from trading.decision.services.propose_allocation import propose_allocation
from trading.signals.admin.own import OwnAdmin


@admin.register(Allocation)
class AllocationAdmin(TermsAdmin, OwnAdmin):
    developer = "strategy__developer"
    list_display = ["strategy", "account", "part", "usual_size", "days", "standing", "proposed_by", "decided_by"]
    list_filter = ["state", "strategy", "account__broker", "account__environment"]
    search_fields = ["strategy__code", "account__login", "account__broker"]
    list_select_related = ["strategy", "account", "proposed_by", "decided_by"]
    change_list_template = "decision/allocations.html"
    fields = ["strategy", "account", "part", "usual_size", "days", *TermsAdmin.course]
    readonly_fields = fields
    deeds = (
        Deed(
            name="propose",
            label="Propose an allocation",
            explain="Its signals are traded on the account, within its share, once a second person has approved it.",
            done="Proposed; a second person approves it.",
            permission="decision.propose_allocation",
            perform=lambda nothing, given, by: propose_allocation(**given, by=by),
            form=AllocationForm,
            on_list=True,
        ),
        Deed(
            name="approve",
            label="Approve",
            explain="The strategy's signals are traded with it on its days. What it had of this account before ends.",
            done="Approved.",
            permission="decision.approve_allocation",
            perform=lambda row, given, by: approve_allocation(allocation=row, by=by),
            possible=proposed,
        ),
        decline_deed(
            "decision.approve_allocation", lambda row, given, by: decline_allocation(allocation=row, by=by, **given)
        ),
        Deed(
            name="end",
            label="End it now",
            explain="Nothing is decided on this account any more, exits neither: what the strategy still holds there "
            "is closed by hand.",
            done="Ended.",
            permission="decision.propose_allocation",
            perform=lambda row, given, by: end_allocation(allocation=row, by=by, **given),
            form=ReasonForm,
            possible=active,
        ),
    )

    def facts_of(self, thing: Allocation) -> tuple[tuple[str, str], ...]:
        return (
            ("Strategy", f"{thing.strategy.code}, {thing.strategy.name} ({thing.strategy.environment})"),
            ("Account", f"{thing.account} ({thing.account.environment})"),
            *preview_of(thing),
            ("Usual size", self.usual_size(thing)),
            ("Days", self.days(thing)),
            ("Reason", thing.reason),
            ("Proposed by", str(thing.proposed_by)),
        )

    @admin.display(description="share", ordering="share")
    def part(self, row: Allocation) -> str:
        return f"{_plain(row.share)} %"

    @admin.display(description="usual size")
    def usual_size(self, row: Allocation) -> str:
        return f"{_plain(row.size_value)} {row.size_kind}"

    @admin.display(description="days", ordering="starts_on")
    def days(self, row: Allocation) -> SafeString:
        if row.ends_on:
            return format_html("<span>{} to {}</span>", day(row.starts_on), day(row.ends_on))
        return format_html("<span>from {}</span>", day(row.starts_on))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
