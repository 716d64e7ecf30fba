"""Around every page of the portal and every call of a client's login: the second wall (accounts/wall.py)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import StreamingHttpResponse

from accounts.selectors import is_client
from accounts.wall import lower_wall, raise_wall, who_is_behind

PORTAL = "portal"


class SecondWall:
    """Raises the wall before a page of the portal, and lowers it after every request, however it ended.

    The API raises it when it knows whose token it was (accounts/gateway/rest/resource.py). Stands last, so that
    sessions are read and written outside.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
            if who_is_behind() and isinstance(response, StreamingHttpResponse):
                # What is streamed is read after all this, when the wall is down.
                raise TypeError("a client's answer is whole before it is sent")
            return response
        finally:
            lower_wall()

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match is not None and PORTAL in match.namespaces and is_client(request.user):
            raise_wall(request.user)
