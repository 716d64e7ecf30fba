"""How much the API is used, and by whom."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from valkey.exceptions import ValkeyError

from accounts.gateway import usage
from accounts.gateway.domain.limits import TIERS, TOKENS
from accounts.gateway.models import ApiKey, Program
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
        context["deprecated"] = _with_callers(usage.deprecated_calls())
    except ValkeyError:
        context["is_away"] = True
    return TemplateResponse(request, "gateway/usage.html", context)


def _named(rows: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    people = [int(who.removeprefix("user:")) for _, who, _ in rows if who.startswith("user:")]
    names = {f"user:{user.pk}": user.email for user in User.objects.filter(pk__in=people)}
    return [(tier, names.get(who, who.removeprefix("net:")), calls) for tier, who, calls in rows]


def _with_callers(rows: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """What is deprecated, who called it in words, and how often."""
    ids: dict[str, list[str]] = {}
    for _, caller, _ in rows:
        kind, _, key = caller.partition(":")
        ids.setdefault(kind, []).append(key)
    people = User.objects.filter(pk__in=ids.get("user", []))
    programs = Program.objects.filter(pk__in=ids.get("program", [])).select_related("application__user")
    keys = ApiKey.objects.filter(prefix__in=ids.get("key", [])).select_related("user")
    words = {f"user:{user.pk}": f"{user.email}, in the browser" for user in people}
    words |= {f"program:{one.pk}": f"{one}, of {one.application.user.email}" for one in programs}
    words |= {f"key:{one.prefix}": f"the key {one.label} of {one.user.email}" for one in keys}
    return [(what, words.get(caller, caller), calls) for what, caller, calls in rows]
