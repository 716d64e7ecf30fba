"""Interest payments: due, approved by a second person, paid by another."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, PostingLine, answer, posting_lines
from funds.forms import PayForm
from funds.models import InterestPayout
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.pay_interest import pay_interest, payment_draft

VIEW = "funds.view_interestpayout"
APPROVE, PAY = "funds.approve_payout", "funds.pay_interest"
# Page, word, permission, and whom four eyes leave out.
_NEXT = {
    "due": ("approve", "Approve", APPROVE, lambda payout: payout.prepared_by_id),
    "approved": ("pay", "Book as paid", PAY, lambda payout: payout.approved_by_id),
}


@admin.register(InterestPayout)
class InterestPayoutAdmin(ReadOnlyAdmin):
    list_display = [
        "due",
        "investment_link",
        "client_name",
        "figure",
        "to_pay_on",
        "standing",
        "approved_by",
        "next_step",
    ]
    list_display_links = None
    columns_for_reader = ("next_step",)
    list_filter = ["state", "due_on", "currency"]
    search_fields = ["investment__number", "investment__client__name", "bank_reference"]
    ordering = ["-due_on", "investment__number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterestPayout]:
        related = ("investment__client", "investment__terms__product", "prepared_by", "approved_by", "paid_by")
        return super().get_queryset(request).select_related(*related)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("<int:pk>/approve/", self.page(approve), name="funds_interestpayout_approve"),
            path("<int:pk>/pay/", self.page(pay), name="funds_interestpayout_pay"),
            *super().get_urls(),
        ]

    @admin.display(description="Due", ordering="due_on")
    def due(self, payout: InterestPayout) -> str:
        return day(payout.due_on)

    @admin.display(description="Investment", ordering="investment__number")
    def investment_link(self, payout: InterestPayout) -> SafeString:
        url = reverse("admin:funds_investment_change", args=[payout.investment_id])
        return format_html('<a href="{}">{}</a>', url, payout.investment.number)

    @admin.display(description="Client", ordering="investment__client__name")
    def client_name(self, payout: InterestPayout) -> str:
        return payout.investment.client.name

    @admin.display(description="Amount", ordering="amount_minor")
    def figure(self, payout: InterestPayout) -> str:
        return money(payout.amount)

    @admin.display(description="Pay on", ordering="pay_on")
    def to_pay_on(self, payout: InterestPayout) -> str:
        return day(payout.paid_on or payout.pay_on)

    @admin.display(description="State", ordering="state")
    def standing(self, payout: InterestPayout) -> SafeString:
        return badge("waiting" if payout.state == "due" else payout.state, payout.get_state_display())

    @admin.display(description="Next")
    def next_step(self, payout: InterestPayout, reader: User) -> str | SafeString:
        page, word, permission, barred = _NEXT.get(payout.state, ("", "", "", None))
        if not page:
            return payout.bank_reference or ""
        if not reader.has_perm(permission) or (barred is not None and barred(payout) == reader.pk):
            return ""
        return format_html('<a href="{}">{}</a>', reverse(f"admin:funds_interestpayout_{page}", args=[payout.pk]), word)


@permission_required([VIEW, APPROVE], raise_exception=True)
def approve(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    payout = _payout(pk)

    def posting(approved: InterestPayout, given: dict) -> list[PostingLine]:
        return _lines(approved)

    action = _action(
        payout,
        title="Approve an interest payment",
        subtitle="Approving books nothing. This is what will be posted when another person books it as paid.",
        button="Approve",
        form=Form,
        run=lambda given: approve_interest_payout(payout=_payout(pk), by=request.user),
        done=lambda approved: f"{approved} is approved; another person books that it was paid.",
        posting=posting,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PAY], raise_exception=True)
def pay(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    payout = _payout(pk)
    action = _action(
        payout,
        title="Book an interest payment",
        subtitle="Money that has left the firm's bank account.",
        button="Book as paid",
        form=lambda data: PayForm(data, initial={"paid_on": payout.pay_on}),
        run=lambda given: pay_interest(payout=payout, by=request.user, **given),
        done=lambda paid: f"{paid.amount} booked as paid for {paid.investment.number}.",
        posting=lambda paid, given: _lines(paid),
    )
    return answer(request, action, site_context)


def _lines(payout: InterestPayout) -> list[PostingLine]:
    investment = payout.investment
    words = {investment.paid_account: f"Owed to {investment.client.name}: paid out of {investment.number}"}
    return posting_lines(payment_draft(payout, payout.paid_on or payout.pay_on), words)


def _action(payout: InterestPayout, **parts: object) -> Action:
    facts = (
        ("Client", payout.investment.client),
        ("Investment", f"{payout.investment.number}, {payout.investment.terms.product.code}"),
        ("Interest", payout.amount),
        ("Fell due", f"{payout.due_on:%-d %b %Y}"),
        ("Prepared by", payout.prepared_by or "the nightly run"),
        ("Approved by", payout.approved_by or "nobody yet"),
    )
    return Action(
        back=reverse("admin:funds_interestpayout_changelist"), back_label="Interest payouts", facts=facts, **parts
    )


def _payout(pk: int) -> InterestPayout:
    related = ("investment__client", "investment__terms__product", "prepared_by", "approved_by")
    return get_object_or_404(InterestPayout.objects.select_related(*related), pk=pk)
