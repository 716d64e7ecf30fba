"""Says in every answer of what is deprecated that it is, and counts who still calls it."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request

from accounts.gateway.domain.deprecation import Deprecation
from accounts.gateway.models import ApiKey
from accounts.gateway.usage import note_deprecated

Found = tuple[str, Deprecation]


def deprecated_fields(serializer: Any) -> dict[str, Deprecation]:
    """The fields of a record that are deprecated (its Meta.deprecated)."""
    return dict(getattr(getattr(serializer, "Meta", None), "deprecated", {}))


def deprecation_of(view: Any) -> Deprecation | None:
    """That of the operation, look or whole resource which this request calls."""
    called = view.operation_called() or view.look_called()
    own: Deprecation | None = getattr(called, "deprecated", None)
    return own or view.deprecated


def say_so(view: Any, request: Request, response: Any) -> None:
    """Headers and one count for each deprecated thing that was called or shown; refusals are not counted."""
    found = _found(view, request)
    if not found:
        return
    explained_at = f"{settings.SITE_URL.rstrip('/')}/api/docs"
    # One answer has one date: the one that comes first.
    first = min((deprecation for _, deprecation in found), key=lambda one: one.sunset)
    for name, words in first.headers(explained_at).items():
        response[name] = words
    if response.status_code < 400:
        for what, _ in found:
            note_deprecated(what, caller_words(request))


def caller_words(request: Request) -> str:
    """Who calls, so that somebody can be asked to change it: a program, a key, or a person in the browser."""
    if isinstance(request.auth, ApiKey):
        return f"key:{request.auth.prefix}"
    if request.auth is not None:
        return f"program:{request.auth.application.program.pk}"
    return f"user:{request.user.pk}"


def _found(view: Any, request: Request) -> list[Found]:
    if getattr(view, "action", None) is None:
        return []
    name = f"{view.basename} {view.action}"
    whole = deprecation_of(view)
    found: list[Found] = [(name, whole)] if whole is not None else []
    called, look = view.operation_called(), view.look_called()
    record = getattr(called or look, "gives", None) or getattr(view, "serializer_class", None)
    asked = request.query_params.get("fields", "")
    shown = set(asked.split(",")) if asked else None
    for field, deprecation in deprecated_fields(record).items():
        if shown is None or field in shown:
            found.append((f"{name}, field {field}", deprecation))
    return found
