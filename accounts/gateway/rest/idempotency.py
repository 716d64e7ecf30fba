"""A call that changes something is done once, however often it arrives (docs/adr/0029)."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.gateway.domain.idempotency import fingerprint, is_key, lock_number
from accounts.gateway.models import IdempotentCall
from accounts.gateway.rest.problems import Problem
from fidus.lib import clock
from fidus.lib.problem_details import CONTENT_TYPE

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# What says nothing of the call itself: the same key may be tried again.
_NOT_KEPT = {401, 403, 404, 412, 429}


def once(request: Request, perform: Callable[[], Response]) -> Response:
    """The answer of `perform`, or the one that it gave when this caller first used this key.

    The lock, the work and the answer are one transaction: a process that dies leaves none of them, and no key is
    ever stuck. Raises Problem 400 without a good key, 409 while the first call is still at work, 422 for another call
    under a key that was used.
    """
    call = _Call(request)
    with transaction.atomic():
        if not _lock(call.number):
            raise _in_flight()
        return call.answered() or call.kept(perform())


def once_outside(request: Request, perform: Callable[[], Response]) -> Response:
    """The same for work that waits for somebody else, and so is done outside of any transaction of ours.

    The lock is the session's, and ends with it. A process that dies after the work leaves no answer: the same key does
    it again. That is for what may happen twice without harm alone.
    """
    call = _Call(request)
    if not _lock(call.number, "pg_try_advisory_lock"):
        raise _in_flight()
    try:
        return call.answered() or call.kept(perform())
    finally:
        _lock(call.number, "pg_advisory_unlock")


class _Call:
    """One call under its key. Raises Problem 400 without a good key."""

    def __init__(self, request: Request) -> None:
        self.key = request.headers.get(HEADER, "")
        if not is_key(self.key):
            raise Problem(
                400, "key-missing", f"Send {HEADER}: 1 to 255 visible characters, a new one for each new call."
            )
        caller: Model = request.user
        self.caller_id = caller.pk
        self.content = _sealed(fingerprint(request.method, request.get_full_path(), _content(request)))
        self.number = lock_number(caller.pk, self.key)

    def answered(self) -> Response | None:
        """What was answered before, if anything was."""
        known = IdempotentCall.objects.filter(caller_id=self.caller_id, key=self.key).first()
        if known is None:
            return None
        if known.fingerprint != self.content:
            raise Problem(422, "key-reused", "This key came with another call before; take a new one.")
        return _again(known)

    def kept(self, answer: Response) -> Response:
        if answer.status_code < 500 and answer.status_code not in _NOT_KEPT:
            IdempotentCall.objects.create(
                caller_id=self.caller_id,
                key=self.key,
                fingerprint=self.content,
                status=answer.status_code,
                answer=_kept(answer),
                answered_at=clock.now(),
            )
        return answer


def _in_flight() -> Problem:
    return Problem(409, "in-flight", "The first call with this key is still at work.", {"Retry-After": "1"})


def _sealed(content: str) -> str:
    """Keyed: bodies may carry a password, which could be guessed from what a plain digest is of."""
    return salted_hmac("accounts.gateway.idempotency", content, algorithm="sha256").hexdigest()


def _kept(answer: Response) -> Any:
    """What is told again: all of it but secrets, which are told once and kept nowhere."""
    secrets: tuple[str, ...] = getattr(answer, "told_once", ())
    return {**answer.data, **dict.fromkeys(secrets)} if secrets else answer.data


def _content(request: Request) -> bytes:
    """What the call says; uploads by their digests, since they may be too large to hold and their borders vary."""
    if not request.content_type.startswith("multipart/"):
        return request.body
    parts = [f"{name}={value}" for name, values in request.POST.lists() for value in values]
    for name, file in request.FILES.items():
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        parts.append(f"{name}:{file.name}={digest.hexdigest()}")
    return "\n".join(sorted(parts)).encode()


def _lock(number: int, function: str = "pg_try_advisory_xact_lock") -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [number])
        return bool(cursor.fetchone()[0])


def _again(call: IdempotentCall) -> Response:
    kind = CONTENT_TYPE if call.status >= 400 else None
    return Response(call.answer, status=call.status, headers={REPLAYED: "true"}, content_type=kind)
