"""One form of the back office that calls one service, and shows what will be posted before it is posted."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.ledger.api import Draft, LedgerError
from fidus.lib.money import Money
from funds.errors import FundsError


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One leg as a person reads it; the side it does not stand on is None."""

    account: str
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True)
class Action:
    """`run` calls the service with the form's values; `posting` says what it posts, for actions that move money."""

    title: str
    subtitle: str
    button: str
    back: str
    back_label: str
    form: Callable[..., Form]
    run: Callable[[Mapping[str, Any]], Any]
    done: Callable[[Any], str]
    posting: Callable[[Any, Mapping[str, Any]], list[PostingLine]] | None = None
    facts: tuple[tuple[str, Any], ...] = field(default=())
    # Where to go once it was done; back, unless said otherwise.
    page_of: Callable[[Any], str] | None = None


def posting_lines(draft: Draft, words: Mapping[int | None, str]) -> list[PostingLine]:
    """The legs of `draft`, each account by its words; those not named are the firm's bank."""
    zero = Money.zero(draft.legs[0].amount.currency)
    return [
        PostingLine(
            words.get(leg.account, f"The firm's bank account, {leg.amount.currency}"),
            leg.amount if leg.amount > zero else None,
            -leg.amount if leg.amount < zero else None,
        )
        for leg in draft.legs
    ]


def answer(request: HttpRequest, action: Action, site_context: dict[str, object]) -> HttpResponse:
    """The form; what it would do, tried and taken back; or, confirmed, the redirect after it was done."""
    form = action.form(request.POST if request.method == "POST" else None)
    lines: list[PostingLine] = []
    previewed = ""
    if request.method == "POST" and form.is_valid():
        content = _fingerprint(form)
        if action.posting is None or request.POST.get("previewed") == content:
            try:
                result = action.run(form.cleaned_data)
            except (FundsError, LedgerError) as error:
                form.add_error(None, f"Nothing was done, no money moved. {error}")
            else:
                messages.success(request, action.done(result))
                return redirect(action.page_of(result) if action.page_of else action.back)
        else:
            lines = _preview(action, form)
            previewed = content if lines else ""
    context = {**site_context, "title": action.title, "action": action, "form": form}
    # A template would call what it is given; so it is told whether there is something to show first.
    context |= {"lines": lines, "previewed": previewed, "shows_first": action.posting is not None and not lines}
    return TemplateResponse(request, "funds/admin/action.html", context)


def _preview(action: Action, form: Form) -> list[PostingLine]:
    """Really done and then undone, so that every refusal shows now and not after the confirmation."""
    assert action.posting is not None
    try:
        with transaction.atomic():
            lines = action.posting(action.run(form.cleaned_data), form.cleaned_data)
            transaction.set_rollback(True)
    except (FundsError, LedgerError) as error:
        form.add_error(None, f"This cannot be booked. {error}")
        return []
    return lines


def _fingerprint(form: Form) -> str:
    """Of what was filled in: a changed form is previewed again before it is confirmed."""
    content = "\n".join(f"{name}={value}" for name, value in sorted(form.cleaned_data.items()))
    return hashlib.sha256(content.encode()).hexdigest()
