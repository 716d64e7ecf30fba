"""One form that calls one service of the books, after saying what it will do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.books.errors import BooksError
from accounts.ledger.api import EntryLeg


@dataclass(frozen=True)
class Action:
    """`run` calls the service with the form's values; `legs` are what it will post, for actions that do."""

    title: str
    explain: str
    button: str
    back: str
    back_label: str
    run: Callable[[Mapping[str, Any]], Any]
    done: str
    form: Callable[[Any], Form] = Form
    facts: tuple[tuple[str, Any], ...] = field(default=())
    legs: tuple[EntryLeg, ...] = field(default=())
    warning: str = ""
    danger: bool = False
    page_of: Callable[[Any], str] | None = None


def answer(request: HttpRequest, action: Action, site_context: dict[str, object]) -> HttpResponse:
    """The form, or the redirect after it was done; a refusal stands above the form and loses nothing."""
    form = action.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            result = action.run(form.cleaned_data)
        except BooksError as error:
            form.add_error(None, f"Nothing was changed. {error}")
        else:
            messages.success(request, action.done)
            return redirect(action.page_of(result) if action.page_of else action.back)
    context = {**site_context, "title": action.title, "action": action, "form": form}
    return TemplateResponse(request, "books/action.html", context)
