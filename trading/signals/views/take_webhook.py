"""The webhook: a message posted to an address with a secret. No session, no cookie, no form token, no redirect."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.gateway.domain.addresses import is_within
from accounts.gateway.domain.limits import GUEST, Limit, Verdict
from accounts.gateway.limiter import too_many
from accounts.gateway.rest.limits import network_of
from trading.signals.domain.reading import LARGEST_BODY
from trading.signals.domain.written import BadSignal
from trading.signals.models import Door, RawSignal
from trading.signals.selectors import door_of
from trading.signals.services.receive_signal import Receipt, receive_signal

_TAKEN_TYPES = ("", "application/json", "text/plain")
_STATUS = {
    RawSignal.Outcome.TAKEN: 202,
    RawSignal.Outcome.DUPLICATE: 200,
    RawSignal.Outcome.HEARTBEAT: 200,
    RawSignal.Outcome.REFUSED: 422,
}


@csrf_exempt
def take_webhook(request: HttpRequest, secret: str) -> HttpResponse:
    """202 taken, 200 known already, 422 refused with the reason; 404, 405, 413, 415, 429 keep nothing."""
    if request.method != "POST":
        return _said(405, "Post the message.", {"Allow": "POST"})
    door = door_of(Door.Kind.WEBHOOK, secret)
    if door is None:
        # Whoever tries addresses is counted as the visitor that they are.
        verdict = _counted(GUEST, network_of(request))
        return _said(404, "There is no such address.") if verdict is None else _wait(verdict)
    address = request.META.get("REMOTE_ADDR", "")
    stranger = not is_within(address, door.allowed)
    limit = GUEST if stranger else Limit("door", door.calls_a_minute)
    verdict = _counted(limit, network_of(request) if stranger else f"door:{door.pk}")
    if verdict is not None:
        return _wait(verdict)
    if request.content_type not in _TAKEN_TYPES or _charset(request) not in {"", "utf-8", "utf8", "us-ascii"}:
        return _said(415, "Send application/json or text/plain in UTF-8.")
    body = _read(request)
    if body is None:
        return _said(413, f"A message is at most {LARGEST_BODY // 1024} kB large.")
    fault = BadSignal(f"The address {address} is not among those of this door.") if stranger else None
    receipt = receive_signal(
        door=door, body=body, content_type=request.META.get("CONTENT_TYPE", ""), address=address, fault=fault
    )
    return _answer(403 if stranger else _STATUS[RawSignal.Outcome(receipt.outcome)], told(receipt))


def told(receipt: Receipt) -> dict[str, object]:
    """What whoever sent the message is told of it."""
    answer: dict[str, object] = {"outcome": receipt.outcome, "message": receipt.message}
    if receipt.signal_id:
        answer["signal_id"] = receipt.signal_id
    if receipt.reason:
        answer |= {"reason": receipt.reason, "pointer": receipt.pointer}
    return answer


def _counted(limit: Limit, caller: str) -> Verdict | None:
    """The verdict if this is one call too many."""
    if not settings.RATE_LIMITED:
        return None
    return too_many(limit, caller)


def _charset(request: HttpRequest) -> str:
    return request.content_params.get("charset", "").strip("\"'").lower()


def _read(request: HttpRequest) -> bytes | None:
    """The body, None if it is too large; no more of it is read than is taken."""
    length = request.META.get("CONTENT_LENGTH", "")
    if length.isdigit() and int(length) > LARGEST_BODY:
        return None
    body = request.read(LARGEST_BODY + 1)
    return None if len(body) > LARGEST_BODY else body


def _wait(verdict: Verdict) -> HttpResponse:
    return _said(429, f"Too many messages; wait {verdict.seconds} s.", {"Retry-After": str(verdict.seconds)})


def _said(status: int, reason: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return _answer(status, {"outcome": "refused", "reason": reason}, headers)


def _answer(status: int, told: dict[str, object], headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store", **(headers or {})})
