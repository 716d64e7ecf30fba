"""Suggested transfers, and the form on which a person says what became of one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.solvency.domain.suggestion_states import Decision
from funds.solvency.forms import DecideForm, DismissForm
from funds.solvency.models import TransferSuggestion
from funds.solvency.services.decide_suggestion import decide_suggestion


@admin.register(TransferSuggestion)
class TransferSuggestionAdmin(ReadOnlyAdmin):
    list_display = ["figure", "source_name", "target_name", "standing", "of", "decided_by", "reason"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["run", "decided_by"]
    search_fields = ["source_name", "target_name"]

    @admin.display(description="Amount", ordering="amount_minor")
    def figure(self, suggestion: TransferSuggestion) -> str:
        return money(suggestion.amount)

    @admin.display(description="State", ordering="state")
    def standing(self, suggestion: TransferSuggestion) -> str:
        return badge(suggestion.state)

    @admin.display(description="Suggested by the run of", ordering="run__as_of")
    def of(self, suggestion: TransferSuggestion) -> str:
        return day(suggestion.run.as_of)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/take/", view(self.take), name="solvency_take"),
            path("<int:pk>/dismiss/", view(self.dismiss), name="solvency_dismiss"),
            *super().get_urls(),
        ]

    def take(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, Decision.TAKE)

    def dismiss(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, Decision.DISMISS)

    def _decide(self, request: HttpRequest, pk: int, decision: Decision) -> HttpResponse:
        if not (self.has_view_permission(request) and request.user.has_perm("solvency.decide_suggestion")):
            raise PermissionDenied
        suggestion = get_object_or_404(TransferSuggestion.objects.select_related("run"), pk=pk)
        taken = decision is Decision.TAKE
        action = Action(
            title="Mark the transfer as ordered" if taken else "Dismiss the transfer",
            subtitle="FIDUS moves no money between accounts: order it with bank and brokers, then mark it here."
            if taken
            else "It is not suggested again by this run; a later one may.",
            button="It is ordered" if taken else "Dismiss it",
            back=reverse("admin:solvency_solvencyrun_change", args=[suggestion.run_id]),
            back_label="The run",
            form=DecideForm if taken else DismissForm,
            run=lambda given: decide_suggestion(
                suggestion=suggestion, decision=decision, reason=given["reason"], by=request.user
            ),
            done=lambda decided: f"{decided}: {decided.state}.",
            facts=(
                ("Amount", suggestion.amount),
                ("From", suggestion.source_name),
                ("To", suggestion.target_name),
                ("Why", suggestion.why),
            ),
        )
        return answer(request, action, self.admin_site.each_context(request))
