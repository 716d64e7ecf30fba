"""One payment: what the explorers say of it, and what a person may do about it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.forms import FailForm
from funds.wallets.admin.forms import HashForm, ProofForm, RecordPaymentForm
from funds.wallets.domain.networks import is_chain
from funds.wallets.domain.payment_states import UNDER_WAY
from funds.wallets.errors import WalletsError
from funds.wallets.explorers.configured import confirmations_needed, lookups_on
from funds.wallets.models import Payment
from funds.wallets.services.confirm_payment import confirm_payment
from funds.wallets.services.fail_payment import fail_payment
from funds.wallets.services.look_up_payment import look_up_payment
from funds.wallets.services.record_payment import record_payment
from funds.wallets.services.replace_payment import replace_payment

VIEW, RECORD, CONFIRM = "wallets.view_payment", "wallets.record_payment", "wallets.confirm_payment"


def state_badge(payment: Payment) -> SafeString:
    looks = {"recorded": "waiting", "seen": "now", "confirmed": "passed", "replaced": "closed"}
    return badge(looks.get(payment.state, payment.state), payment.get_state_display())


@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    payment = _payment(pk)
    under_way, chain = payment.state in UNDER_WAY, is_chain(payment.network)
    followed = lookups_on(payment.network)
    sent_back = payment.state == Payment.State.CONFIRMED and not chain
    context = {
        **site_context,
        "title": payment.subject,
        "payment": payment,
        "badge": state_badge(payment),
        "needed": confirmations_needed(payment.network),
        "chain": chain,
        "followed": followed,
        "under_way": under_way,
        "may_look": under_way and followed and request.user.has_perm(RECORD),
        "may_replace": under_way and chain and request.user.has_perm(RECORD),
        "may_confirm": under_way and not followed and request.user.has_perm(CONFIRM),
        "may_fail": (under_way or sent_back) and request.user.has_perm(CONFIRM),
        "own": payment.recorded_by_id == request.user.pk,
    }
    return TemplateResponse(request, "wallets/admin/payment.html", context)


@permission_required([VIEW, RECORD], raise_exception=True)
def look(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    """One lookup now, by a button: a link would be followed by whoever fetches pages ahead."""
    payment = _payment(pk)
    if request.method == "POST":
        try:
            payment = look_up_payment(payment=payment, by=request.user)
        except WalletsError as refused:
            messages.error(request, f"Nothing was changed. {refused}")
        else:
            _say(request, payment)
    return redirect(page_of(payment))


def _say(request: HttpRequest, payment: Payment) -> None:
    if payment.look_error:
        messages.warning(request, f"No answer that can be believed: {payment.look_error}. It is tried again.")
    elif payment.finding:
        messages.warning(request, payment.finding)
    else:
        messages.success(request, f"Looked up: {payment.get_state_display().lower()}.")


@permission_required([VIEW, RECORD], raise_exception=True)
def record(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Record a payment",
        subtitle="Money that was sent or that came. Recording moves none; explorers follow it, where configured.",
        button="Record",
        form=RecordPaymentForm,
        run=lambda given: record_payment(by=request.user, **given),
        done=lambda made: f"Recorded: {made}.",
        back=_back(),
        back_label="Payments",
        page_of=page_of,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def confirm(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _payment(pk),
        title="Confirm a payment by hand",
        subtitle="For banks, and for networks without lookups. Whoever recorded it cannot confirm it.",
        button="Confirm",
        form=ProofForm,
        run=lambda given: confirm_payment(payment=_payment(pk), by=request.user, **given),
        done=lambda made: f"Confirmed: {made}.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def fail(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _payment(pk),
        title="Mark a payment as failed",
        subtitle="What it paid is to be paid again: be sure that the money will not arrive after all.",
        button="It failed",
        form=FailForm,
        run=lambda given: fail_payment(payment=_payment(pk), by=request.user, **given),
        done=lambda made: f"Marked as failed: {made}.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, RECORD], raise_exception=True)
def replace(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _payment(pk),
        title="Sent again with a higher fee",
        subtitle="The same payment under another hash: the old one can no longer enter a block.",
        button="Record the new hash",
        form=HashForm,
        run=lambda given: replace_payment(payment=_payment(pk), by=request.user, **given),
        done=lambda made: f"Recorded: {made}.",
        page_of=page_of,
    )
    return answer(request, action, site_context)


def _action(payment: Payment, **parts: object) -> Action:
    facts = (
        ("Pays", payment.subject),
        ("To", payment.destination.client if payment.destination else payment.wallet),
        ("Amount", payment.amount),
        ("Sent", f"{payment.sent}, {payment.get_network_display()}"),
        ("Address", format_html("<code>{}</code>", payment.receiver)),
        ("Hash or reference", format_html("<code>{}</code>", payment.tx_hash)),
        ("State", payment.get_state_display()),
        ("Recorded by", payment.recorded_by or "the system"),
    )
    return Action(back=page_of(payment), back_label=payment.subject, facts=facts, **parts)


def _back() -> str:
    return reverse("admin:wallets_payment_changelist")


def page_of(payment: Payment) -> str:
    return reverse("admin:wallets_payment_change", args=[payment.pk])


def _payment(pk: int) -> Payment:
    related = ("destination__client", "wallet", "recorded_by", "confirmed_by", "replaced_by")
    return get_object_or_404(Payment.objects.select_related(*related), pk=pk)
