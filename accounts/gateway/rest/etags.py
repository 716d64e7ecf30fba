"""Entity tags: an answer that has not changed is not sent again, and nobody acts on what they have not seen."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.gateway.rest.problems import Problem

# Whoever is told "not modified" hears of the end of it, too.
_SAID_ALWAYS = ("Deprecation", "Sunset", "Link")


def etag_of(content: bytes) -> str:
    """A strong tag of a rendered answer."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tag(request: Request, response: Any) -> None:
    """Gives a good answer to a GET its tag, and makes it 304 where the caller holds it already."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or not isinstance(response, Response):
        return

    def rendered(answer: HttpResponse) -> HttpResponse:
        etag = etag_of(answer.content)
        answer["ETag"] = etag
        told = get_conditional_response(request._request, etag=etag, response=answer)
        for name in _SAID_ALWAYS:
            if name in answer:
                told[name] = answer[name]
        return told

    response.add_post_render_callback(rendered)


def check_unchanged(view: Any, request: Request, thing: Any) -> None:
    """Raises Problem 412 if the caller sent If-Match and the record no longer is what they saw."""
    seen = request.headers.get("If-Match")
    if seen is None:
        return
    view.complete([thing])
    record = view.serializer_class(thing, context={**view.get_serializer_context(), "request": None}).data
    tags = parse_etags(seen)
    if tags != ["*"] and etag_of(JSONRenderer().render(record)) not in tags:
        raise Problem(412, "changed-meanwhile", "The record is no longer what you saw; look again before you act.")
