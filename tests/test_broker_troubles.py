"""Days on which brokers go wrong, from the scripted broker to the books, the breaks and the alerts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from cryptography.fernet import Fernet

from accounts.trail.api import events_about
from fidus.lib import clock
from tests.waiting import wait_until
from trading.alerts.models import Alert
from trading.alerts.services.evaluate_alerts import evaluate_alerts
from trading.brokers.facts import OrderKind, OrderRequest, Side, TimeInForce
from trading.brokers.ib.tests.conftest import *  # noqa: F403
from trading.brokers.ib.tests.messages import error
from trading.brokers.kite.tests.scene import KiteScene
from trading.brokers.kite.tests.server import API_KEY, API_SECRET, KiteServer
from trading.connections.models import Connection
from trading.connections.sealing import sealed
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.events import subject_of
from trading.models import Deal
from trading.reconciliation.models import Break
from trading.reconciliation.services.reconcile import reconcile
from trading.watch.domain.pace import Failure
from trading.watch.models import Standing, Watch
from trading.watch.services.claim_visits import claim_visits
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.tests.rounds import due, one_round
from trading.watch.tests.scenes import Bridged, Watching, an_account, watch_of

# The scripted Kite's own day.
MORNING = datetime(2026, 11, 20, 5, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def kite():
    scene = KiteScene(KiteServer())
    yield scene
    scene.end()
    scene.server.stop()


@pytest.fixture
def bridged(tmp_path):
    made = Bridged(tmp_path, balance=0.0)
    made.terminals.market.cash(made.simulated[made.accounts[0].pk], 1_000_000.0)
    yield made
    made.end()


def an_order(scene, volume=3) -> OrderRequest:
    given = {"time_in_force": scene.time_in_force} if hasattr(scene, "time_in_force") else {}
    return OrderRequest(
        reference="F0000777", symbol=scene.symbol, side=Side.BUY, kind=OrderKind.LIMIT, volume=scene.step * volume,
        limit_price=Decimal(90), **{"time_in_force": TimeInForce.DAY, **given},
    )  # fmt: skip


def give_token(connection, token: str) -> None:
    """As after a login at Kite (trading/connections/tests/test_kite_login.py goes the whole way)."""
    now = clock.now()
    Connection.objects.filter(pk=connection.pk).update(
        sealed=sealed({"access_token": token}, owner=connection.owner), secrets_held=["access_token"],
        secrets_set_at=now, expires_at=now + timedelta(hours=8),
    )  # fmt: skip


def test_a_days_token_that_ends_at_noon_is_told_once_knocks_no_more_and_the_next_login_brings_what_was_missed(kite):
    account = an_account(kite.login, platform="kite", server="Zerodha", broker="Zerodha", currency="INR")
    app = add_gateway(
        name="Invented app", platform="kite", address=f"http://127.0.0.1:{kite.server.port}",
        secrets={"api_key": API_KEY, "api_secret": API_SECRET}, by=None,
    )  # fmt: skip
    connection = connect_account(account=account, gateway=app, by=None)
    hours = count()

    def look() -> None:
        due()
        with clock.at(MORNING + timedelta(hours=next(hours))):
            one_round()

    give_token(connection, kite.secret)
    enrol_accounts()
    look()
    assert watch_of(account).failures == 0
    sent = kite.broker().submit(an_order(kite))
    kite.refuse_login()  # 403 TokenException from here on
    kite.fill(sent.id, Decimal(3), "89.5")
    look()
    assert watch_of(account).state == "refused"
    assert [event.kind for event in events_about(subject=subject_of(account.pk))].count("BrokerLoginRefused") == 1
    evaluate_alerts()
    assert Alert.objects.get(rule__kind="login_failed").state == "open"
    due_again = watch_of(account).due_at
    assert due_again - clock.now() > timedelta(minutes=14)
    assert claim_visits(most=9) == []
    kite.server.tokens["the-token-of-the-afternoon"] = kite.login
    give_token(connection, "the-token-of-the-afternoon")
    enrol_accounts()
    look()
    assert watch_of(account).state == "watching"
    evaluate_alerts()
    assert Alert.objects.get(rule__kind="login_failed").state == "closed"
    look()
    assert [deal.volume for deal in Deal.objects.filter(account=account)] == [3]


def test_fills_that_only_executions_tell_after_the_line_was_lost_are_booked_once(scene, gateway):
    account = an_account(scene.login, platform="ib", server="Interactive Brokers")
    tws = add_gateway(
        name="Invented TWS", platform="ib", address=f"127.0.0.1:{gateway.port}", options={"client_ids": "7-9"}, by=None
    )
    connect_account(account=account, gateway=tws, by=None)
    enrol_accounts()
    due()
    one_round()
    assert watch_of(account).failures == 0
    sent = scene.broker().submit(an_order(scene))
    before = Standing.objects.get(pk=account.pk).seen_at
    gateway.say(error(-1, 1100, "Connectivity between IBKR and Trader Workstation has been lost."))
    gateway.tells_fills = False
    gateway.fill(int(sent.id), "3", "89.5")
    due()
    one_round()
    watch = watch_of(account)
    assert (watch.failure_kind, watch.failure_code) == (Failure.NOT_SENT, "1100")
    assert Standing.objects.get(pk=account.pk).seen_at == before
    gateway.say(error(-1, 1102, "Connectivity restored, data maintained."))
    for _ in range(3):
        wait_until(lambda: (due(), one_round(), watch_of(account).failures == 0)[-1])
    (deal,) = Deal.objects.filter(account=account)
    assert (deal.volume, deal.price) == (3, Decimal("89.5"))


def test_a_balance_that_jumps_is_no_result_it_is_a_break_that_two_looks_prove_and_one_clears(bridged):
    (account,) = bridged.accounts
    simulated = bridged.simulated[account.pk]

    def look(minutes: int) -> None:
        due()
        with clock.at(began + timedelta(minutes=minutes)):
            one_round()
            reconcile()
            evaluate_alerts()

    enrol_accounts()
    began = clock.now()
    look(0)
    assert not Break.objects.exists()
    simulated.balance -= 400_000.0
    look(1)
    assert Break.objects.get().state == "suspected"
    look(3)
    broken = Break.objects.get()
    assert (broken.state, broken.kind, broken.difference) == ("open", "balance", -400_000)
    assert Standing.objects.get(pk=account.pk).balance == 600_000
    assert not Alert.objects.filter(rule__kind="drawdown").exists()
    simulated.balance += 400_000.0
    look(5)
    broken.refresh_from_db()
    assert (broken.state, broken.agreed_figure) == ("cleared", 1_000_000)


def test_with_a_wrong_key_nobody_is_asked_and_it_says_so_until_the_right_one_is_back(bridged, settings):
    (account,) = bridged.accounts
    right = settings.DOCUMENT_KEYS
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode()]
    with Watching():
        wait_until(lambda: Watch.objects.filter(failure_code="sealed").exists())
        watch = watch_of(account)
        assert (watch.failure_kind, watch.state) == (Failure.NOT_CONNECTED, "watching")
        assert bridged.terminal.logins == []
        # Whoever brings the key back waits five minutes at most, not for a person.
        assert watch.due_at - clock.now() < timedelta(minutes=6)
        settings.DOCUMENT_KEYS = [Fernet.generate_key().decode(), *right]
        due()
        wait_until(lambda: Standing.objects.filter(pk=account.pk).exists())
    assert watch_of(account).failures == 0
