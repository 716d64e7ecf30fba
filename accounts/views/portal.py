"""What every page of the portal stands behind."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Client
from accounts.selectors import clients_of

CHOSEN = "client"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def client_required(view: View[P]) -> View[P]:
    """Sets `request.client`, one of the person's own, and `request.clients`, all of them.

    Somebody who acts for several clients chooses with ?client=NUMBER, and the choice stays for the session.
    Whoever acts for nobody finds nothing (404); staff are shown the way to the back office (403).
    """

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_staff:
            return render(request, "accounts/not_a_client.html", status=403)
        request.clients = list(clients_of(request.user))
        request.client = _chosen(request)
        return view(request, *args, **kwargs)

    return guarded


def _chosen(request: HttpRequest) -> Client:
    clients: dict[str, Client] = {client.number: client for client in request.clients}
    if not clients:
        raise Http404("no client")
    asked = request.GET.get("client")
    if asked is not None:
        if asked not in clients:
            raise Http404("no such client")
        if request.session.get(CHOSEN) != asked:
            request.session[CHOSEN] = asked
        return clients[asked]
    # A choice that is no longer the person's falls back to their first client.
    return clients.get(request.session.get(CHOSEN, ""), request.clients[0])
