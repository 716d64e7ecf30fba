"""Reading the ledger: an account with its running balance, the journal with a search, one entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.books.admin.report_files import answer
from accounts.books.domain.statements import kind_in_words
from accounts.books.forms import PeriodForm
from accounts.books.models import Journal
from accounts.ledger.api import (
    AccountPage,
    EntryDetails,
    UnknownAccount,
    account_page,
    entry_details,
    entry_kinds,
    journal,
)
from fidus.lib.plain_select import PlainSelect
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx

VIEW = "ledger.view_entry"
PER_PAGE = 50
# An account's file has all that was found, up to what a spreadsheet program can open.
MOST_ROWS = 1_000_000
HEAD = ["Value", "Booked", "Entry", "Kind", "Text", "Against", "Amount", "Balance"]
JOURNAL_HEAD = ["Value", "Booked", "Entry", "Kind", "Text", "Key", "Account", "Debit", "Credit", "Currency"]


class FindForm(PeriodForm):
    kind = forms.ChoiceField(required=False, widget=PlainSelect)
    q = forms.CharField(required=False, label="Text or key", max_length=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.fields["kind"].choices = [("", "All"), *((one, kind_in_words(one)) for one in entry_kinds())]  # type: ignore[attr-defined]

    def found(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def number(self) -> int:
        return int(self.found("page") or 1)


class JournalForm(FindForm):
    account = forms.CharField(required=False, label="Account begins with", max_length=200)


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def account(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    form = FindForm(request.GET.dict())
    wanted = {"start": form.period.start, "end": form.period.end, "kind": form.found("kind"), "text": form.found("q")}
    kind = request.GET.get("format")
    try:
        if kind in ("csv", "xlsx"):
            return _account_file(account_page(pk, most=MOST_ROWS, **wanted), form, kind)
        page = account_page(pk, offset=(form.number - 1) * PER_PAGE, most=PER_PAGE, **wanted)
    except UnknownAccount:
        raise Http404 from None
    context = _context(request, site_context, form, more=form.number * PER_PAGE < page.count)
    context |= {"title": page.account.code, "page": page, "here": reverse("admin:books_account", args=[pk])}
    return TemplateResponse(request, f"books/{'_' if request.htmx else ''}account.html", context)


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def journal_page(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = JournalForm(request.GET.dict())
    wanted = {"start": form.period.start, "end": form.period.end, "kind": form.found("kind"), "text": form.found("q"),
              "account": form.found("account")}  # fmt: skip
    kind = request.GET.get("format")
    if kind in ("csv", "xlsx"):
        entries, _ = journal(most=MOST_ROWS, **wanted)
        return _file("Journal", JOURNAL_HEAD, _journal_rows(entries), f"journal-{_stretch(form)}", kind)
    entries, more = journal(offset=(form.number - 1) * PER_PAGE, most=PER_PAGE, **wanted)
    context = _context(request, site_context, form, more=more)
    context |= {"title": "Journal", "entries": entries, "here": reverse("admin:books_journal_list")}
    return TemplateResponse(request, f"books/{'_' if request.htmx else ''}journal.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def entry(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    found = entry_details(pk)
    if found is None:
        raise Http404
    context = {
        **site_context,
        "title": f"Entry {pk}",
        "entry": found,
        "kind": kind_in_words(found.kind),
        "event_url": _event_url(found.event) if request.user.has_perm("trail.view_storedevent") else "",
        "journal": Journal.objects.filter(entry=pk).first(),
        "may_reverse": found.reversed_by is None and request.user.has_perm("books.post_journal"),
    }
    return TemplateResponse(request, "books/entry.html", context)


def _event_url(event: int | None) -> str:
    try:
        return reverse("admin:trail_storedevent_change", args=[event]) if event else ""
    except NoReverseMatch:
        return ""


def _context(request: HttpRequest, site_context: dict[str, object], form: FindForm, *, more: bool) -> dict[str, object]:
    given = request.GET.copy()
    for name in ("format", "page"):
        given.pop(name, None)
    return {
        **site_context,
        "form": form,
        "period": form.period,
        "query": given.urlencode(),
        "number": form.number,
        "earlier": form.number - 1,
        "later": form.number + 1 if more else 0,
    }


def _stretch(form: FindForm) -> str:
    return f"{form.period.start}-to-{form.period.end}"


def _account_file(page: AccountPage, form: FindForm, kind: str) -> HttpResponse:
    name = f"{page.account.code.replace(':', '-')}-{_stretch(form)}"
    return _file(page.account.code.rpartition(":")[2], HEAD, _account_rows(page, form), name, kind)


def _account_rows(page: AccountPage, form: FindForm) -> Iterator[list[Cell]]:
    yield [form.period.start, None, None, "", "Opening balance", "", None, page.opening]
    for one in page.movements:
        moved = one.movement
        yield [
            moved.value_on, moved.booked_on, moved.entry, kind_in_words(moved.kind), moved.text, ", ".join(one.others),
            moved.amount, one.balance,
        ]  # fmt: skip
    yield [form.period.end, None, None, "", "Closing balance", "", None, page.closing]


def _journal_rows(entries: list[EntryDetails]) -> Iterator[list[Cell]]:
    for one in entries:
        head: list[Cell] = [one.value_on, one.booked_on, one.entry, kind_in_words(one.kind), one.text, one.key]
        for leg in one.legs:
            debit, credit = (leg.amount, None) if leg.amount.minor > 0 else (None, leg.turned)
            yield [*head, leg.code, debit, credit, leg.amount.currency]


def _file(title: str, head: list[str], rows: Iterator[list[Cell]], name: str, kind: str) -> HttpResponse:
    if kind == "csv":
        return answer(as_csv(head, rows), CSV_TYPE, name, "csv")
    return answer(as_xlsx(title, head, rows), XLSX_TYPE, name, "xlsx")
