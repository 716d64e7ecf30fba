"""A program that calls over plain http is refused, where a person would be sent on to https."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fidus.lib.problem_details import answer_with

_OF_PROGRAMS = re.compile(r"/(api/v\d|oauth/(token|revoke|introspect)|signals/)")
_SAID = (
    "Call over https. What you sent went in the open: whoever listened has your token, key or secret address, so make "
    "a new one."
)


class NoPlainCalls:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure() or not _OF_PROGRAMS.match(request.path):
            return self._get_response(request)
        return answer_with(403, "https-needed", _SAID)
