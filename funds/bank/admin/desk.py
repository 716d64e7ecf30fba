"""The reconciliation desk of one bank account: both sides beside each other, suggestions, and what is open."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from fidus.lib.spreadsheet import XLSX_TYPE, Cell, as_xlsx
from funds.bank.domain.reconciliation import Reconciliation, ages
from funds.bank.errors import BankError
from funds.bank.forms import AsOfForm
from funds.bank.models import BankAccount, BankTransaction
from funds.bank.selectors import breaks, open_movements, open_transactions, pending, reconcile, suggestions
from funds.bank.services.match_certain import match_certain
from funds.bank.services.match_transactions import match_transactions

VIEW, MATCH = "bank.view_bankaccount", "bank.match_transactions"
# A desk is for working through; beyond this the oldest come first.
SHOWN = 100


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    account = get_object_or_404(BankAccount, pk=pk)
    refusal = ""
    if request.method == "POST":
        if not request.user.has_perm(MATCH):
            raise PermissionDenied
        refusal = _match(request, account)
        if not refusal and not request.htmx:
            return redirect(request.get_full_path())
    as_of = AsOfForm(request.GET).day()
    found = reconcile(account, as_of=as_of)
    if request.GET.get("format") == "xlsx":
        return _workbook(account, found)
    context = {
        "account": account,
        "as_of": as_of,
        "form": AsOfForm(initial={"as_of": as_of}),
        "found": found,
        "refusal": refusal,
        "ages": _ages(found),
        "breaks": breaks(account),
        "pending": list(pending(account)[:SHOWN]),
        "matches": account.matches.filter(state="standing").prefetch_related("lines").select_related("made_by")[:10],
        **_sides(account),
        "here": request.get_full_path(),
        "may_match": request.user.has_perm(MATCH),
    }
    if request.htmx:
        # What is answered with an error is not put into the page, and the reason would not be read.
        return TemplateResponse(request, "bank/partials/_desk.html", context)
    template_context = {**site_context, "title": f"Reconcile {account.name}", **context}
    return TemplateResponse(request, "bank/desk.html", template_context, status=422 if refusal else 200)


def _sides(account: BankAccount) -> dict[str, object]:
    """What is open on both sides, whatever day is looked at, and what probably belongs together."""
    transactions, entries = list(open_transactions(account)), open_movements(account)
    by_transaction: dict[int, BankTransaction] = {}
    for one in transactions:
        one.account = account
        by_transaction[one.pk] = one
    by_entry = {one.entry: one for one in entries}
    shown = [
        {
            "bank": [by_transaction[key] for key in one.bank],
            "ledger": [by_entry[key] for key in one.ledger],
            "reasons": one.reasons,
            "score": one.score,
            "certain": one.certain,
        }
        for one in suggestions(account)
    ]
    return {
        "suggestions": shown[:SHOWN],
        "certain": sum(1 for one in shown if one["certain"]),
        "transactions": transactions[:SHOWN],
        "transaction_count": len(transactions),
        "entries": entries[:SHOWN],
        "entry_count": len(entries),
    }


def _match(request: HttpRequest, account: BankAccount) -> str:
    """What was refused, or nothing."""
    if "certain" in request.POST:
        made = match_certain(account=account, by=request.user)
        messages.success(request, f"{len(made)} matched that are exact and unambiguous.")
        return ""
    chosen = {side: [int(one) for one in request.POST.getlist(side) if one.isdecimal()] for side in ("bank", "ledger")}
    reason = request.POST.get("reason", "").strip()
    suggested = request.POST.getlist("suggested")
    if not suggested and not reason:
        return "Say why they belong together; it stays on record."
    try:
        match = match_transactions(
            account=account,
            transactions=chosen["bank"],
            entries=chosen["ledger"],
            reasons=[*suggested, *([reason] if reason else [])],
            score=int(request.POST.get("score") or 0) if (request.POST.get("score") or "0").isdecimal() else 0,
            by=request.user,
        )
    except BankError as error:
        return str(error)
    undo = reverse("admin:bank_match_changelist")
    messages.success(request, f"Matched as {match}; it can be undone under Matches.", extra_tags=undo)
    return ""


def _ages(found: Reconciliation) -> list[dict[str, object]]:
    bank = ages(found.not_in_ledger, as_of=found.as_of, currency=found.currency)
    ledger = ages(found.not_at_bank, as_of=found.as_of, currency=found.currency)
    return [{"label": one.label, "bank": one, "ledger": other} for one, other in zip(bank, ledger, strict=True)]


def _workbook(account: BankAccount, found: Reconciliation) -> HttpResponse:
    """The reconciliation statement exactly as shown."""
    rows: list[list[Cell]] = [["Balance in the ledger", found.as_of, found.ledger]]
    rows += [[f"In the ledger, not at the bank: {one.text}", one.on, -one.amount] for one in found.not_at_bank]
    rows += [[f"At the bank, not in the ledger: {one.text}", one.on, one.amount] for one in found.not_in_ledger]
    rows += [["Leads to", found.as_of, found.led_to], ["The bank states", found.stated_on, found.bank]]
    rows += [["Difference", found.as_of, found.difference]]
    response = HttpResponse(as_xlsx(account.name, ["Item", "Date", f"Amount, {account.currency}"], rows))
    response["Content-Type"] = XLSX_TYPE
    name = f"reconciliation-{account.pk}-{found.as_of:%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
