"""For whom a call is counted, and what a second, tighter limit says to it."""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import AuthenticationFailed

from accounts.gateway.domain.addresses import neighbourhood
from accounts.gateway.domain.limits import CLIENT, GUEST, STAFF, Limit, Verdict
from accounts.gateway.limiter import hit
from accounts.gateway.rest.authentication import recognised
from accounts.gateway.rest.problems import Problem


def network_of(request: HttpRequest) -> str:
    """A visitor: their address, or their network where one household has many addresses."""
    return f"net:{neighbourhood(request.META.get('REMOTE_ADDR', ''))}"


def caller_of(request: HttpRequest) -> tuple[Limit, str]:
    """The tier, and for whom the call is counted: a person with all their tokens together, or a visitor."""
    try:
        found = recognised(request)
    except AuthenticationFailed:
        # Whoever tries tokens out is a visitor.
        return GUEST, network_of(request)
    user = found[0] if found else request.user
    if not user.is_authenticated:
        return GUEST, network_of(request)
    return (STAFF if user.is_staff else CLIENT), f"user:{user.pk}"


def spend(request: HttpRequest, limit: Limit) -> None:
    """Counts the call against one more limit of its caller; raises Problem 429 where that is used up."""
    if not settings.RATE_LIMITED:
        return
    verdict = hit(limit, caller_of(request)[1])
    request.verdicts = [*getattr(request, "verdicts", []), verdict]
    if not verdict.allowed:
        raise Problem(429, "rate-limited", words_of(verdict), {"Retry-After": str(verdict.seconds)})


def words_of(verdict: Verdict) -> str:
    """What whoever calls too often is told."""
    limit = verdict.limit
    return f"{limit.amount} calls in {limit.seconds} seconds are taken ({limit.name}); come again in {verdict.seconds}."
