"""Lists by cursor: no page is skipped or shown twice while rows are added."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError
from rest_framework.utils.urls import replace_query_param

MOST = 200


class Cursor(CursorPagination):
    """`limit` rows a page (50 unless told, at most MOST) in the resource's own order, newest first."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = MOST
    ordering = "-pk"

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST):
            raise ValidationError({"limit": [f"A whole number from 1 to {MOST}."]})
        return int(asked)

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError):
            raise ValidationError({"cursor": ["This cursor is not one of ours, or of another list."]}) from None

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        return (getattr(view, "order", self.ordering),)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "previous": self.get_previous_link(), "data": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """`schema` describes the whole list of rows."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "data"],
            "properties": {"next": link, "previous": link, "data": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        rows = {"type": "integer", "minimum": 1, "maximum": MOST, "default": self.page_size}
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "From `next` or `previous`.",
            },
            {"name": "limit", "in": "query", "schema": rows, "description": "Rows a page."},
        ]


class KeyPages(Cursor):
    """Pages of rows at hand by a unique key, the largest first; forwards only."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.last: tuple[Any, ...] | None = None

    def page_of(self, rows: Sequence[Any], key: Callable[[Any], tuple[Any, ...]]) -> list[Any]:
        """The rows after the request's cursor, as many as it asks for."""
        size, after = self.get_page_size(self.request), self._after()
        try:
            following = sorted((row for row in rows if after is None or key(row) < after), key=key, reverse=True)
        except TypeError:
            raise ValidationError({"cursor": ["This cursor is not one of ours, or of another list."]}) from None
        page = following[:size]
        self.last = key(page[-1]) if len(following) > size else None
        return page

    def _after(self) -> tuple[Any, ...] | None:
        given = self.request.query_params.get(self.cursor_query_param)
        if given is None:
            return None
        try:
            return tuple(json.loads(urlsafe_b64decode(given.encode())))
        except (ValueError, TypeError, RecursionError):
            raise ValidationError({"cursor": ["This cursor is not one of ours, or of another list."]}) from None

    def get_next_link(self) -> str | None:
        if self.last is None:
            return None
        cursor = urlsafe_b64encode(json.dumps(self.last).encode()).decode()
        return replace_query_param(self.request.build_absolute_uri(), self.cursor_query_param, cursor)

    def get_previous_link(self) -> str | None:
        """None: whoever came from there knows it."""
        return None
