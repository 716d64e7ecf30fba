"""Entries written by hand: the form with several lines, the list of them, and the second person's decision."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.books.admin.action_page import Action, answer
from accounts.books.domain.journal_states import JournalState
from accounts.books.errors import BooksError
from accounts.books.forms import DayField, ReasonForm, ReversalForm
from accounts.books.models import Journal
from accounts.books.services.approve_journal import approve_journal
from accounts.books.services.prepare_journal import Line, prepare_journal, prepare_reversal
from accounts.books.services.refuse_journal import refuse_journal
from accounts.books.services.withdraw_journal import withdraw_journal
from accounts.ledger.api import EntryLeg, accounts_by_code, entry_details, find_accounts
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money, MoneyError

VIEW = "books.view_journal"
PREPARE = [VIEW, "ledger.view_entry", "books.post_journal"]
DECIDE = [VIEW, "ledger.view_entry", "books.approve_journal"]


class JournalForm(forms.Form):
    text = forms.CharField(max_length=200, help_text="What the entry says, on every page that lists it.")
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text="Why it is written by hand, for an auditor.",
    )
    value_on = DayField(label="Value date", help_text="From when it counts; in an open month, not in the future.")


class LineForm(forms.Form):
    code = forms.CharField(
        label="Account",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off", "spellcheck": "false"}),
    )
    debit = forms.DecimalField(required=False, min_value=Decimal(0), max_digits=18, decimal_places=3)
    credit = forms.DecimalField(required=False, min_value=Decimal(0), max_digits=18, decimal_places=3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, debit, credit = cleaned.get("code", ""), cleaned.get("debit"), cleaned.get("credit")
        if not code and not debit and not credit:
            return cleaned
        if bool(debit) == bool(credit):
            self.add_error("debit", "Fill in either a debit or a credit.")
            return cleaned
        account = accounts_by_code([code]).get(code)
        if account is None:
            self.add_error("code", "There is no such account. Write its code as the list offers it.")
            return cleaned
        try:
            amount = Money(debit or -(credit or Decimal(0)), account.currency)
        except (MoneyError, InvalidOperation) as error:
            self.add_error("debit" if debit else "credit", str(error))
            return cleaned
        cleaned["line"] = Line(account.code, amount)
        return cleaned


LineForms = formset_factory(LineForm, extra=0, min_num=2, max_num=60, absolute_max=60)
LINES_OFFERED = 4


@permission_required(PREPARE, raise_exception=True)
def prepare(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """The lines that are shown grow by a button, so no script is needed."""
    if request.method == "POST":
        form, lines = JournalForm(request.POST), LineForms(request.POST, prefix="line")
        if "more" in request.POST:
            lines = _with_more(request)
        elif form.is_valid() and lines.is_valid() and (made := _prepared(request, form, lines)):
            messages.success(request, f"{made} is prepared; a second person approves it.")
            return redirect("admin:books_journal_change", made.pk)
    else:
        form = JournalForm(initial={"value_on": clock.today()})
        lines = LineForms(prefix="line", initial=[{}] * LINES_OFFERED)
    context = {
        **site_context,
        "title": "Prepare a journal",
        "form": form,
        "lines": lines,
        "accounts": find_accounts("", most=500),
    }
    return TemplateResponse(request, "books/journal_form.html", context)


def _with_more(request: HttpRequest) -> Any:
    """What was filled in, and two empty lines more."""
    given = request.POST.copy()
    count = given.get("line-TOTAL_FORMS", "")
    given["line-TOTAL_FORMS"] = str(min(60, (int(count) if count.isdigit() else LINES_OFFERED) + 2))
    shown = LineForms(given, prefix="line")
    initial = [{name: form[name].value() for name in ("code", "debit", "credit")} for form in shown.forms]
    return LineForms(prefix="line", initial=initial)


def _prepared(request: HttpRequest, form: JournalForm, lines: Any) -> Journal | None:
    filled = [one.cleaned_data["line"] for one in lines.forms if one.cleaned_data.get("line")]
    try:
        return prepare_journal(**form.cleaned_data, lines=filled, by=_by(request))
    except BooksError as error:
        form.add_error(None, f"Nothing was prepared. {error}")
        return None


@permission_required(PREPARE, raise_exception=True)
def reverse_entry(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    found = entry_details(pk)
    if found is None:
        raise Http404
    action = Action(
        title=f"Reverse entry {pk}",
        explain="The entry stays; another one with its legs turned round is posted when a second person approves.",
        button="Prepare the reversal",
        back=reverse("admin:books_entry", args=[pk]),
        back_label=f"Entry {pk}",
        form=lambda data: ReversalForm(data, initial={"value_on": max(found.value_on, clock.today())}),
        run=lambda given: prepare_reversal(entry=pk, by=_by(request), **given),
        done="The reversal is prepared; a second person approves it.",
        facts=(("Entry", found.text or found.kind), ("Value date", f"{found.value_on:%-d %b %Y}")),
        legs=_turned(found.legs),
        warning="What made this entry (an investment, a payment, a night's interest) does not follow by itself. "
        "Where its own page can take it back, do it there."
        if found.kind != "journal"
        else "",
        page_of=lambda made: reverse("admin:books_journal_change", args=[made.pk]),
    )
    return answer(request, action, site_context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def journal_detail(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    journal = _journal(pk)
    waits, own = journal.state == JournalState.PREPARED, journal.prepared_by_id == request.user.pk
    context = {
        **site_context,
        "title": str(journal),
        "journal": journal,
        "legs": legs_of(journal),
        "may_decide": waits and not own and request.user.has_perms(DECIDE),
        "may_withdraw": waits and own,
        "waits_for_another": waits and own,
    }
    return TemplateResponse(request, "books/journal_detail.html", context)


@permission_required(DECIDE, raise_exception=True)
def approve(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    journal = _journal(pk)
    action = _decision(
        journal,
        title=f"Approve {journal}",
        explain="It is posted at once, and an entry is never changed afterwards.",
        button="Approve and post",
        run=lambda given: approve_journal(journal=journal, by=_by(request)),
        done=f"{journal} is posted.",
        legs=legs_of(journal),
    )
    return answer(request, action, site_context)


@permission_required(DECIDE, raise_exception=True)
def refuse(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    journal = _journal(pk)
    action = _decision(
        journal,
        title=f"Refuse {journal}",
        explain="Nothing is posted. Who prepared it sees your reason.",
        button="Refuse",
        form=ReasonForm,
        run=lambda given: refuse_journal(journal=journal, reason=given["reason"], by=_by(request)),
        done=f"{journal} is refused.",
        danger=True,
    )
    return answer(request, action, site_context)


@permission_required(PREPARE, raise_exception=True)
def withdraw(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    journal = _journal(pk)
    action = _decision(
        journal,
        title=f"Withdraw {journal}",
        explain="Nothing is posted; it can be prepared anew.",
        button="Withdraw",
        run=lambda given: withdraw_journal(journal=journal, by=_by(request)),
        done=f"{journal} is withdrawn.",
        danger=True,
    )
    return answer(request, action, site_context)


def legs_of(journal: Journal) -> tuple[EntryLeg, ...]:
    """What it posts, or posted."""
    if journal.reverses is not None:
        original = entry_details(journal.reverses)
        return _turned(original.legs) if original else ()
    lines = list(journal.lines.all())
    known = accounts_by_code(line.code for line in lines)
    return tuple(EntryLeg(line.account, line.code, known[line.code].label, line.amount) for line in lines)


def _turned(legs: tuple[EntryLeg, ...]) -> tuple[EntryLeg, ...]:
    return tuple(EntryLeg(leg.account, leg.code, leg.label, leg.turned) for leg in legs)


def _decision(journal: Journal, **parts: Any) -> Action:
    facts = (
        ("What", journal.text),
        ("Why", journal.reason),
        ("Value date", f"{journal.value_on:%-d %b %Y}"),
        ("Prepared by", journal.prepared_by),
    )
    back = reverse("admin:books_journal_change", args=[journal.pk])
    return Action(back=back, back_label=str(journal), facts=facts, **parts)


def _journal(pk: int) -> Journal:
    return get_object_or_404(Journal.objects.select_related("prepared_by", "decided_by"), pk=pk)


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
