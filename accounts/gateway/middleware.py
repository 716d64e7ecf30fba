"""Before every call of the API: whose address it is, who calls, and whether they may call again yet."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.gateway.domain.addresses import real_address
from accounts.gateway.domain.limits import TOKENS, Limit, Verdict, policy_of, state_of
from accounts.gateway.limiter import hit
from accounts.gateway.rest.limits import caller_of, network_of, words_of
from accounts.gateway.usage import note
from fidus.lib.problem_details import answer_with

Next = Callable[[HttpRequest], HttpResponse]
# Whoever looks whether we live must never be turned away.
NOT_COUNTED = ("/api/health",)
WHERE_SECRETS_COME = ("/oauth/token", "/oauth/introspect", "/oauth/revoke")


class RealAddress:
    """Puts the address of whoever called in the place of our own proxies' (PROXY_COUNT of them), for everything after.

    What a caller writes into X-Forwarded-For themselves stands further left than our proxies' own words.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PROXY_COUNT and "REMOTE_ADDR" in request.META:
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = real_address(request.META["REMOTE_ADDR"], forwarded, settings.PROXY_COUNT)
        return self.get_response(request)


class CallLimits:
    """Takes or refuses a call before it costs anything, and tells in every answer how many more there are."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.RATE_LIMITED or not _counts(request.path):
            return self.get_response(request)
        limit, caller = _who(request)
        verdict = hit(limit, caller)
        note(verdict, caller)
        # A call may be counted against a second limit further in (rest/limits.py).
        request.verdicts = [verdict]
        response = self.get_response(request) if verdict.allowed else _refused(request, verdict)
        response["RateLimit-Policy"] = policy_of(request.verdicts)
        response["RateLimit"] = state_of(request.verdicts)
        return response


def _counts(path: str) -> bool:
    return path in WHERE_SECRETS_COME or (path.startswith("/api/") and not path.startswith(NOT_COUNTED))


def _who(request: HttpRequest) -> tuple[Limit, str]:
    return (TOKENS, network_of(request)) if request.path in WHERE_SECRETS_COME else caller_of(request)


def _refused(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    wait = words_of(verdict)
    if request.path in WHERE_SECRETS_COME:
        response = JsonResponse({"error": "temporarily_unavailable", "error_description": wait}, status=429)
    else:
        response = answer_with(429, "rate-limited", wait)
    response["Retry-After"] = str(verdict.seconds)
    response["Cache-Control"] = "no-store"
    return response
