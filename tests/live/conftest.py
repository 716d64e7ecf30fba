"""A real Valkey for the tests of live news."""

import pytest

from fidus.lib import live_sender
from tests.gateway.servers import valkey


@pytest.fixture(scope="session")
def news_server(tmp_path_factory):
    # A machine that pauses is not a server that is away.
    usual, live_sender.ANSWERS_WITHIN = live_sender.ANSWERS_WITHIN, 30.0
    with valkey(tmp_path_factory.mktemp("live") / "valkey") as server:
        yield server
    live_sender.ANSWERS_WITHIN = usual


@pytest.fixture
def told(news_server, settings):
    """Live news are on, and go to a Valkey that has heard nothing yet."""
    settings.LIVE_NEWS, settings.REDIS_URL = True, news_server.url
    client = live_sender.connect(news_server.url, seconds=5)
    client.flushall()
    yield client
    live_sender.flush_all(2)
    client.close()
