"""What a call through the API is expected to answer."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.gateway.tests.callers import Caller


def done(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def refused(answer: Any, status: int, name: str) -> None:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/api/problems/{name}"), answer.content


def sent(caller: Caller, address: str, content: bytes, *, name: str = "file", **fields: Any) -> Any:
    """The answer to an upload."""
    body = {"file": SimpleUploadedFile(name, content), **fields}
    return caller.browser.post(
        f"/api/v1/{address}", body, headers={**caller.headers, "Idempotency-Key": uuid.uuid4().hex}
    )
