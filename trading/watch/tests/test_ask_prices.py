"""Prices of Interactive Brokers come over the line that visits hold: no second connection, one process at a time."""

from decimal import Decimal
from threading import Event

import pytest
from django.db import connection

from tests.waiting import wait_until
from trading.brokers.ib.gateway import close_all
from trading.brokers.ib.tests.gateway import running
from trading.brokers.ib.tests.gateway_holdings import EXAMPLE
from trading.connections.gates import reach
from trading.connections.tests import scenes
from trading.market.models import Instrument, Quote
from trading.market.services.fetch_quotes import fetch_quotes
from trading.models import Position
from trading.watch.models import Watch
from trading.watch.services.ask_prices import PriceAsker, ask_prices
from trading.watch.services.claim_visits import claim_visits
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.services.finish_visits import Finished, finish_visits
from trading.watch.services.visit_account import visit_account


@pytest.fixture
def gateway(committed_db):
    with running() as gateway:
        gateway.do(lambda: gateway.held.update({("U1234567", EXAMPLE.con_id): Decimal(3)}))
        gateway.do(lambda: gateway.prices.update({EXAMPLE.con_id: (Decimal("99.5"), Decimal("99.7"))}))
        yield gateway
        close_all()


@pytest.fixture
def account(gateway):
    """Connected and visited once."""
    here = scenes.tws(address=f"127.0.0.1:{gateway.port}")
    account = scenes.connected(here, account=scenes.account("ib", login="U1234567", environment="live")).account
    enrol_accounts()
    Watch.objects.update(due_at=account.opened_at)
    (claim,) = claim_visits(most=5)
    finish_visits([Finished(claim, visit_account(claim, reach([account])[account.pk]))])
    assert Position.objects.get(account=account, closed_at=None).symbol == "EXMP"
    return account


def clients_of(gateway):
    return gateway.do(lambda: [peer.client_id for peer in gateway._peers])


def test_prices_come_over_the_line_that_visits_hold(gateway, account):
    before = clients_of(gateway)
    assert ask_prices() == 1
    quote = Quote.objects.get()
    assert (quote.instrument.symbol, quote.bid, quote.ask, quote.source) == (
        "EXMP", Decimal("99.5"), Decimal("99.7"), "broker",
    )  # fmt: skip
    assert (len(before), clients_of(gateway)) == (1, before)
    assert Instrument.objects.get().platform == "ib"


def test_the_worker_does_not_ask_over_lines_that_are_the_watch_s(account):
    assert fetch_quotes().failures == {}
    assert not Quote.objects.exists()


def test_while_another_process_asks_this_one_passes(account):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('prices over the lines of the watch'))")
        assert ask_prices() == 0
    other.close()
    wait_until(lambda: ask_prices() == 1)


def test_the_thread_asks_again_and_again_and_survives_a_gateway_that_is_gone(gateway, account):
    stop = Event()
    asker = PriceAsker(stop, every=0.1)
    asker.start()
    try:
        wait_until(lambda: Quote.objects.exists())
        gateway.do(lambda: gateway.prices.update({EXAMPLE.con_id: (Decimal("98.5"), Decimal("98.7"))}))
        wait_until(lambda: Quote.objects.get().bid == Decimal("98.5"))
        gateway.go_away()
        assert asker.is_alive()
    finally:
        stop.set()
        asker.join(20)
    assert not asker.is_alive()
