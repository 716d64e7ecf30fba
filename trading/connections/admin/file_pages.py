"""Connecting several accounts from a file: tried first, then done; the file is never kept."""

import hashlib
import hmac

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from fidus.lib.spreadsheet import CSV_TYPE, as_csv
from trading.connections.admin.connect_pages import NEEDED as CONNECTS
from trading.connections.domain.account_file import COLUMNS, UnreadableFile
from trading.connections.forms import AccountFileForm
from trading.connections.services.connect_from_file import FileOutcome, connect_from_file, further_columns

# A line opens its account where it is not here yet.
NEEDED = [*CONNECTS, "trading.open_account"]
EXAMPLE = {
    "broker": "Example Markets", "server": "ExampleMarkets-Live", "login": "7001", "platform": "mt5",
    "currency": "USD", "environment": "live", "margin_mode": "hedge", "name": "FIDUS Capital",
    "gateway": "Bridge London", "may_trade": "no", "password": "the investor password", "terminal": "one",
}  # fmt: skip


@sensitive_variables("content")
@require_http_methods(["GET", "POST"])
@permission_required(NEEDED, raise_exception=True)
def bring(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = AccountFileForm(request.POST or None, request.FILES or None)
    outcome: FileOutcome | None = None
    tried = ""
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        mark = _mark(request, content)
        really = request.POST.get("do") == "connect" and hmac.compare_digest(request.POST.get("tried", ""), mark)
        try:
            outcome = connect_from_file(
                content=content, try_only=not really, by=request.user,
                may_allow_trading=request.user.has_perm("connections.allow_trading"),
            )  # fmt: skip
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            if really and not outcome.faults:
                messages.success(
                    request, f"{outcome.connected} accounts are connected, {outcome.opened} of them opened with it."
                )
                return redirect("admin:connections_connection_changelist")
            tried = mark if not outcome.faults else ""
    context = {**site_context, "title": "Connect accounts from a file", "form": form, "outcome": outcome}
    context |= {"tried": tried, "columns": [*COLUMNS, *further_columns()]}
    wrong = form.errors or (outcome is not None and outcome.faults)
    answer = TemplateResponse(request, "connections/file.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@permission_required(NEEDED, raise_exception=True)
def template(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    columns = [*COLUMNS, *further_columns()]
    answer = HttpResponse(as_csv(columns, [[EXAMPLE.get(name, "") for name in columns]]), content_type=CSV_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="accounts.csv"'
    return answer


def _mark(request: HttpRequest, content: bytes) -> str:
    """Of what was tried and by whom; keyed, since passwords could be guessed from a plain digest."""
    key = f"{settings.SECRET_KEY}:accounts from a file:{request.user.pk}".encode()
    return hmac.new(key, content, hashlib.sha256).hexdigest()
