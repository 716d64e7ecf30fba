"""Where bridges and Expert Advisors of MetaTrader 5 post their accounts' news."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fidus.lib.problem_details import answer_with
from trading.brokers.mt5.messages import LARGEST
from trading.connections.errors import CannotOpen
from trading.watch.errors import InboxFull, PushMissed, PushRefused
from trading.watch.services.receive_push import receive_push

logger = logging.getLogger(__name__)

AGAIN_AFTER = 5  # seconds


# No browser's session is behind it: who posts shows by the signature that they know a token of the gateway.
@csrf_exempt
@require_POST
def push_mt5(request: HttpRequest, gateway: int) -> HttpResponse:
    """204 for what was taken, 409 where a message is missing, 503 while too much waits, 403 for everything that is not
    ours, unexplained.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()) or int(length) > LARGEST:
        return answer_with(413, "too-large", "News of an account are shorter, and say how long they are.")
    try:
        receive_push(
            gateway=gateway,
            body=request.read(int(length)),
            sent_at=request.headers.get("X-Fidus-Sent-At", ""),
            signature=request.headers.get("X-Fidus-Signature", ""),
        )
    except PushMissed as error:
        return answer_with(409, "conflict", str(error))
    except InboxFull as error:
        return answer_with(503, "unavailable", str(error), {"Retry-After": str(AGAIN_AFTER)})
    except (PushRefused, CannotOpen) as error:
        logger.warning("news pushed to gateway %s were not taken: %s", gateway, error)
        return answer_with(403, "not-allowed", "This is not of one of our gateways.")
    return HttpResponse(status=204)
