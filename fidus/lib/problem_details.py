"""What a program is told when something is refused or fails: problem details (RFC 9457), from every floor alike."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse

CONTENT_TYPE = "application/problem+json"
_OF_PROGRAMS = re.compile(r"/api/v\d")


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which reads no pages: the API itself, not the pages that explain it."""
    return _OF_PROGRAMS.match(request.path) is not None


def described(status: int, name: str, detail: str) -> dict[str, Any]:
    """The members that every problem has."""
    return {"type": f"/api/problems/{name}", "title": title_of(name), "status": status, "detail": detail}


def title_of(name: str) -> str:
    """ "second-person-needed" -> "Second person needed"."""
    return name.replace("-", " ").capitalize()


def answer_with(status: int, name: str, detail: str, headers: Mapping[str, str] | None = None) -> JsonResponse:
    """A whole answer, for where REST framework is not yet or no longer at work."""
    return JsonResponse(described(status, name, detail), status=status, headers=headers, content_type=CONTENT_TYPE)
