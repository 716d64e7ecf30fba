"""Where Kite posts that an order moved."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fidus.lib.problem_details import answer_with
from trading.brokers.kite.postback import LARGEST, BadPostback
from trading.connections.errors import CannotOpen
from trading.connections.models import BrokerGateway
from trading.connections.services.take_postback import take_postback

log = logging.getLogger(__name__)


# No browser's session is behind it: who posts shows by the checksum that they know the app's secret.
@csrf_exempt
@require_POST
def kite_postback(request: HttpRequest, gateway: int) -> HttpResponse:
    """204 for what is Kite's, whatever it is of; 403 for everything else, which is not explained."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isascii() or not length.isdigit() or int(length) > LARGEST:
        return answer_with(413, "too-large", "A posting of Kite's is shorter, and says how long it is.")
    found = BrokerGateway.objects.filter(pk=gateway, platform="kite", disabled_at=None).first()
    try:
        if found is None:
            raise BadPostback("there is no such app")
        take_postback(gateway=found, body=request.body)
    except (BadPostback, CannotOpen) as error:
        log.warning("a posting to app %s was not taken: %s", gateway, error)
        return answer_with(403, "not-allowed", "This is not of Kite.")
    return HttpResponse(status=204)
