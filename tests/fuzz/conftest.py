"""One firm for a whole module of calls: rows of every resource, somebody in every role, all taken back at the end."""

import copy
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.http import HttpRequest
from django.test import override_settings
from schemathesis import Config
from schemathesis.schemas import APIOperation

from accounts.gateway.rest import authentication
from accounts.models import Client
from fidus.api_urls import RESOURCES
from fidus.wsgi import application
from funds.tests.scenes import a_client
from tests.asked import boss
from tests.fuzz.people import PLAYED, bearer, headers_of
from tests.fuzz.things import seal_files
from tests.rest.rows import ROWS
from tests.rest.test_extremes import operations as operations_of

ROWS_OF_EACH = 3
# What is wrong may also be refused as 412 (If-Match that is none) or 413, besides what schemathesis itself expects.
_REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "429"]
_CONFIG = Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": _REFUSED}}})


@dataclass(frozen=True)
class Firm:
    """`callers`: role -> the headers that say who calls; `boss`: those of somebody with every right."""

    client: Client
    callers: dict[str, dict[str, str]]
    boss: dict[str, str]


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Firm]:
    with ExitStack() as held:
        held.enter_context(django_db_blocker.unblock())
        held.enter_context(_told(tmp_path_factory.mktemp("files")))
        held.enter_context(_one_connection())
        held.enter_context(_tokens_looked_up_once())
        held.enter_context(transaction.atomic())
        ann = a_client("Ann Sample")
        for make in ROWS.values():
            make(ann, ROWS_OF_EACH)
        seal_files()
        yield Firm(ann, {role: headers_of(role, ann) for role in PLAYED}, bearer(boss()))
        transaction.set_rollback(True)


def _told(folder: Path) -> override_settings:
    """Limits are off, as in every test that is not about them: they would answer 429 to nearly all of it."""
    files = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    return override_settings(STORAGES={**settings.STORAGES, "default": files}, RATE_LIMITED=False)


def _server(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Closes each answer as a server does: files that are handed out are open until then."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


@contextmanager
def _one_connection() -> Iterator[None]:
    """The end of a call does not end the connection, in whose transaction everything happens."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _tokens_looked_up_once() -> AbstractContextManager[object]:
    """Half of what a refused call costs; the look itself is tried where tokens are (accounts/gateway/tests)."""
    look = authentication._by_token

    @lru_cache
    def remembered(text: str) -> authentication.Found:
        user, token = look(text, None)
        user.get_all_permissions()
        return user, token

    def found(text: str, request: HttpRequest) -> authentication.Found:
        user, token = remembered(text)
        return copy.copy(user), token

    return patch.object(authentication, "_by_token", found)


# What waits for a broker is no part of a transaction, as each call here is; it is tried against real ones.
_OUTSIDE = {
    (address, name.replace("_", "-"))
    for address, resource in RESOURCES.items()
    for name, spec in operations_of(resource)
    if spec.outside
}


@pytest.fixture(scope="module")
def operations(firm) -> dict[str, list[APIOperation]]:
    """The address of a list -> the operations at and below it, from the description that programs read."""
    found: dict[str, list[APIOperation]] = {}
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _server, config=_CONFIG)
    for operation in description.get_all_operations():
        one = operation.ok()
        address, *rest = one.path.removeprefix("/api/v1/").split("/")
        if (address, rest[-1] if rest else "") not in _OUTSIDE:
            found.setdefault(address, []).append(one)
    return found
