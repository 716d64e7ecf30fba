"""JSON as the API reads it."""

from typing import Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

from accounts.gateway.domain.written import can_be_kept

_DEEPEST = 32
_TOO_DEEP = "This is deeper than anything that is asked for."
_NO_TEXT = "This has a character that no text can hold: NUL, or half of a surrogate pair."


class JsonBody(JSONParser):
    """JSON without what no text can hold, and no deeper than any operation asks."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_TOO_DEEP) from None
        parts = body.items() if isinstance(body, dict) else [("non_field_errors", body)]
        if wrong := {name: [words] for name, part in parts if (words := _wrong([name, part], _DEEPEST))}:
            raise ValidationError(wrong)
        return body


def _wrong(value: Any, depth: int) -> str:
    """What is wrong with it or with anything in it; empty if nothing is."""
    if depth == 0:
        return _TOO_DEEP
    if isinstance(value, str):
        return "" if can_be_kept(value) else _NO_TEXT
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return next((words for one in inner if (words := _wrong(one, depth - 1))), "")
