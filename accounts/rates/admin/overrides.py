"""Rates set by hand, each by two people."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.rates.errors import RatesError
from accounts.rates.forms import OverrideForm, ReasonForm
from accounts.rates.models import RateOverride
from accounts.rates.services.approve_override import approve_override
from accounts.rates.services.end_override import end_override
from accounts.rates.services.propose_override import propose_override
from accounts.rates.services.refuse_override import refuse_override
from accounts.rates.services.withdraw_override import withdraw_override
from fidus.templatetags.figures import day
from fidus.templatetags.parts import badge

LOOKS = {"proposed": "waiting", "approved": "active", "refused": "failed", "withdrawn": "closed", "ended": "closed"}


def _proposed(override: RateOverride) -> bool:
    return override.state == RateOverride.State.PROPOSED.value


def _approved(override: RateOverride) -> bool:
    return override.state == RateOverride.State.APPROVED.value


@admin.register(RateOverride)
class RateOverrideAdmin(DeedsAdmin):
    list_display = ["pair", "value_shown", "days", "standing", "reason", "proposed_by", "decided_by"]
    list_filter = ["state", "base"]
    search_fields = ["base", "quote", "reason"]
    list_select_related = ["proposed_by", "decided_by"]
    change_list_template = "rates/overrides.html"
    refusals = (RatesError,)
    deeds = (
        Deed(
            name="propose",
            label="Propose a rate",
            explain="For a currency nobody publishes, such as a stablecoin, or a published rate that is wrong. It "
            "holds once a second person has approved it, and goes before what is published.",
            done="Proposed; a second person approves it.",
            permission="rates.propose_override",
            perform=lambda thing, given, by: propose_override(**given, by=by),
            form=OverrideForm,
            on_list=True,
        ),
        Deed(
            name="approve",
            label="Approve",
            explain="From now on it goes before the published rate on its days, also on those that are over.",
            done="Approved.",
            permission="rates.approve_override",
            perform=lambda override, given, by: approve_override(override=override, by=by),
            possible=_proposed,
        ),
        Deed(
            name="refuse",
            label="Refuse",
            explain="It never holds; whoever proposed it reads why.",
            done="Refused.",
            permission="rates.approve_override",
            perform=lambda override, given, by: refuse_override(override=override, by=by, **given),
            form=ReasonForm,
            possible=_proposed,
        ),
        Deed(
            name="withdraw",
            label="Withdraw",
            explain="Only who proposed it takes it back.",
            done="Withdrawn.",
            permission="rates.propose_override",
            perform=lambda override, given, by: withdraw_override(override=override, by=by),
            possible=_proposed,
        ),
        Deed(
            name="end",
            label="End it today",
            explain="From today on it no longer holds; the days before keep it.",
            done="Ended.",
            permission="rates.approve_override",
            perform=lambda override, given, by: end_override(override=override, by=by, **given),
            form=ReasonForm,
            possible=_approved,
        ),
    )

    fields = [
        "pair", "value_shown", "days", "reason", "standing", "proposed_by", "proposed_at", "decided_by", "decided_at",
        "decision", "ended_by", "ended_on", "end_reason",
    ]  # fmt: skip
    readonly_fields = fields

    def facts_of(self, thing: RateOverride) -> tuple[tuple[str, str], ...]:
        return (
            ("Rate", f"1 {thing.base} = {thing.value.normalize():f} {thing.quote}"),
            ("First day", day(thing.valid_from)),
            ("Last day", day(thing.valid_until)),
            ("Reason", thing.reason),
            ("Proposed by", str(thing.proposed_by)),
        )

    @admin.display(description="pair", ordering="base")
    def pair(self, override: RateOverride) -> str:
        return f"{override.base}/{override.quote}"

    @admin.display(description="rate", ordering="value")
    def value_shown(self, override: RateOverride) -> str:
        return f"{override.value.normalize():f}"

    @admin.display(description="days", ordering="valid_from")
    def days(self, override: RateOverride) -> SafeString:
        return format_html("<span>{} to {}</span>", day(override.valid_from), day(override.valid_until))

    @admin.display(description="state", ordering="state")
    def standing(self, override: RateOverride) -> SafeString:
        return badge(LOOKS[override.state], override.get_state_display())
