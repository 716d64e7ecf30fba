"""Agreements with brokers and their dated rates."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from accounts.admin.deeds import Deed, DeedsAdmin
from fidus.templatetags.figures import day
from funds.errors import FundsError
from funds.rebates.forms import AgreementForm, EndForm, TermsForm
from funds.rebates.models import RebateAgreement
from funds.rebates.services.end_agreement import end_agreement
from funds.rebates.services.open_agreement import open_agreement
from funds.rebates.services.publish_rebate_terms import publish_rebate_terms

AGREE = "rebates.agree_rebate"


def _stands(agreement: RebateAgreement) -> bool:
    return agreement.ended_on is None


@admin.register(RebateAgreement)
class RebateAgreementAdmin(DeedsAdmin):
    list_display = ["pattern", "broker", "whose", "rate_now", "since", "ends"]
    list_filter = ["broker"]
    search_fields = ["broker", "pattern", "=account__login"]
    list_select_related = ["account"]
    change_list_template = "rebates/agreements.html"
    change_form_template = "rebates/agreement.html"
    refusals = (FundsError,)
    deeds = (
        Deed(
            name="open",
            label="Write down an agreement",
            explain="What a broker pays for lots. An account's own agreement goes before its broker's, a symbol before "
            "a beginning with a star, a longer beginning before a shorter.",
            done="Written down. Deals are counted by it from the next night on.",
            permission=AGREE,
            perform=lambda thing, given, by: open_agreement(**given, by=by),
            form=AgreementForm,
            on_list=True,
        ),
        Deed(
            name="terms",
            label="New rate",
            explain="Deals from its day on count by it; earlier deals keep theirs.",
            done="The new rate is written down.",
            permission=AGREE,
            perform=lambda agreement, given, by: _nothing_to_show(
                publish_rebate_terms(agreement=agreement, by=by, **given)
            ),
            form=TermsForm,
            possible=_stands,
        ),
        Deed(
            name="end",
            label="End it",
            explain="Deals from that day on no longer count.",
            done="Ended.",
            permission=AGREE,
            perform=lambda agreement, given, by: end_agreement(agreement=agreement, by=by, **given),
            form=EndForm,
            possible=_stands,
        ),
    )

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("terms")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        agreement = self.get_object(request, object_id)
        terms = agreement.terms.select_related("published_by") if agreement else []
        return super().change_view(request, object_id, form_url, {"terms": terms, **(extra_context or {})})

    @admin.display(description="account")
    def whose(self, agreement: RebateAgreement) -> str:
        return str(agreement.account.login) if agreement.account else "all"

    @admin.display(description="newest rate")
    def rate_now(self, agreement: RebateAgreement) -> str:
        newest = next(iter(agreement.terms.all()), None)
        return f"{newest.rate.normalize():f} {agreement.currency} a lot" if newest else ""

    @admin.display(description="from", ordering="valid_from")
    def since(self, agreement: RebateAgreement) -> str:
        return day(agreement.valid_from)

    @admin.display(description="ended", ordering="ended_on")
    def ends(self, agreement: RebateAgreement) -> str:
        return day(agreement.ended_on)


def _nothing_to_show(_: object) -> None:
    """Terms have no page; the agreement's shows them."""
