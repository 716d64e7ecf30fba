"""Headers that every answer of the application carries, unless a page has said something stricter itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Nothing here needs a device, a location or a payment sheet of the browser; passkeys are asked for by the login alone.
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_FILE = "default-src 'none'; sandbox; frame-ancestors 'none'"


class AnswerHeaders:
    """Answers are nobody's but their reader's: no browser and no proxy keeps them, no other site embeds them.

    Static files are answered before this middleware and are kept for ever. What is to be saved as a file gets a policy
    under which nothing in it runs, should a browser show it all the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers.setdefault("Content-Security-Policy", _FILE)
        return response
