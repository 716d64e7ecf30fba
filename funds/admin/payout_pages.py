"""An interest payment's own page, and the forms of its steps; where the money goes stands whole on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.trail.api import events_about
from funds.admin.action_page import Action, PostingLine, answer, posting_lines
from funds.domain.payout_route import Route
from funds.domain.payout_states import TRANSITIONS, PayoutAction, PayoutState
from funds.errors import IllegalState
from funds.forms import FailForm, PayForm, ReasonForm
from funds.gates import source_of, standings
from funds.models import InterestPayout
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.pay_interest import pay_interest, payment_draft
from funds.services.reopen_interest_payout import reopen_interest_payout
from funds.services.take_back_approval import take_back_approval

VIEW, APPROVE, PAY = "funds.view_interestpayout", "funds.approve_payout", "funds.pay_interest"


@dataclass(frozen=True, slots=True)
class Step:
    page: str
    action: PayoutAction
    label: str
    permission: str
    # The person whom four eyes leave out, as the row names them.
    barred: str = ""

    def url(self, payout: InterestPayout) -> str:
        return reverse(f"admin:funds_interestpayout_{self.page}", args=[payout.pk])


STEPS = (
    Step("approve", PayoutAction.APPROVE, "Approve", APPROVE, "prepared_by_id"),
    Step("pay", PayoutAction.PAY, "Book as paid", PAY, "approved_by_id"),
    Step("take_back", PayoutAction.TAKE_BACK, "Take the approval back", APPROVE),
    Step("fail", PayoutAction.REOPEN, "It failed, or came back", PAY, "paid_by_id"),
)


def steps_of(payout: InterestPayout, reader: User) -> list[Step]:
    """What its state allows, its reader's role lets them do and four eyes leave to them; the way forward first."""
    state = PayoutState(payout.state)
    return [
        step
        for step in STEPS
        if (state, step.action) in TRANSITIONS
        and reader.has_perm(step.permission)
        and not (step.barred and getattr(payout, step.barred) == reader.pk)
    ]


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    payout = _payout(int(pk))
    waits = payout.state != PayoutState.PAID
    standing = standings([payout])[payout.pk] if waits else None
    context = {
        **site_context,
        "title": str(payout),
        "payout": payout,
        "investment": payout.investment,
        "route": payout.route or (standing and standing.route),
        "reasons": standing.reasons if standing else (),
        "steps": [(step, step.url(payout)) for step in steps_of(payout, request.user)],
        "events": [
            event
            for event in events_about(subject=payout.investment.number, limit=200)
            if event.data.get("due_on") == f"{payout.due_on}"
        ],
    }
    return TemplateResponse(request, "funds/admin/payout.html", context)


@permission_required([VIEW, APPROVE], raise_exception=True)
def approve(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _payout(pk),
        title="Approve an interest payment",
        subtitle="To this destination and no other. Approving books nothing: below is what will be posted when another "
        "person books it as paid.",
        button="Approve",
        form=Form,
        run=lambda given: approve_interest_payout(payout=_payout(pk), by=request.user),
        done=lambda approved: f"{approved} is approved; another person books that it was paid.",
        posting=lambda approved, given: _lines(approved),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PAY], raise_exception=True)
def pay(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    payout = _payout(pk)
    action = _action(
        payout,
        title="Book an interest payment",
        subtitle="Money that has left the firm for this destination. A hash is looked up on its chain afterwards.",
        button="Book as paid",
        form=lambda data: PayForm(data, initial={"paid_on": payout.pay_on}),
        run=lambda given: pay_interest(payout=payout, by=request.user, **given),
        done=lambda paid: f"{paid.amount} booked as paid for {paid.investment.number}.",
        posting=lambda paid, given: _lines(paid),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, APPROVE], raise_exception=True)
def take_back(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _payout(pk),
        title="Take an approval back",
        subtitle="The payment is due again and can be approved for where interest goes then. Nothing was posted.",
        button="Take it back",
        form=ReasonForm,
        run=lambda given: take_back_approval(payout=_payout(pk), by=request.user, **given),
        done=lambda due: f"{due} waits to be approved again.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PAY], raise_exception=True)
def fail(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    payout = _payout(pk)

    def run(given: Mapping[str, Any]) -> InterestPayout:
        references = {payout.bank_reference or ""}
        reopened = reopen_interest_payout(payout=payout, references=references, by=request.user, **given)
        if reopened is None:
            raise IllegalState(f"{payout} is {payout.state}; only what was paid can fail.")
        return reopened

    def posting(reopened: InterestPayout, given: Mapping[str, Any]) -> list[PostingLine]:
        return [PostingLine(line.account, line.credit, line.debit) for line in _lines(reopened)]

    action = _action(
        payout,
        title="A payment of interest failed",
        subtitle="The payment is reversed and is to be paid again. Be sure that the money will not arrive after all.",
        button="It failed",
        form=FailForm,
        run=run,
        done=lambda reopened: f"{reopened} is to be paid again.",
        posting=posting,
    )
    return answer(request, action, site_context)


def _lines(payout: InterestPayout) -> list[PostingLine]:
    investment, route = payout.investment, payout.route
    assert route is not None, "only what was approved is posted"
    source = source_of(route, payout.currency)
    words: dict[int | None, str] = {
        investment.paid_account: f"Owed to {investment.client.name}: paid out of {investment.number}",
        source: f"The firm's money, {route.over}",
    }
    return posting_lines(payment_draft(payout, payout.paid_on or payout.pay_on, source), words)


def _action(payout: InterestPayout, **parts: Any) -> Action:
    route, reasons = payout.route, ()
    if payout.state != PayoutState.PAID:
        standing = standings([payout])[payout.pk]
        route, reasons = route or standing.route, standing.reasons
    facts = (
        ("Client", payout.investment.client),
        ("Investment", f"{payout.investment.number}, {payout.investment.terms.product.code}"),
        ("Interest", payout.amount),
        ("Fell due", f"{payout.due_on:%-d %b %Y}"),
        *_where(route),
        *((("Waits because", " ".join(reasons)),) if reasons else ()),
        ("Prepared by", payout.prepared_by or "the nightly run"),
        ("Approved by", payout.approved_by or "nobody yet"),
    )
    back = reverse("admin:funds_interestpayout_change", args=[payout.pk])
    return Action(back=back, back_label=str(payout), facts=facts, **parts)


def _where(route: Route | None) -> tuple[tuple[str, object], ...]:
    """All that a person compares before money leaves, the address whole."""
    if route is None:
        return (("Goes to", "nowhere yet"),)
    account = (("Account holder", route.holder), ("BIC", route.bic)) if route.holder else ()
    return (
        ("Goes to", route.label),
        ("Over", f"{route.asset}, {route.over}" if route.over else route.asset),
        ("Address", format_html("<code>{}</code>", route.address)),
        *account,
    )


def _payout(pk: int) -> InterestPayout:
    related = (
        "investment__client", "investment__terms__product", "prepared_by", "approved_by", "paid_by", "failed_by",
    )  # fmt: skip
    return get_object_or_404(InterestPayout.objects.select_related(*related), pk=pk)
