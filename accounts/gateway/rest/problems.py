"""Every error of the API as problem details (RFC 9457), application/problem+json."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.status import HTTP_403_FORBIDDEN, HTTP_409_CONFLICT

from accounts.gateway.domain.written import as_kept
from fidus.lib.problem_details import CONTENT_TYPE, described
from fidus.lib.refusal import Refusal, SecondPersonRefusal
from fidus.lib.virus_scan import RefusedUpload, ScannerAway


class Problem(exceptions.APIException):
    """A refusal of the API itself, with a name of its own."""

    def __init__(self, status: int, name: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.status_code = status
        self.name = name
        self.headers = headers or {}
        super().__init__(detail, code=name)


def answer_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to `error`; None lets it become an error 500, which the site answers with a reference."""
    headers: dict[str, str] = {}
    fields: list[dict[str, str]] = []
    if isinstance(error, Refusal):
        status = HTTP_403_FORBIDDEN if isinstance(error, SecondPersonRefusal) else HTTP_409_CONFLICT
        name, detail = name_of(type(error)), str(error)
    elif isinstance(error, Http404):
        status, name, detail = 404, "not-found", "There is nothing here that you may see."
    elif isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        status, name, detail = 403, "not-allowed", str(error) or "Your login may not do this."
    elif isinstance(error, exceptions.ValidationError):
        status, name, detail = 400, "not-valid", "Something in the request is not as described."
        fields = list(_fields(error.detail))
    elif isinstance(error, exceptions.APIException):
        status, detail = error.status_code, str(error.detail)
        name = error.name if isinstance(error, Problem) else name_of(type(error))
        headers = dict(_headers(error))
    elif isinstance(error, RefusedUpload):
        status = 503 if isinstance(error, ScannerAway) else 422
        name, detail = name_of(type(error)), str(error)
    elif isinstance(error, SuspiciousOperation):
        status, name = (413, "too-large") if isinstance(error, RequestDataTooBig) else (400, "not-valid")
        detail = "The request is larger or has more parts than are taken."
    else:
        return None
    problem = described(status, name, detail)
    if fields:
        problem["errors"] = fields
    return Response(problem, status=status, headers=headers, content_type=CONTENT_TYPE)


def name_of(kind: type[Exception]) -> str:
    """ "SecondPersonNeeded" -> "second-person-needed"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def _fields(detail: Any, pointer: str = "#") -> Iterator[dict[str, str]]:
    """Each message with a JSON pointer to what it is about; "#" is the whole request.

    Both may quote what was sent, and answers are kept in the database.
    """
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _fields(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for place, value in enumerate(detail):
            yield from _fields(value, f"{pointer}/{place}" if isinstance(value, Mapping) else pointer)
    else:
        yield {"pointer": as_kept(pointer), "detail": as_kept(str(detail))}


def _headers(error: exceptions.APIException) -> Iterator[tuple[str, str]]:
    yield from getattr(error, "headers", {}).items()
    if challenge := getattr(error, "auth_header", None):
        yield "WWW-Authenticate", challenge
    if (wait := getattr(error, "wait", None)) is not None:
        yield "Retry-After", str(int(wait) + 1)
