"""Query parameters: one that nobody knows is refused, since a misspelt filter would show more than was asked for."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.gateway.rest.filters import Filters
from accounts.gateway.rest.pagination import Cursor


def check_parameters(view: Any, request: Request) -> None:
    """Raises ValidationError for a query parameter that this request does not take, or that is empty or comes twice."""
    if request.method not in view.allowed_methods:
        return  # it is not the parameters that are wrong
    if unknown := sorted(set(request.query_params) - known_parameters(view, request)):
        raise ValidationError({name: ["There is no such parameter here."] for name in unknown})
    if twice := sorted(name for name, values in request.query_params.lists() if len(values) > 1):
        raise ValidationError({name: ["Send this parameter once."] for name in twice})
    # A program that fills nothing in would be shown everything.
    if empty := sorted(name for name, value in request.query_params.items() if not value):
        raise ValidationError({name: ["Send a value, or leave the parameter out."] for name in empty})


def known_parameters(view: Any, request: Request) -> set[str]:
    """The names of the query parameters that this request takes."""
    if request.method not in ("GET", "HEAD"):
        return set()
    if (look := view.look_called()) is not None:
        pages = (Cursor.cursor_query_param, Cursor.page_size_query_param) if view.action == "list" else ()
        return {*look.asks().fields, *pages, *(["fields"] if look.gives else [])}
    if view.action != "list":
        return {"fields"}
    filters = Filters().get_filterset_class(view, view.queryset)
    return {"fields", Cursor.cursor_query_param, Cursor.page_size_query_param} | set(
        filters.base_filters if filters else ()
    )
