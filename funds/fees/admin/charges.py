"""Fees that were charged: searched, exported, their bills booked as paid, taken back."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, PostingLine, answer, posting_lines
from funds.fees.admin.export import CHARGE_HEAD, charge_lines, send
from funds.fees.domain.fee_terms import FeeKind
from funds.fees.forms import BillPaidForm, ReverseForm
from funds.fees.models import FeeCharge
from funds.fees.selectors.accounts import bill_account
from funds.fees.selectors.charged import OPEN_BILL
from funds.fees.selectors.in_words import how_taken
from funds.fees.selectors.postings import payment_draft
from funds.fees.services.receive_fee_bill import receive_fee_bill
from funds.fees.services.reverse_charge import reverse_charge

VIEW = "fees.view_feecharge"
TAKE_BACK, BOOK_BILL = "fees.reverse_charge", "fees.receive_fee"
RELATED = ("investment__client", "investment__terms__product", "prepared_by", "charged_by", "reversed_by", "settled_by")


class StandingFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "standing"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("bill", "Bill open"), ("counts", "Not reversed"), ("reversed", "Reversed")]

    def queryset(self, request: HttpRequest, charges: QuerySet[FeeCharge]) -> QuerySet[FeeCharge]:
        if self.value() == "bill":
            return charges.filter(OPEN_BILL)
        if self.value() in ("counts", "reversed"):
            return charges.filter(reversed_on__isnull=self.value() == "counts")
        return charges


@admin.register(FeeCharge)
class FeeChargeAdmin(ReadOnlyAdmin):
    list_display = ["value_day", "investment_link", "client_name", "kind", "to_day", "figure", "taken",
                    "standing_badge", "next_step"]  # fmt: skip
    list_display_links = ["value_day"]
    columns_for_reader = ("next_step",)
    list_filter = ["kind", StandingFilter, "currency", "investment__terms__product"]
    search_fields = ["investment__number", "investment__client__name", "investment__client__number", "bank_reference",
                     "reason"]  # fmt: skip
    date_hierarchy = "value_on"
    ordering = ["-value_on", "-pk"]
    change_list_template = "fees/admin/charges.html"
    fields = ["label", "investment_link", "client_name", "figure", "taken", "standing_badge", "to_day", "value_day",
              "subject", "entry", "prepared_by", "charged_by", "charged_at", "settled_on", "bank_reference",
              "settled_by", "reversed_on", "reversed_by", "reason"]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeCharge]:
        return super().get_queryset(request).select_related(*RELATED)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("<int:pk>/reverse/", self.page(take_back), name="fees_feecharge_reverse"),
            path("<int:pk>/paid/", self.page(paid), name="fees_feecharge_paid"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """The list; `export` asks for all that its search and filters find as a file."""
        asked = QueryDict(request.GET.urlencode(), mutable=True)
        wanted = "".join(asked.pop("export", []))
        if wanted in ("csv", "xlsx") and self.has_view_permission(request):
            request.GET = asked
            found = self.get_changelist_instance(request).get_queryset(request)
            return send(wanted, "fees", CHARGE_HEAD, charge_lines(found))
        return super().changelist_view(request, {**(extra_context or {}), "asked": asked.urlencode()})

    @admin.display(description="Value date", ordering="value_on")
    def value_day(self, charge: FeeCharge) -> str:
        return day(charge.value_on)

    @admin.display(description="Investment", ordering="investment__number")
    def investment_link(self, charge: FeeCharge) -> SafeString:
        url = reverse("admin:funds_investment_change", args=[charge.investment_id])
        return format_html('<a href="{}">{}</a>', url, charge.investment.number)

    @admin.display(description="Client", ordering="investment__client__name")
    def client_name(self, charge: FeeCharge) -> str:
        return charge.investment.client.name

    @admin.display(description="To", ordering="until")
    def to_day(self, charge: FeeCharge) -> str:
        return day(charge.until)

    @admin.display(description="Amount", ordering="amount_minor")
    def figure(self, charge: FeeCharge) -> str:
        return money(charge.amount)

    @admin.display(description="Taken")
    def taken(self, charge: FeeCharge) -> str:
        words = how_taken(charge.taken_from_interest, charge.billed, charge.withheld)
        return words.replace("your interest", "interest")

    @admin.display(description="State")
    def standing_badge(self, charge: FeeCharge) -> SafeString:
        shape = {"charged": "passed", "billed": "waiting", "paid": "passed", "reversed": "closed"}[charge.standing]
        return badge(shape, charge.standing.capitalize())

    @admin.display(description="Next")
    def next_step(self, charge: FeeCharge, reader: User) -> SafeString | str:
        steps = []
        if charge.standing == "billed" and reader.has_perm(BOOK_BILL):
            steps.append((reverse("admin:fees_feecharge_paid", args=[charge.pk]), "Book its payment"))
        takes_back = reader.has_perm(TAKE_BACK) and charge.charged_by_id != reader.pk
        if takes_back and charge.standing in ("billed", "charged") and not charge.withheld_minor:
            steps.append((reverse("admin:fees_feecharge_reverse", args=[charge.pk]), "Take back"))
        return (
            format_html(" ".join(['<a href="{}">{}</a>'] * len(steps)), *(part for step in steps for part in step))
            if steps
            else ""
        )


@permission_required([VIEW, TAKE_BACK], raise_exception=True)
def take_back(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _charge(pk),
        title="Take a fee back",
        subtitle="An entry turned round, linked to the fee's own. Whoever charged it cannot take it back.",
        button="Take it back",
        form=ReverseForm,
        run=lambda given: reverse_charge(charge=_charge(pk), by=request.user, **given),
        done=lambda charge: f"{charge} is taken back: {charge.amount}.",
        posting=lambda charge, given: reversal_lines(charge),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, BOOK_BILL], raise_exception=True)
def paid(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    charge = _charge(pk)

    def posting(settled: FeeCharge, given: dict) -> list[PostingLine]:
        words = {bill_account(charge.investment): f"Billed to {charge.investment.client.name}"}
        return posting_lines(payment_draft(settled, settled.settled_on), words)

    action = _action(
        charge,
        title="Book that a bill was paid",
        subtitle="Money that has come into the firm's bank account for a fee that was billed.",
        button="Book the payment",
        form=lambda data: BillPaidForm(data, charge=charge),
        run=lambda given: receive_fee_bill(charge=_charge(pk), by=request.user, **given),
        done=lambda settled: f"{settled.billed} booked as paid: {settled.label}.",
        posting=posting,
    )
    return answer(request, action, site_context)


def reversal_lines(charge: FeeCharge) -> list[PostingLine]:
    client, kind = charge.investment.client.name, FeeKind(charge.kind)
    lines = [PostingLine(f"Income: {kind.label.lower()}s", charge.amount, None)]
    if charge.interest_minor:
        lines.append(PostingLine(f"Owed to {client}: fees taken from interest", None, charge.taken_from_interest))
    if charge.billed_minor:
        lines.append(PostingLine(f"Billed to {client}", None, charge.billed))
    return lines


def _action(charge: FeeCharge, **parts: object) -> Action:
    investment = charge.investment
    facts = (
        ("Client", investment.client),
        ("Investment", f"{investment.number}, {investment.terms.product.code}"),
        ("Fee", charge.label),
        ("Amount", charge.amount),
        ("Taken", how_taken(charge.taken_from_interest, charge.billed, charge.withheld).replace("your ", "")),
        ("Charged by", charge.charged_by or "the system"),
    )
    return Action(back=reverse("admin:fees_feecharge_changelist"), back_label="Fees charged", facts=facts, **parts)


def _charge(pk: int) -> FeeCharge:
    return get_object_or_404(FeeCharge.objects.select_related(*RELATED), pk=pk)
