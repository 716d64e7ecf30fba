"""The months of the books: their states, a month's checklist, and what may be done to it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.books.admin.action_page import Action, answer
from accounts.books.domain.closing_states import ClosingState, StepState
from accounts.books.domain.reopening_states import ReopeningState
from accounts.books.errors import BooksError
from accounts.books.forms import ReasonForm
from accounts.books.models import ClosingRun, ClosingStep, Reopening
from accounts.books.selectors.months import months
from accounts.books.services.acknowledge_warning import acknowledge_warning
from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.check_again import check_again
from accounts.books.services.close_month import close_month
from accounts.books.services.start_closing import start_closing
from accounts.ledger.api import closed_until, decisions
from accounts.models import User

VIEW = "books.view_closingrun"
CLOSE = [VIEW, "books.close_books"]
ASK = [VIEW, "books.view_reopening", "books.ask_to_reopen"]
WORDS = {"due": "Can be closed", "open": "Open", "current": "Running", "checking": "Checking", "blocked": "Needs you",
         "ready": "Ready to close", "closed": "Closed", "reopened": "Opened again"}  # fmt: skip
LOOKS = {"due": "waiting", "open": "open_month", "current": "now", "checking": "running", "blocked": "failed",
         "ready": "waiting", "closed": "passed"}  # fmt: skip

STEP_LOOKS = {"warned": "stale", "acknowledged": "passed"}


def home(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """Every month with its state, the newest first."""
    found = months()
    context = {
        **site_context,
        "title": "Books",
        "months": [(month, LOOKS.get(month.state, "open_month"), WORDS[month.state]) for month in found],
        "until": closed_until(),
        "decisions": decisions()[:8],
        "may_close": request.user.has_perms(CLOSE),
        "may_reopen": request.user.has_perms(ASK),
        "asked": _asked() if request.user.has_perm("books.view_reopening") else [],
    }
    return TemplateResponse(request, "books/home.html", context)


def closing(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    """The checklist; its refresh while it is worked off is the same address."""
    run = _run(pk)
    reader = request.user
    steps = list(run.steps.select_related("acknowledged_by"))
    may_close = reader.has_perms(CLOSE)
    context = {
        **site_context,
        "title": str(run),
        "run": run,
        "look": LOOKS.get(run.state, "closed"),
        "word": WORDS[run.state],
        "steps": [(step, STEP_LOOKS.get(step.state, step.state)) for step in steps],
        "done": sum(step.state not in (StepState.WAITING, StepState.RUNNING) for step in steps),
        "may_check": may_close and run.state in (ClosingState.BLOCKED, ClosingState.READY),
        "may_close": may_close and run.state == ClosingState.READY and run.prepared_by_id != reader.pk,
        "prepared_it": run.prepared_by_id == reader.pk,
        "may_acknowledge": may_close and run.state == ClosingState.BLOCKED and run.prepared_by_id == reader.pk,
        "may_reopen": reader.has_perms(ASK) and run.state == ClosingState.CLOSED,
        "asked": [one for one in _asked() if run.month in one.months] if run.state == ClosingState.CLOSED else [],
    }
    template = "books/_closing.html" if request.htmx else "books/closing.html"
    return TemplateResponse(request, template, context)


@require_POST
@permission_required(CLOSE, raise_exception=True)
def start(request: HttpRequest, month: str, site_context: dict[str, object]) -> HttpResponse:
    try:
        run = start_closing(month=_month(month), by=_by(request))
    except BooksError as error:
        messages.error(request, f"Nothing was begun. {error}")
        return redirect("admin:books_closingrun_changelist")
    return redirect("admin:books_closingrun_change", run.pk)


@require_POST
@permission_required(CLOSE, raise_exception=True)
def again(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    try:
        check_again(run=_run(pk), by=_by(request))
    except BooksError as error:
        messages.error(request, f"Nothing was changed. {error}")
    return redirect("admin:books_closingrun_change", pk)


@permission_required(CLOSE, raise_exception=True)
def acknowledge(request: HttpRequest, pk: int, step: int, site_context: dict[str, object]) -> HttpResponse:
    found = get_object_or_404(ClosingStep.objects.select_related("run__prepared_by"), pk=step, run=pk)
    sentences = [(f"{number}.", one["text"]) for number, one in enumerate(found.findings, 1) if not one["ok"]]
    action = Action(
        title=f"Acknowledge: {found.title}",
        explain=f"The month can then be closed all the same. Your reason stays on the checklist of {found.run}.",
        button="Acknowledge",
        back=reverse("admin:books_closingrun_change", args=[pk]),
        back_label=str(found.run),
        form=ReasonForm,
        run=lambda given: acknowledge_warning(step=found, reason=given["reason"], by=_by(request)),
        done=f"{found.title}: acknowledged.",
        facts=tuple(sentences),
    )
    return answer(request, action, site_context)


@permission_required(CLOSE, raise_exception=True)
def close(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    run = _run(pk)
    if run.state != ClosingState.READY and request.method == "GET":
        messages.warning(request, f"{run} is not ready to be closed: it is {run.state}.")
        return redirect("admin:books_closingrun_change", pk)
    action = Action(
        title=f"Close {run}",
        explain=f"Nothing can be booked or valued on or before {run.until:%-d %B %Y} any more.",
        button="Close the month",
        back=reverse("admin:books_closingrun_change", args=[pk]),
        back_label=str(run),
        run=lambda given: close_month(run=run, by=_by(request)),
        done=f"{run} is closed.",
        facts=(("Month", run), ("Prepared by", run.prepared_by), ("Checked", f"{run.checked_at:%-d %b %Y, %H:%M} UTC")),
    )
    return answer(request, action, site_context)


@permission_required(ASK, raise_exception=True)
def reopen(request: HttpRequest, month: str, site_context: dict[str, object]) -> HttpResponse:
    """Asks for it; what is asked is decided on the request's own page."""
    first = _month(month)
    found = [one for one in months() if one.first >= first and one.state == "closed"]
    closers = sorted({str(one.run.closed_by) for one in found if one.run})
    names = ", ".join(f"{one.first:%B %Y}" for one in reversed(found) if one.first > first)
    action = Action(
        title=f"Ask to open {first:%B %Y} again",
        explain="Entries could be booked into it again. Seals, entries and issued statements stay as they are.",
        button="Ask for it",
        back=reverse("admin:books_closingrun_changelist"),
        back_label="Books",
        form=ReasonForm,
        run=lambda given: ask_to_reopen(month=first, reason=given["reason"], by=_by(request)),
        done=f"Asked for: a second person decides whether {first:%B %Y} is opened again.",
        facts=(
            ("Closed by", ", ".join(closers) or "–"),
            ("Approved by", "Somebody else than you, who closed none of these months"),
        ),
        warning=f"The books are closed without holes: this also opens {names}. Each has to be checked and closed again."
        if names
        else "",
        page_of=lambda asked: reverse("admin:books_reopening_change", args=[asked.pk]),
    )
    return answer(request, action, site_context)


def _asked() -> list[Reopening]:
    """What waits for a decision, the oldest first."""
    waiting = Reopening.objects.filter(state=ReopeningState.ASKED.value)
    return list(waiting.select_related("asked_by").order_by("asked_at"))


def _run(pk: int) -> ClosingRun:
    return get_object_or_404(
        ClosingRun.objects.select_related("prepared_by", "closed_by", "reopened_by", "reopening__asked_by"), pk=pk
    )


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
