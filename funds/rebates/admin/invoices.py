"""Invoices on rebates: issued, paid, different, written off."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.lib.spreadsheet import CSV_TYPE, as_csv
from fidus.templatetags.figures import day, money, signed_money
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer, posting_lines
from funds.rebates.forms import IssueForm, ReasonForm, ReceiveForm
from funds.rebates.invoice_pdf import invoice_pdf
from funds.rebates.models import RebateInvoice
from funds.rebates.selectors.invoice_deals import DEALS, deals_of
from funds.rebates.selectors.standing import standing
from funds.rebates.services.cancel_rebate_invoice import cancel_rebate_invoice
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.services.receive_rebate import receipt_draft, receive_rebate
from funds.rebates.services.write_off_rebate import write_off_draft, write_off_rebate
from funds.statements.pdf_response import pdf_response

VIEW = "rebates.view_rebateinvoice"
LOOKS = {"issued": "waiting", "different": "failed", "settled": "passed", "cancelled": "closed"}


@admin.register(RebateInvoice)
class RebateInvoiceAdmin(ReadOnlyAdmin):
    list_display = ["number", "broker", "issued", "figure", "came", "missing", "standing", "issued_by"]
    list_filter = ["state", "broker", "currency"]
    search_fields = ["number", "broker", "receipts__bank_reference"]
    list_select_related = ["issued_by"]
    change_list_template = "rebates/invoices.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("issue/", self.page(issue), name="rebates_rebateinvoice_issue"),
            path("<int:pk>/receive/", self.page(receive), name="rebates_rebateinvoice_receive"),
            path("<int:pk>/write-off/", self.page(write_off), name="rebates_rebateinvoice_write_off"),
            path("<int:pk>/cancel/", self.page(cancel), name="rebates_rebateinvoice_cancel"),
            path("<int:pk>/pdf/", self.page(pdf), name="rebates_rebateinvoice_pdf"),
            path("<int:pk>/deals/", self.page(deals), name="rebates_rebateinvoice_deals"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        invoice = get_object_or_404(RebateInvoice.objects.select_related("issued_by", "written_off_by"), pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": invoice.number,
            "invoice": invoice,
            "standing": self.standing(invoice),
            "lines": invoice.lines.select_related("agreement__account").order_by("month", "agreement", "pk"),
            "receipts": invoice.receipts.select_related("booked_by"),
        }
        return TemplateResponse(request, "rebates/invoice.html", context)

    @admin.display(description="issued", ordering="issued_on")
    def issued(self, invoice: RebateInvoice) -> str:
        return day(invoice.issued_on)

    @admin.display(description="amount", ordering="amount_minor")
    def figure(self, invoice: RebateInvoice) -> str:
        return money(invoice.amount)

    @admin.display(description="received", ordering="received_minor")
    def came(self, invoice: RebateInvoice) -> str:
        return money(invoice.received)

    @admin.display(description="open")
    def missing(self, invoice: RebateInvoice) -> str:
        return signed_money(invoice.open) if invoice.open else ""

    @admin.display(description="state", ordering="state")
    def standing(self, invoice: RebateInvoice) -> SafeString:
        return badge(LOOKS[invoice.state], invoice.get_state_display())


def _address(invoice: RebateInvoice) -> str:
    return reverse("admin:rebates_rebateinvoice_change", args=[invoice.pk])


def _invoice(pk: int) -> RebateInvoice:
    return get_object_or_404(RebateInvoice, pk=pk)


def _action(invoice: RebateInvoice, **parts: object) -> Action:
    facts = (
        ("Invoice", f"{invoice.number}, {invoice.broker}"),
        ("Amount", invoice.amount),
        ("Received", invoice.received),
        ("Open", invoice.open),
    )
    return Action(back=_address(invoice), back_label=invoice.number, facts=facts, page_of=_address, **parts)


@permission_required([VIEW, "rebates.issue_rebate_invoice"], raise_exception=True)
def issue(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    waiting = [(one.broker, one.currency) for one in standing() if one.to_invoice.minor > 0]

    def run(given: dict) -> RebateInvoice:
        currency, _, broker = given["of"].partition(" ")
        return issue_rebate_invoice(broker=broker, currency=currency, until=given["until"], by=request.user)

    action = Action(
        title="Issue an invoice",
        subtitle="On everything accrued that stands on no invoice. It posts nothing: what is owed was posted "
        "when it was counted.",
        button="Issue it",
        back=reverse("admin:rebates_rebateinvoice_changelist"),
        back_label="Rebate invoices",
        form=lambda data: IssueForm(data, waiting=waiting),
        run=run,
        done=lambda invoice: f"{invoice.number} over {invoice.amount} is issued.",
        page_of=_address,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "rebates.book_rebate"], raise_exception=True)
def receive(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    invoice = _invoice(pk)

    def posting(after: RebateInvoice, given: dict) -> list:
        draft = receipt_draft(after, given["amount"], given["received_on"], given["bank_reference"])
        return posting_lines(draft, {draft.legs[1].account: f"Owed by {after.broker}"})

    action = _action(
        invoice,
        title="Book what a broker paid",
        subtitle="Another sum than the invoice's leaves a difference open, until the rest comes or it is written off.",
        button="Book it",
        form=lambda data: ReceiveForm(data, invoice=invoice),
        run=lambda given: receive_rebate(invoice=invoice, by=request.user, **given),
        done=lambda after: f"Booked; {after.number} is {after.get_state_display().lower()}.",
        posting=posting,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "rebates.write_off_rebate"], raise_exception=True)
def write_off(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    invoice = _invoice(pk)

    def posting(after: RebateInvoice, given: dict) -> list:
        draft = write_off_draft(after, after.written_off)
        words = {draft.legs[0].account: "Differences of rebates", draft.legs[1].account: f"Owed by {after.broker}"}
        return posting_lines(draft, words)

    action = _action(
        invoice,
        title="Write off a difference",
        subtitle="By somebody other than who booked what came.",
        button="Write it off",
        form=ReasonForm,
        run=lambda given: write_off_rebate(invoice=invoice, by=request.user, **given),
        done=lambda after: f"The difference of {after.number} is written off.",
        posting=posting,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "rebates.issue_rebate_invoice"], raise_exception=True)
def cancel(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    invoice = _invoice(pk)
    action = _action(
        invoice,
        title="Take an invoice back",
        subtitle="Only while nothing has come on it. Its number stays; what stood on it waits for another invoice.",
        button="Take it back",
        form=ReasonForm,
        run=lambda given: cancel_rebate_invoice(invoice=invoice, by=request.user, **given),
        done=lambda after: f"{after.number} is taken back.",
    )
    return answer(request, action, site_context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def pdf(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    invoice = _invoice(pk)
    return pdf_response(invoice_pdf(invoice), name=invoice.number)


@require_GET
@permission_required(VIEW, raise_exception=True)
def deals(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    """Every deal the invoice is made of, for the broker's own count."""
    invoice = _invoice(pk)
    return HttpResponse(
        as_csv(DEALS, deals_of(invoice)),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{invoice.number}-deals.csv"'},
    )
