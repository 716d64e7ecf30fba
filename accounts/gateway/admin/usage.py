"""How much the API is used, and by whom."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from valkey.exceptions import ValkeyError

from accounts.gateway import usage
from accounts.gateway.domain.limits import TIERS, TOKENS
from accounts.models import User

_COUNTED = (*TIERS, TOKENS)


def usage_page(request: HttpRequest, site_context: dict[str, Any]) -> HttpResponse:
    """The last day by the hour: taken and refused in each tier, and who called most since midnight."""
    if not request.user.has_perm("gateway.view_program"):
        raise PermissionDenied
    context: dict[str, Any] = {**site_context, "title": "Use of the API", "limits": _COUNTED}
    try:
        context["hours"] = [
            (hour.begins, [(hour.taken.get(tier.name, 0), hour.refused.get(tier.name, 0)) for tier in _COUNTED])
            for hour in usage.hours()
            if hour.taken or hour.refused
        ]
        context["callers"] = _named(usage.callers())
    except ValkeyError:
        context["is_away"] = True
    return TemplateResponse(request, "gateway/usage.html", context)


def _named(rows: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    people = [int(who.removeprefix("user:")) for _, who, _ in rows if who.startswith("user:")]
    names = {f"user:{user.pk}": user.email for user in User.objects.filter(pk__in=people)}
    return [(tier, names.get(who, who.removeprefix("net:")), calls) for tier, who, calls in rows]
