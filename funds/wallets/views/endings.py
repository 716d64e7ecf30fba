"""What a client ends in the portal: a wallet on its way or in use, a change of where interest goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.login.come_back import lead_to_set_up
from accounts.views.portal import client_required
from fidus.lib import clock
from funds.wallets.errors import WalletsError
from funds.wallets.models import Destination, InterestInstruction
from funds.wallets.services.retire_destination import retire_destination
from funds.wallets.services.stop_destination import stop_destination
from funds.wallets.services.stop_instruction import stop_instruction
from funds.wallets.views.forms import EndForm
from funds.wallets.views.interest import is_under_way
from funds.wallets.views.shown import line_of


@dataclass(frozen=True)
class Ending:
    """One page that asks before something ends: what it says, and what it does; `possible` while it can be done."""

    title: str
    destination: Destination
    what_follows: str
    button: str
    done: str
    possible: bool
    end: Callable[[], object]


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@client_required
def stop_wallet(request: HttpRequest, pk: int) -> HttpResponse:
    destination = get_object_or_404(Destination, pk=pk, client__in=request.clients)
    ending = Ending(
        title=f"Stop {destination.label}?",
        destination=destination,
        what_follows="It ends at once, and nothing is ever paid to it. You can add it again later.",
        button="Stop it",
        done=f"Stopped: nothing will be paid to {destination}.",
        possible=line_of(destination, now=clock.now()).may_stop,
        end=lambda: stop_destination(destination=destination, reason="Stopped in the portal.", by=request.user),
    )
    return _answer(request, ending)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@client_required
def retire_wallet(request: HttpRequest, pk: int) -> HttpResponse:
    destination = get_object_or_404(Destination, pk=pk, client__in=request.clients)
    ending = Ending(
        title=f"Take {destination.label} out of use?",
        destination=destination,
        what_follows="From now on nothing is paid to it. To go on being paid, replace it by another one instead.",
        button="Take it out of use",
        done=f"Out of use: nothing will be paid to {destination} from now on.",
        possible=line_of(destination, now=clock.now()).may_retire,
        end=lambda: retire_destination(
            destination=destination, reason="Taken out of use in the portal.", by=request.user
        ),
    )
    return _answer(request, ending)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@client_required
def stop_interest_to(request: HttpRequest, pk: int) -> HttpResponse:
    words = InterestInstruction.objects.select_related("destination")
    word = get_object_or_404(words, pk=pk, client__in=request.clients)
    ending = Ending(
        title=f"Stop the change for interest in {word.currency}?",
        destination=word.destination,
        what_follows="Interest goes on going where it went before.",
        button="Stop the change",
        done=f"Stopped: interest in {word.currency} goes where it went before.",
        possible=is_under_way(word),
        end=lambda: stop_instruction(instruction=word, reason="Stopped in the portal.", by=request.user),
    )
    return _answer(request, ending)


def _answer(request: HttpRequest, ending: Ending) -> HttpResponse:
    """The page, or what came of it; without a second factor nothing ends."""
    if not ending.possible:
        messages.error(request, "Nothing was changed. This cannot be ended any more; look where it stands now.")
        return redirect("portal:wallets")
    form = EndForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and not form.has_factor:
        return lead_to_set_up(request)
    if request.method == "POST" and form.is_valid():
        try:
            ending.end()
        except WalletsError as refused:
            messages.error(request, f"Nothing was changed. {refused}")
        else:
            messages.success(request, ending.done)
        form.used_up()
        return redirect("portal:wallets")
    context = {"form": form, "ending": ending}
    return render(request, "wallets/portal/end.html", context, status=422 if form.errors else 200)
