"""What more of a record can be looked at than the record itself: figures, lists of what hangs on it, files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import IO, Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.gateway.domain.deprecation import Deprecation
from accounts.gateway.rest.pagination import Cursor, KeyPages
from accounts.gateway.rest.problems import Problem
from accounts.gateway.rest.records import Nothing, Order

_OURS = {"fields", Cursor.cursor_query_param, Cursor.page_size_query_param}


@dataclass(frozen=True)
class Look:
    """One thing to look at: who may, what is asked, and what is shown; `media` are those that a file may have."""

    permission: str | None
    clients_may: bool
    asks: type[Order]
    gives: type[Any] | None
    many: bool
    media: tuple[str, ...] = ()
    deprecated: Deprecation | None = None


@dataclass(frozen=True)
class File:
    """A file to hand out, one that may be large piece by piece; `media` where its download may be of several kinds."""

    content: bytes | IO[bytes]
    name: str
    media: str = ""


def look(
    *,
    gives: type[Any],
    many: bool = False,
    asks: type[Order] = Nothing,
    permission: str | None = None,
    clients_may: bool = False,
    detail: bool = True,
    deprecated: Deprecation | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Makes a method `(self, thing, by, **asked)` a GET below the record, or below the list without `detail`.

    What the method returns is shown as `gives`, `many` of them as a list that is no longer than the thing itself is
    old. Staff need the resource's own permission and `permission`; `asked` is what `asks` made of the query.
    """

    def decorate(show: Callable[..., Any]) -> Any:
        spec = Look(permission, clients_may, asks, gives, many, deprecated=deprecated)

        @wraps(show)
        def call(self: Any, request: Request, **where: Any) -> Response:
            found = _shown(self, request, spec, show)
            return Response(gives(found, many=many, context=self.get_serializer_context()).data)

        return _routed(call, spec, detail)

    return decorate


def download(
    *,
    media: str | Sequence[str],
    asks: type[Order] = Nothing,
    permission: str | None = None,
    clients_may: bool = False,
    detail: bool = True,
) -> Callable[[Callable[..., File]], Any]:
    """Makes a method `(self, thing, by, **asked)` a GET that hands out a File of one of `media`; no cache keeps it.

    A client's session in the browser is refused: its pages ask for the password first. A token was lent on purpose.
    """

    def decorate(show: Callable[..., File]) -> Any:
        kinds = (media,) if isinstance(media, str) else tuple(media)
        spec = Look(permission, clients_may, asks, None, many=False, media=kinds)

        @wraps(show)
        def call(self: Any, request: Request, **where: Any) -> HttpResponseBase:
            if request.auth is None and not request.user.is_staff:
                raise Problem(403, "token-needed", "Files are handed out to a token; in a browser the portal has them.")
            file: File = _shown(self, request, spec, show)
            kind = file.media or kinds[0]
            answer: HttpResponseBase
            if isinstance(file.content, bytes):
                answer = HttpResponse(file.content, content_type=kind)
            else:
                answer = FileResponse(file.content, content_type=kind)
            answer["Content-Disposition"] = content_disposition_header(True, file.name)
            answer["Cache-Control"] = "no-store, private"
            answer["X-Content-Type-Options"] = "nosniff"
            return answer

        # Errors are JSON still, whichever of them was asked for.
        of_file = [type("FileRenderer", (JSONRenderer,), {"media_type": kind, "charset": None}) for kind in kinds]
        return _routed(call, spec, detail, renderer_classes=[*of_file, JSONRenderer])

    return decorate


def gathered(
    *, gives: type[Any], key: Callable[[Any], tuple[Any, ...]], asks: type[Order] = Nothing, clients_may: bool = False
) -> Callable[[Callable[..., list[Any]]], Any]:
    """Makes the method `list(self, by, **asked)` the list of a Resource whose rows are no table.

    Pages go by `key`: unique, of text and numbers, the same while rows are added; the largest first.
    """

    def decorate(gather: Callable[..., list[Any]]) -> Any:
        spec = Look(None, clients_may, asks, gives, many=True)

        @wraps(gather)
        def call(self: Any, request: Request, **where: Any) -> Response:
            found = _shown(self, request, spec, gather)
            pages = KeyPages(request)
            rows = gives(pages.page_of(found, key), many=True, context=self.get_serializer_context()).data
            return pages.get_paginated_response(rows)

        call.look = spec
        return call

    return decorate


def _shown(view: Any, request: Request, spec: Look, show: Callable[..., Any]) -> Any:
    asked = {name: value for name, value in request.query_params.items() if name not in _OURS}
    order = spec.asks(data=asked, context=view.get_serializer_context())
    order.is_valid(raise_exception=True)
    things = [view.get_object()] if view.is_about_one() else []
    return show(view, *things, by=request.user, **order.validated_data)


def _routed(call: Any, spec: Look, detail: bool, **more: Any) -> Any:
    call.look = spec
    address = call.__name__.replace("_", "-")
    # No page of the resource's own list, and none of its filters.
    return action(detail=detail, url_path=address, pagination_class=None, filter_backends=[], **more)(call)
