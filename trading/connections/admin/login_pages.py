"""The day's login at Kite: a person goes there, comes back with a request token, and the account has its token."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from trading.brokers.base import LoginRefused
from trading.brokers.kite.login import login_address, request_token_in
from trading.connections.admin.connect_pages import NEEDED
from trading.connections.errors import ConnectionsError, NotConnected
from trading.connections.gates import access_of
from trading.connections.models import Connection
from trading.connections.registry import adapter_of
from trading.connections.services.take_day_token import take_day_token

SALT, MOST_SECONDS, KEPT = "the day's login at Kite", 15 * 60, "kite_login"


def _found(pk: int) -> Connection:
    found = get_object_or_404(Connection.objects.select_related("account", "gateway"), pk=pk)
    if not adapter_of(found.account.platform).day_token:
        raise Http404
    return found


@require_GET
@permission_required(NEEDED, raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object], pk: int) -> HttpResponse:
    connection = _found(pk)
    context = {
        **site_context, "title": "Log in at Kite", "connection": connection,
        "returns": request.build_absolute_uri(reverse("admin:connections_connection_kite_return")),
    }  # fmt: skip
    if connection.gateway_id:
        told = reverse("kite_postback", args=[connection.gateway_id])
        context["postbacks"] = request.build_absolute_uri(told)
    return TemplateResponse(request, "connections/login.html", context)


@never_cache
@require_GET
@permission_required(NEEDED, raise_exception=True)
def go(request: HttpRequest, site_context: dict[str, object], pk: int) -> HttpResponse:
    """To Kite, with a state that only this session can bring back, and only once."""
    connection = _found(pk)
    try:
        key = access_of(connection).secrets.get("api_key", "")
    except NotConnected as error:
        messages.error(request, str(error))
        return redirect("admin:connections_connection_login", pk)
    if not key:
        messages.error(request, "The app has no key yet: give its secrets first.")
        return redirect("admin:connections_connection_login", pk)
    once = secrets.token_urlsafe(24)
    request.session[KEPT] = once
    state = signing.dumps({"connection": pk, "user": request.user.pk, "once": once}, salt=SALT)
    return redirect(login_address(key, state))


@sensitive_variables("token")
@never_cache
@require_GET
@permission_required(NEEDED, raise_exception=True)
def came_back(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """From Kite; whoever did not go there in this session a moment ago brings nothing in."""
    try:
        state = signing.loads(request.GET.get("state", ""), salt=SALT, max_age=MOST_SECONDS)
    except signing.BadSignature:
        state = {}
    once = request.session.pop(KEPT, "")
    ours = state.get("user") == request.user.pk and constant_time_compare(state.get("once", ""), once)
    if not once or not ours:
        messages.error(request, "Nobody went to Kite from here a moment ago. Begin at the account's login page.")
        return redirect("admin:connections_connection_changelist")
    connection = _found(state["connection"])
    try:
        token = request_token_in(request.GET.dict())
        take_day_token(connection=connection, request_token=token, by=request.user)
    except LoginRefused:
        messages.error(request, "Kite did not let you in. Log in again.")
    except ConnectionsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The account has its token of today.")
        return redirect("admin:connections_connection_change", connection.pk)
    return redirect("admin:connections_connection_login", connection.pk)
