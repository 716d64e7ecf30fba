"""One call in a transaction that is taken back, and what schemathesis has to say of the answer."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.signals import got_request_exception
from django.db import transaction
from schemathesis import Case, checks
from schemathesis.core.failures import FailureGroup

# Three are left out. `positive_data_acceptance`: what a body names, and whether it may be done now, no description can
# say. `use_after_free` and `ensure_resource_availability`: nothing is deleted here, and no call follows another.
JUDGED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
# With no token, or with one made up.
JUDGED_OF_NOBODY = [*JUDGED, checks.ignored_auth]


@dataclass(frozen=True)
class Finding:
    kinds: tuple[str, ...]
    words: str


def finding(case: Case, headers: Mapping[str, str]) -> Finding | None:
    """What is wrong with the answer to this call; None if nothing is."""
    with _errors() as raised, transaction.atomic():
        answer = case.call(headers=dict(headers))
        transaction.set_rollback(True)
    try:
        case.validate_response(answer, checks=JUDGED if headers else JUDGED_OF_NOBODY)
    except FailureGroup as failed:
        kinds = tuple(sorted(type(one).__name__ for one in failed.exceptions))
        return Finding(kinds, "\n".join([str(failed), *raised]))
    return None


@contextmanager
def _errors() -> Iterator[list[str]]:
    """Collects where the errors of ours began that were answered 500."""
    raised: list[str] = []

    def note(**signal: Any) -> None:
        raised.append(traceback.format_exc())

    got_request_exception.connect(note)
    try:
        yield raised
    finally:
        got_request_exception.disconnect(note)
