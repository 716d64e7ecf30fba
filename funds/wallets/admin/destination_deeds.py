"""What staff may do to where a client is paid, each a form that shows all there is to compare."""

from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from compliance.gates import may_invest
from funds.admin.action_page import Action, answer
from funds.forms import ReasonForm
from funds.wallets.admin.forms import ProposeDestinationForm
from funds.wallets.domain.bank_account import bank_name
from funds.wallets.domain.destination_states import LIVE
from funds.wallets.models import Destination
from funds.wallets.selectors import addresses_of
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.refuse_destination import refuse_destination
from funds.wallets.services.retire_destination import retire_destination
from funds.wallets.services.stop_destination import stop_destination

VIEW, PROPOSE, CONFIRM = "wallets.view_destination", "wallets.propose_destination", "wallets.confirm_destination"


@permission_required([VIEW, PROPOSE], raise_exception=True)
def propose(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Propose a client's wallet or bank account",
        subtitle="Another person confirms it. The client is told by mail, and can stop it until it is used.",
        button="Propose",
        form=ProposeDestinationForm,
        run=lambda given: propose_destination(by=request.user, **given),
        done=lambda made: f"{made} is proposed; another person confirms it.",
        back=_back(),
        back_label="Clients' wallets",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def confirm(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _destination(pk),
        title="Confirm where a client is paid",
        subtitle="Ask the client on a telephone number you knew before. The cooling-off begins now.",
        button="Confirm",
        form=Form,
        run=lambda given: confirm_destination(destination=_destination(pk), by=request.user),
        done=lambda made: f"{made} is confirmed and cools off until {made.usable_from:%-d %b %Y, %H:%M} UTC.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def refuse(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _destination(pk),
        title="Refuse a client's wallet or bank account",
        subtitle="The client reads the reason.",
        button="Refuse",
        form=ReasonForm,
        run=lambda given: refuse_destination(destination=_destination(pk), by=request.user, **given),
        done=lambda made: f"{made} is refused.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PROPOSE], raise_exception=True)
def stop(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _destination(pk),
        title="Stop a destination before it is used",
        subtitle="At once, and by one person alone. Nothing will be paid to it.",
        button="Stop it",
        form=ReasonForm,
        run=lambda given: stop_destination(destination=_destination(pk), by=request.user, **given),
        done=lambda made: f"{made} is stopped.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PROPOSE], raise_exception=True)
def retire(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _destination(pk),
        title="Take a destination out of use",
        subtitle="At once, and by one person alone. Nothing will be paid to it from now on.",
        button="Retire",
        form=ReasonForm,
        run=lambda given: retire_destination(destination=_destination(pk), by=request.user, **given),
        done=lambda made: f"{made} is retired.",
    )
    return answer(request, action, site_context)


def _action(destination: Destination, **parts: object) -> Action:
    return Action(back=_back(), back_label="Clients' wallets", facts=_facts(destination), **parts)


def _facts(destination: Destination) -> tuple[tuple[str, object], ...]:
    """All that a person must compare before deciding, the address whole."""
    client = destination.client
    account: tuple[tuple[str, object], ...] = ()
    if destination.holder:
        bank = bank_name(destination.address) or "not in the registry"
        account = (("Account holder", destination.holder), ("BIC", destination.bic), ("Bank", bank))
    same = Destination.objects.filter(address=destination.address, state__in=[state.value for state in LIVE])
    others = sorted({str(one.client) for one in same.exclude(client=client).select_related("client")})
    verdict = may_invest(client)
    return (
        ("Client", client),
        ("Over", f"{destination.asset}, {destination.get_network_display()}"),
        ("Address", format_html("<code>{}</code>", destination.address)),
        *account,
        ("In place of", destination.replaces or "nothing: it is one more"),
        ("Proposed by", f"{destination.proposed_by}, {destination.proposed_at:%-d %b %Y, %H:%M} UTC"),
        ("Other clients with this address", ", ".join(others) or "none"),
        ("Compliance", "cleared" if verdict.allowed else " ".join(verdict.reasons)),
        ("Is told by mail", ", ".join(addresses_of(client)) or "nobody: no e-mail address is known"),
    )


def _back() -> str:
    return reverse("admin:wallets_destination_changelist")


def _destination(pk: int) -> Destination:
    related = ("client", "proposed_by", "replaces")
    return get_object_or_404(Destination.objects.select_related(*related), pk=pk)
