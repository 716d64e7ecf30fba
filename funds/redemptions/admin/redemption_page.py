"""A redemption's own page, and the forms of its steps; each shows what will be posted before it is."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.ledger.api import Draft
from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.money import Money
from funds.admin.action_page import Action, PostingLine, answer, posting_lines
from funds.redemptions.admin.steps import possible_steps
from funds.redemptions.domain.proceeds import NothingLeftToPay, Proceeds
from funds.redemptions.domain.redemption_states import RESERVING
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.forms import CheckForm, PayForm, ReasonForm, ReturnForm, TakeBackForm
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.estimate import estimate_of
from funds.redemptions.selectors.payments import payments_of
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.cancel_redemption import cancel_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.services.pay_redemption import pay_redemption
from funds.redemptions.services.postings import charges_draft, payment_draft, settlement_draft
from funds.redemptions.services.reject_redemption import reject_redemption
from funds.redemptions.services.return_redemption import return_redemption
from funds.wallets.services.source_account import source_account

VIEW = "redemptions.view_redemption"


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    redemption = _redemption(int(pk))
    steps = possible_steps(redemption, request.user)
    waits = redemption.state in RESERVING
    context = {
        **site_context,
        "title": redemption.number,
        "redemption": redemption,
        "investment": redemption.investment,
        "expected": estimate_of(redemption) if waits else None,
        "steps": [(step, step.url(redemption)) for step in steps],
        "events": events_about(subject=redemption.number, limit=50),
        "payments": payments_of(redemption),
        "failed": redemption.state == Redemption.State.PAYABLE and redemption.failed_payments,
        "late": waits and redemption.window_on < clock.today(),
    }
    return TemplateResponse(request, "redemptions/admin/redemption.html", context)


@permission_required([VIEW, "redemptions.check_redemption"], raise_exception=True)
def check(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    redemption = _redemption(pk)
    action = _action(
        redemption,
        title=f"Check {redemption.number}",
        subtitle="You have looked at the client, the amount and where the money goes. Another person approves.",
        button="Checked",
        form=lambda data: CheckForm(data, redemption=redemption),
        run=lambda given: check_redemption(redemption=redemption, by=request.user, **given),
        done=lambda done: f"{done.number} is checked; another person approves it.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "redemptions.approve_redemption"], raise_exception=True)
def approve(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    redemption = _redemption(pk)
    action = _action(
        redemption,
        title=f"Approve {redemption.number}",
        subtitle=f"Approving books nothing. This is expected to be posted on {redemption.window_on:%-d %b %Y}; "
        "another person books the payment.",
        button="Approve",
        form=Form,
        run=lambda given: approve_redemption(redemption=redemption, by=request.user),
        done=lambda done: f"{done.number} is approved; it becomes payable on {done.window_on:%-d %b %Y}.",
        posting=lambda done, given: _expected_lines(done),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "redemptions.pay_redemption"], raise_exception=True)
def pay(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    redemption = _redemption(pk)

    def posting(paid: Redemption, given: Mapping[str, Any]) -> list[PostingLine]:
        assert paid.destination is not None
        assert paid.paid_on is not None
        source = source_account(paid.destination, paid.currency)
        words = {source: f"The firm's money, {paid.destination.get_network_display()}"}
        return _lines(paid, payment_draft(paid, paid.paid_on, source), words)

    action = _action(
        redemption,
        title=f"Book the payment of {redemption.number}",
        subtitle="Money that has left the firm. A hash is looked up on its chain afterwards.",
        button="Book as paid",
        form=lambda data: PayForm(data, redemption=redemption),
        run=lambda given: pay_redemption(redemption=redemption, by=request.user, **given),
        done=lambda paid: f"{paid.net} booked as paid for {paid.number}.",
        posting=posting,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "redemptions.pay_redemption"], raise_exception=True)
def take_return(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    redemption = _redemption(pk)
    action = _action(
        redemption,
        title=f"The payment of {redemption.number} came back",
        subtitle="Payment, fees and settlement are reversed; the money is invested again from that day on.",
        button="Book the return",
        form=ReturnForm,
        run=lambda given: return_redemption(redemption=redemption, by=request.user, **given),
        done=lambda done: f"{done.number} came back; {done.investment.number} earns on it again.",
        posting=lambda done, given: _back_lines(done, "The firm's bank account or wallet"),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "redemptions.request_redemption"], raise_exception=True)
def cancel(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    redemption = _redemption(pk)
    action = _action(
        redemption,
        title=f"Cancel {redemption.number}",
        subtitle="On the client's wish. What was reserved is free again; no money has moved.",
        button="Cancel the redemption",
        form=ReasonForm,
        run=lambda given: cancel_redemption(redemption=redemption, by=request.user, **given),
        done=lambda done: f"{done.number} is cancelled.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "redemptions.approve_redemption"], raise_exception=True)
def reject(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    redemption = _redemption(pk)
    set_aside = redemption.state == Redemption.State.PAYABLE
    more: dict[str, Any] = {"form": ReasonForm}
    if set_aside:
        more = {"form": TakeBackForm, "posting": lambda done, given: _back_lines(done, f"{done}, to be paid")}
    action = _action(
        redemption,
        title=f"Reject {redemption.number}",
        subtitle="What was set aside for it goes back into the investment."
        if set_aside
        else "What was reserved is free again; no money has moved.",
        button="Reject",
        run=lambda given: reject_redemption(redemption=redemption, by=request.user, **given),
        done=lambda done: f"{done.number} is rejected.",
        **more,
    )
    return answer(request, action, site_context)


def _expected_lines(redemption: Redemption) -> list[PostingLine]:
    """Settlement and fees as they would be posted on the window, interest foreseen to that day."""
    expected = estimate_of(redemption)
    try:
        proceeds = Proceeds(expected.principal, expected.interest, expected.charged)
    except NothingLeftToPay as error:
        raise RedemptionRefused(f"{redemption.number}: {error}.") from error
    lines = _lines(redemption, settlement_draft(redemption, proceeds, redemption.window_on))
    if expected.charges:
        words = {charge.account: charge.label for charge in expected.charges}
        lines += _lines(redemption, charges_draft(redemption, expected.charges, redemption.window_on), words)
    return lines


def _back_lines(redemption: Redemption, source: str) -> list[PostingLine]:
    """What the reversals come to, all of them together."""
    one, zero = redemption.investment, Money.zero(redemption.currency)
    client = one.client.name
    lines = [
        PostingLine(source, redemption.net, None),
        PostingLine("Fees given back", redemption.charges, None),
        PostingLine(f"Owed to {client}: principal of {one}", None, redemption.principal),
        PostingLine(f"Owed to {client}: interest of {one}", None, redemption.interest),
    ]
    return [line for line in lines if (line.debit or line.credit or zero) != zero]


def _lines(redemption: Redemption, draft: Draft, besides: Mapping[int, str] | None = None) -> list[PostingLine]:
    one, client = redemption.investment, redemption.investment.client.name
    words: dict[int | None, str] = {
        one.principal_account: f"Owed to {client}: principal of {one}",
        one.paid_account: f"Owed to {client}: interest paid out of {one}",
        one.payable_account: f"Owed to {client}: {redemption}, to be paid",
        **(besides or {}),
    }
    return posting_lines(draft, words)


def _action(redemption: Redemption, **parts: Any) -> Action:
    investment = redemption.investment
    amount = "All that is left, with interest" if redemption.full else f"{redemption.asked} of principal"
    if redemption.with_interest and not redemption.full:
        amount += " and the interest kept"
    facts = (
        ("Client", investment.client),
        ("Investment", f"{investment.number}, {investment.terms.product.code}"),
        ("Asked for", amount),
        ("To be sent", redemption.net or "known on the window"),
        ("Leaves", f"{redemption.window_on:%-d %b %Y}, {redemption.get_occasion_display().lower()}"),
        ("Goes to", redemption.destination or "not named yet"),
        ("Asked by", redemption.requested_by or "the end of the term"),
        ("Checked by", redemption.checked_by or "nobody yet"),
        ("Approved by", redemption.approved_by or "nobody yet"),
    )
    back = reverse("admin:redemptions_redemption_change", args=[redemption.pk])
    return Action(back=back, back_label=redemption.number, facts=facts, **parts)


def _redemption(pk: int) -> Redemption:
    related = (
        "investment__client", "investment__terms__product", "investment__accrual", "destination",
        "requested_by", "checked_by", "approved_by", "paid_by", "ended_by",
    )  # fmt: skip
    return get_object_or_404(Redemption.objects.select_related(*related), pk=pk)
