"""The trading monitor: every account in one place, read anew every half minute; and what all of them hold."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from trading.models import BrokerAccount
from trading.monitor.admin.asked import in_words
from trading.monitor.admin.export import FORMATS, export
from trading.monitor.selectors.accounts import (
    ORIGINS,
    SORTS,
    STALE,
    WORDS,
    channels,
    choices,
    lines,
    monitored,
    narrowed,
    of_origin,
    sorted_by,
)
from trading.monitor.selectors.days import with_days
from trading.monitor.selectors.exposure import exposure
from trading.monitor.selectors.tables import ACCOUNTS_HEAD, EXPOSURE_HEAD, account_rows, exposure_rows
from trading.monitor.selectors.totals import totals
from trading.watch.services.look_at_accounts import look_at_accounts

A_PAGE = 50
VIEW, LOOK = "trading.view_brokeraccount", "watch.look_now"
STALE_NAMED = 3


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    if request.GET.get("format") in FORMATS:
        return export(request, "Trading monitor", ACCOUNTS_HEAD, account_rows(lines(_asked_for(request)[3])))
    return _page(request, site_context)


@require_POST
@vary_on_headers("HX-Request")
@permission_required([VIEW, LOOK], raise_exception=True)
def look(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """Have the accounts visited that are asked for, on all pages of the list; the list as it is read then."""
    asked = look_at_accounts(accounts=_asked_for(request)[3].values_list("pk", flat=True), by=request.user)
    if request.htmx:
        return _page(request, site_context, said=in_words(asked))
    messages.success(request, in_words(asked))
    query = request.GET.urlencode()
    return redirect(f"{reverse('admin:monitor_accounts')}{'?' if query else ''}{query}")


def _asked_for(request: HttpRequest) -> tuple[dict[str, str], QuerySet[BrokerAccount], str, QuerySet[BrokerAccount]]:
    """The words of the address; the accounts that fit all but the tab; the tab; those that fit it, too, in order."""
    asked = {name: request.GET.get(name, "").replace("\0", "")[:120] for name in ("q", "broker", "currency")}
    found = narrowed(monitored(), words=asked["q"].strip(), broker=asked["broker"], currency=asked["currency"])
    origin = request.GET.get("show", "")
    origin = origin if origin in ORIGINS else ""
    return asked, found, origin, sorted_by(of_origin(found, origin) if origin else found, request.GET.get("sort", ""))


def _page(request: HttpRequest, site_context: dict[str, object], *, said: str = "") -> HttpResponse:
    asked, found, origin, shown = _asked_for(request)
    sums = totals(found)
    number = sums.by_origin[origin] if origin else sums.accounts
    # How many there are is known already, so that no question asks for it again.
    page = Paginator(range(number), A_PAGE).get_page(request.GET.get("page"))
    first = page.start_index() - 1 if number else 0
    page_lines = with_days(lines(shown[first : first + A_PAGE]))
    brokers, currencies = choices(monitored())
    sort = request.GET.get("sort", "")
    query = {name: value for name, value in {**asked, "show": origin, "sort": sort}.items() if value}
    context = {
        **site_context,
        "title": "Trading monitor",
        "page": page,
        "lines": page_lines,
        "channels": channels(page_lines),
        "totals": sums,
        "main": sums.real[0] if sums.real else None,
        "tabs": [("", "All", sums.accounts), *((one, WORDS[one], sums.by_origin[one]) for one in ORIGINS)],
        "chosen": {**asked, "show": origin},
        "heads": _heads(sort, query),
        "brokers": brokers,
        "currencies": currencies,
        "query": urlencode(query),
        "without_origin": urlencode({name: value for name, value in query.items() if name != "show"}),
        "stale": lines(sorted_by(of_origin(found, STALE), "age")[:STALE_NAMED]) if sums.by_origin[STALE] else [],
        "url": reverse("admin:monitor_accounts"),
        "said": said,
        "may_look": request.user.has_perm(LOOK),
        "read_at": clock.now(),
        "has_any": bool(brokers),
    }
    template = "monitor/admin/_monitor.html" if request.htmx else "monitor/admin/monitor.html"
    return TemplateResponse(request, template, context)


@require_GET
@vary_on_headers("HX-Request")
@permission_required([VIEW, "trading.view_position"], raise_exception=True)
def show_exposure(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    of = request.GET.get("of") if request.GET.get("of") in ("simulated",) else "real"
    held = exposure(real=of == "real")
    if request.GET.get("format") in FORMATS:
        return export(request, "Exposure", EXPOSURE_HEAD, exposure_rows(held))
    context = {
        **site_context,
        "title": "Exposure",
        "held": held,
        "of": of,
        "strange": sum(not one.is_ours for one in held),
        "most": max((one.gross for one in held), default=0),
        "read_at": clock.now(),
        "url": reverse("admin:monitor_exposure"),
    }
    template = "monitor/admin/_exposure.html" if request.htmx else "monitor/admin/exposure.html"
    return TemplateResponse(request, template, context)


_COLUMNS = (
    ("account", "Account", False),
    ("", "Source", False),
    ("age", "Age", True),
    ("balance", "Balance", True),
    ("equity", "Equity", True),
    ("floating", "Floating", True),
    ("margin", "Margin level", True),
    ("", "Today", True),
    ("", "Equity, 30 days", False),
)


def _heads(sort: str, query: dict[str, str]) -> list[dict[str, object]]:
    """Column heads; those that sort lead to the same page sorted, the other way round if it is already."""
    heads: list[dict[str, object]] = []
    for name, words, is_number in _COLUMNS:
        by = sort.removeprefix("-") == name and name in SORTS
        turned = name if sort == f"-{name}" or (not by and not is_number) else f"-{name}"
        heads.append(
            {
                "words": words,
                "number": is_number,
                "query": urlencode({**query, "sort": turned}) if name else "",
                "sorted": ("descending" if sort.startswith("-") else "ascending") if by else "",
            }
        )
    return heads
