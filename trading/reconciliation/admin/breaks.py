"""Differences between what we hold and what brokers tell."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.models import User
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.reconciliation.admin import break_page
from trading.reconciliation.domain.break_states import LIVE
from trading.reconciliation.errors import ReconciliationError
from trading.reconciliation.forms import ProposalForm
from trading.reconciliation.models import Acceptance, Break
from trading.reconciliation.selectors.breaks import last_comparison
from trading.reconciliation.services.propose_acceptance import propose_acceptance
from trading.reconciliation.services.reconcile import reconcile


class Standing(admin.SimpleListFilter):
    title, parameter_name = "whether they stand", "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "They stand"), ("no", "Cleared")]

    def queryset(self, request: HttpRequest, breaks: QuerySet[Break]) -> QuerySet[Break]:
        live = [state.value for state in LIVE]
        match self.value():
            case "yes":
                return breaks.filter(state__in=live)
            case "no":
                return breaks.exclude(state__in=live)
        return breaks


def _compare(nothing: None, given: dict[str, Any], by: User) -> Model | None:
    if reconcile(by=by) is None:
        raise ReconciliationError("Accounts are being compared at this moment; look again.")
    return None


@admin.register(Break)
class BreakAdmin(DeedsAdmin):
    list_display = ["what", "account", "made", "told", "difference_shown", "standing", "stands", "seen"]
    list_filter = [Standing, "state", "kind", "account__broker", "account__source"]
    search_fields = ["=account__login", "subject", "account__broker"]
    list_select_related = ["account"]
    change_list_template = "reconciliation/breaks.html"
    refusals = (ReconciliationError,)
    deeds = (
        Deed(
            name="compare",
            label="Compare now",
            explain="Every account is compared at once with what its broker told last, as it is each minute.",
            done="Compared.",
            permission="reconciliation.reconcile_accounts",
            perform=_compare,
            on_list=True,
        ),
        Deed(
            name="propose",
            label="Propose to accept it",
            explain="A second person accepts it; then it stays on record with its amount. Nothing is booked.",
            done="Proposed; a second person accepts it.",
            permission="reconciliation.propose_acceptance",
            perform=lambda broken, given, by: propose_acceptance(broken=broken, by=by, **given).of_break,
            form=ProposalForm,
            possible=lambda broken: (
                broken.state == Break.State.OPEN.value
                and not broken.acceptances.filter(state=Acceptance.State.PROPOSED.value).exists()
            ),
            initial=lambda broken: {"difference": f"{broken.difference.normalize():f}", "band": "0"},
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"compared": last_comparison(), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        deeds = self.deeds_of
        return break_page.show(request, object_id, self.admin_site.each_context(request), deeds_of=deeds)

    def facts_of(self, thing: Break) -> tuple[tuple[str, str], ...]:
        return (
            ("What", str(thing)),
            ("We make", thing.shown(thing.ours)),
            ("The broker tells", thing.shown(thing.theirs)),
            ("Difference", thing.shown(thing.difference)),
            ("Likely because", thing.reason),
        )

    @admin.display(description="what", ordering="kind")
    def what(self, broken: Break) -> str:
        return broken.thing

    @admin.display(description="we make")
    def made(self, broken: Break) -> str:
        return broken.shown(broken.ours)

    @admin.display(description="broker tells")
    def told(self, broken: Break) -> str:
        return broken.shown(broken.theirs)

    @admin.display(description="difference")
    def difference_shown(self, broken: Break) -> str:
        return broken.shown(broken.difference)

    @admin.display(description="since", ordering="since")
    def stands(self, broken: Break) -> SafeString:
        return age(broken.since)

    @admin.display(description="last seen", ordering="seen_at")
    def seen(self, broken: Break) -> SafeString:
        return age(broken.seen_at)

    @admin.display(description="state", ordering="state")
    def standing(self, broken: Break) -> SafeString:
        return badge(break_page.LOOKS[broken.state], broken.get_state_display())
