"""Lists by cursor: no page is skipped or shown twice while rows are added."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

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
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "data"],
            "properties": {"next": link, "previous": link, "data": {"type": "array", "items": schema}},
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
