"""The API's description in OpenAPI 3.1, and the two pages that show it."""

from functools import lru_cache
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.gateway.rest.etags import tag

# Swagger UI and Redoc write style attributes and style elements; scripts stay as strict as everywhere.
STYLED = method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")


class Description(SpectacularJSONAPIView):
    """Made once in a process: it tells of the code, not of who asks."""

    def _get_schema_response(self, request: Request) -> Response:
        return Response(_described())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        tag(request, answer)
        return answer


@lru_cache(maxsize=1)
def _once() -> dict[str, Any]:
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def _described() -> dict[str, Any]:
    return _once.__wrapped__() if settings.DEBUG else _once()


@STYLED
class ToTry(SpectacularSwaggerSplitView):
    """Swagger UI: operations can be tried with the reader's own session, a token or a key."""


@STYLED
class ToRead(SpectacularRedocView):
    """Redoc."""
