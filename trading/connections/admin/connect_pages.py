"""Connecting an account: which one, then what its platform asks."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from trading.connections.errors import ConnectionsError, UnknownPlatform
from trading.connections.forms import ChooseAccountForm, ConnectForm
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of
from trading.connections.services.connect_account import connect_account
from trading.models import BrokerAccount

NEEDED = ["connections.view_connection", "connections.connect_account"]


@require_GET
@permission_required(NEEDED, raise_exception=True)
def choose(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = ChooseAccountForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("admin:connections_connection_connect", form.cleaned_data["account"].pk)
    context = {**site_context, "title": "Connect an account", "form": form}
    context["none"] = not form.fields["account"].queryset.exists()
    return TemplateResponse(request, "connections/choose.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(NEEDED, raise_exception=True)
def connect(request: HttpRequest, site_context: dict[str, object], account: int) -> HttpResponse:
    found = get_object_or_404(BrokerAccount.objects.select_related("connection"), pk=account)
    if hasattr(found, "connection"):
        return redirect("admin:connections_connection_change", found.connection.pk)
    try:
        adapter = adapter_of(found.platform)
    except UnknownPlatform as error:
        raise Http404 from error
    form = ConnectForm(request.POST if request.method == "POST" else None, initial={"adapter": adapter})
    if request.method == "POST" and form.is_valid():
        try:
            made = connect_account(
                account=found, gateway=form.cleaned_data.get("gateway"), options=form.cleaned_data["options"],
                secrets=form.cleaned_data["secrets"], by=request.user,
            )  # fmt: skip
        except ConnectionsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The account is connected. Test it.")
            return redirect("admin:connections_connection_change", made.pk)
    gateways = BrokerGateway.objects.filter(platform=found.platform, disabled_at=None)
    context = {
        **site_context, "title": "Connect an account", "subtitle": str(found), "account": found, "form": form,
        "adapter": adapter, "no_gateway": adapter.through_gateway and not gateways.exists(),
    }  # fmt: skip
    return TemplateResponse(request, "connections/connect.html", context, status=422 if form.errors else 200)
