"""Matches made, and the form that undoes one."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from fidus.lib.money import Money
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant, signed_money
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.bank.forms import ReasonForm
from funds.bank.models import Match
from funds.bank.services.undo_match import undo_match

UNDO = "bank.match_transactions"


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = ["number", "account", "figure", "how", "why", "standing", "made_by", "made", "next_step"]
    list_display_links = None
    columns_for_reader = ("next_step",)
    list_filter = ["account", "state", "automatic"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        found = super().get_queryset(request).select_related("account", "made_by", "undone")
        return found.prefetch_related("lines")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("<int:pk>/undo/", self.page(undo), name="bank_match_undo"), *super().get_urls()]

    @admin.display(description="match", ordering="pk")
    def number(self, match: Match) -> int:
        return match.pk

    @admin.display(description="amount")
    def figure(self, match: Match) -> str:
        minor = sum(one.amount_minor for one in match.lines.all() if one.transaction_id)
        return signed_money(Money.from_minor(minor, match.account.currency))

    @admin.display(description="how")
    def how(self, match: Match) -> str:
        bank = sum(1 for one in match.lines.all() if one.transaction_id)
        return f"{bank} : {len(match.lines.all()) - bank}, {'automatic' if match.automatic else 'by hand'}"

    @admin.display(description="why")
    def why(self, match: Match) -> str:
        return "; ".join(match.reasons)

    @admin.display(description="state", ordering="state")
    def standing(self, match: Match) -> SafeString:
        return badge("passed" if match.state == "standing" else "closed", match.get_state_display())

    @admin.display(description="made", ordering="made_at")
    def made(self, match: Match) -> str:
        return instant(match.made_at)

    @admin.display(description="next")
    def next_step(self, match: Match, reader: User) -> str | SafeString:
        if match.state != "standing":
            return match.undone.reason
        if not reader.has_perm(UNDO):
            return ""
        return format_html('<a href="{}">Undo</a>', reverse("admin:bank_match_undo", args=[match.pk]))


@permission_required(["bank.view_match", UNDO], raise_exception=True)
def undo(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    match = get_object_or_404(Match.objects.select_related("account"), pk=pk)
    action = Action(
        title=f"Undo match {match.pk}",
        subtitle="Both sides are open again. The match stays on record with your reason; nothing posted is changed.",
        button="Undo it",
        back=reverse("admin:bank_bankaccount_desk", args=[match.account_id]),
        back_label=f"Reconcile {match.account.name}",
        form=ReasonForm,
        run=lambda given: undo_match(match=match, by=request.user, **given),
        done=lambda undone: f"Match {undone.pk} is undone.",
        facts=(("Why it was made", "; ".join(match.reasons)),),
    )
    return answer(request, action, site_context)
