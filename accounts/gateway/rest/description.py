"""The API's description in OpenAPI 3.1, and the page that shows it."""

import json
from functools import lru_cache
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.gateway.rest.etags import tag


class Written(OpenApiJsonRenderer):
    """The description is kept as it is sent."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return data if isinstance(data, bytes) else bytes(super().render(data, *args, **kwargs))


@method_decorator(gzip_page, name="dispatch")
class Description(SpectacularJSONAPIView):
    """Made once in a process: it tells of the code, not of who asks."""

    renderer_classes = [Written]

    def _get_schema_response(self, request: Request) -> Response:
        return Response(_described())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        tag(request, answer)
        return answer


@lru_cache(maxsize=1)
def _once() -> bytes:
    described = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(described, separators=(",", ":"), ensure_ascii=False).encode()


def _described() -> bytes:
    return _once.__wrapped__() if settings.DEBUG else _once()


# Swagger UI writes style attributes and style elements; scripts stay as strict as everywhere.
@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class ToTry(SpectacularSwaggerSplitView):
    """Operations can be tried with the reader's own session, a token or a key."""
