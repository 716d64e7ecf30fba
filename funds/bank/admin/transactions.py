"""Single bookings of the bank, and the forms that book what only the bank knows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, signed_money
from funds.admin.action_page import Action, PostingLine, answer
from funds.bank.forms import CostForm, FundingForm, PayoutForm, ProposeForm
from funds.bank.models import BankTransaction, Match
from funds.bank.services.book_transaction import book_cost, book_funding, book_interest_payment
from funds.bank.services.propose_booking import propose_booking

VIEW = "bank.view_banktransaction"


@admin.register(BankTransaction)
class BankTransactionAdmin(ReadOnlyAdmin):
    list_display = [
        "booked",
        "value",
        "figure",
        "counterparty",
        "text",
        "bank_reference",
        "account",
        "standing",
        "final",
    ]
    list_display_links = None
    list_filter = ["account", "final", "standing", "reversal"]
    search_fields = ["counterparty", "text", "bank_reference", "end_to_end_id"]
    date_hierarchy = "booked_on"
    ordering = ["-booked_on", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankTransaction]:
        return super().get_queryset(request).select_related("account")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("<int:pk>/fund/", self.page(fund), name="bank_banktransaction_fund"),
            path("<int:pk>/interest/", self.page(interest), name="bank_banktransaction_interest"),
            path("<int:pk>/cost/", self.page(cost), name="bank_banktransaction_cost"),
            path("<int:pk>/propose/", self.page(propose), name="bank_banktransaction_propose"),
            *super().get_urls(),
        ]

    @admin.display(description="booked", ordering="booked_on")
    def booked(self, one: BankTransaction) -> str:
        return day(one.booked_on)

    @admin.display(description="value", ordering="value_on")
    def value(self, one: BankTransaction) -> str:
        return day(one.value_on)

    @admin.display(description="amount", ordering="amount_minor")
    def figure(self, one: BankTransaction) -> str:
        return signed_money(one.amount)


@permission_required([VIEW, "bank.match_transactions", "funds.fund_investment"], raise_exception=True)
def fund(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    one = _transaction(pk)
    return _answer(
        request, site_context, one,
        title="Book a client's money",
        button="Fund the investment",
        form=lambda data: FundingForm(data, transaction=one),
        run=lambda given: book_funding(transaction=one, by=request.user, **given),
        other=lambda given: f"Owed to {given['investment'].client.name}: principal of {given['investment'].number}",
    )  # fmt: skip


@permission_required([VIEW, "bank.match_transactions", "funds.pay_interest"], raise_exception=True)
def interest(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    one = _transaction(pk)
    return _answer(
        request, site_context, one,
        title="Book an interest payment",
        button="Book as paid",
        form=lambda data: PayoutForm(data, transaction=one),
        run=lambda given: book_interest_payment(transaction=one, by=request.user, **given),
        other=lambda given: f"Owed to {given['payout'].investment.client.name}: paid out",
    )  # fmt: skip


@permission_required([VIEW, "bank.match_transactions", "funds.book_operating_cost"], raise_exception=True)
def cost(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    one = _transaction(pk)
    return _answer(
        request, site_context, one,
        title="Book an operating cost",
        button="Book the cost",
        form=lambda data: CostForm(data, initial={"text": one.said[:200]}),
        run=lambda given: book_cost(transaction=one, by=request.user, **given),
        other=lambda given: f"Operating costs: {given['text']}",
    )  # fmt: skip


@permission_required([VIEW, "bank.propose_booking"], raise_exception=True)
def propose(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    one = _transaction(pk)
    action = Action(
        title="Propose a booking",
        subtitle="Nothing is posted: another person looks at it and posts it.",
        button="Propose it",
        form=lambda data: ProposeForm(data, transaction=one, initial={"text": one.said[:200]}),
        run=lambda given: propose_booking(transaction=one, by=request.user, **given),
        done=lambda booking: f"{booking} waits for a second person.",
        **_about(one),
    )
    return answer(request, action, site_context)


def _answer(
    request: HttpRequest,
    site_context: dict[str, object],
    one: BankTransaction,
    *,
    title: str,
    button: str,
    form: Callable[..., Form],
    run: Callable[[Any], Match],
    other: Callable[[Any], str],
) -> HttpResponse:
    def posting(match: Match, given: Any) -> list[PostingLine]:
        incoming = one.amount_minor > 0
        size = one.amount if incoming else -one.amount
        bank = PostingLine(one.account.name, *((size, None) if incoming else (None, size)))
        return [bank, PostingLine(other(given), *((None, size) if incoming else (size, None)))]

    action = Action(
        title=title,
        subtitle="Posted and matched with this booking of the bank in one step.",
        button=button,
        form=form,
        run=run,
        done=lambda match: f"Booked and matched as {match}.",
        posting=posting,
        **_about(one),
    )
    return answer(request, action, site_context)


def _about(one: BankTransaction) -> dict[str, Any]:
    return {
        "back": reverse("admin:bank_bankaccount_desk", args=[one.account_id]),
        "back_label": f"Reconcile {one.account.name}",
        "facts": (
            ("Amount", one.amount),
            ("Booked", f"{one.booked_on:%-d %b %Y}, value {one.value_on:%-d %b %Y}"),
            ("The bank says", one.said),
            ("The bank's reference", one.bank_reference or "none"),
        ),
    }


def _transaction(pk: int) -> BankTransaction:
    return get_object_or_404(BankTransaction.objects.select_related("account"), pk=pk, final=True)
