"""What is pushed is taken once, in order, from who knows a token; what is missing is told anew."""

import threading
import time
from datetime import timedelta
from decimal import Decimal
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from fidus_mt5_bridge.messages import SENT_AT, SIGNATURE, Message, News, sign

from fidus.lib import clock
from tests.waiting import wait_until
from trading.brokers.mt5.tests.scene import TOKEN
from trading.brokers.mt5.tests.test_messages import ACCOUNT, DEAL, POSITION
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.models import CashOperation, Deal, Position
from trading.services.disable_broker_account import disable_broker_account
from trading.watch.models import PushedNews, PushSource, Standing, Watch
from trading.watch.services.empty_inbox import LONG_AGO, InboxTaker
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.services.follow_beats import follow_beats
from trading.watch.services.take_inbox import take_inbox
from trading.watch.tests.scenes import PASSWORD, Bridged, an_account

BOOT = "b00t"


def a_gateway(**given):
    plain = {"name": "Pushing bridge", "platform": "mt5", "address": "https://bridge.invalid:8443"}
    return add_gateway(**{**plain, "secrets": {"token": TOKEN}, "by": None, **given})


@pytest.fixture
def gateway(db):
    return a_gateway()


@pytest.fixture
def account(gateway):
    account = an_account()
    connect_account(account=account, gateway=gateway, secrets={"password": PASSWORD}, by=None)
    return account


def money(account, *, balance="1000.00", equity="1000.00", margin="0.00"):
    return {**ACCOUNT, "login": int(account.login), "server": account.server, "balance": balance, "equity": equity,
            "margin": margin, "currency": "USD"}  # fmt: skip


def news(whose, kind=News.SNAPSHOT, number=1, **told) -> Message:
    if kind is News.SNAPSHOT:
        told = {"account": money(whose), **told}
    plain = {"source": "host-1/one", "boot": BOOT, "login": int(whose.login), "server": whose.server}
    return Message(kind=kind, number=number, observed_at=time.time(), **{**plain, **told})


def post(client, gateway, message, *, token=TOKEN, at=None, body=None, **headers):
    body = message.body() if body is None else body
    at = int(time.time()) if at is None else at
    signed = {SENT_AT: str(at), SIGNATURE: sign(body, at, token)}
    return client.post(
        f"/push/mt5/{getattr(gateway, 'pk', gateway)}", body, content_type="application/json",
        headers={**signed, **headers},
    ).status_code  # fmt: skip


def taken_all() -> None:
    """What the watch does every moment."""
    while take_inbox():
        pass
    follow_beats(since=clock.now() - LONG_AGO)


def deal(ticket=5001, **told):
    return {**DEAL, "ticket": ticket, **told}


def test_a_snapshot_then_what_changed_then_that_nothing_did(client, gateway, account):
    assert post(client, gateway, news(account, positions=[POSITION], deals=[deal()])) == 204
    delta = news(account, News.DELTA, 2, account=money(account, equity="990.00", margin="10.00"),
                 positions_gone=[POSITION["ticket"]], deals=[deal(), deal(5002)])  # fmt: skip
    assert post(client, gateway, delta) == 204
    assert not Standing.objects.exists()
    taken_all()
    before = Standing.objects.get(pk=account.pk)
    assert (before.equity, before.margin_level, before.positions, before.source) == (990, 9900, 0, "push")
    with clock.at(clock.now() + timedelta(seconds=15)):
        assert post(client, gateway, news(account, News.HEARTBEAT, 3), at=int(clock.now().timestamp())) == 204
        taken_all()
    after = Standing.objects.get(pk=account.pk)
    assert (after.seen_at > before.seen_at, after.changed_at) == (True, before.changed_at)
    assert (Deal.objects.filter(account=account).count(), Position.objects.count()) == (2, 0)
    source = PushSource.objects.get(pk=account.pk)
    assert (source.number, source.taken, source.missed, source.source) == (3, 3, 0, "host-1/one")
    assert not PushedNews.objects.exists()


def test_twice_is_once_and_a_gap_wants_everything_anew(client, gateway, account):
    assert post(client, gateway, news(account, News.DELTA, 1, account=money(account))) == 409
    assert post(client, gateway, news(account, number=4)) == 204
    for number in (4, 3, 6):
        assert post(client, gateway, news(account, News.DELTA, number, account=money(account, equity="1.00"))) == 409
    assert post(client, gateway, news(account, number=4)) == 409
    assert post(client, gateway, news(account, News.DELTA, 5, account=money(account, equity="1002.00"))) == 204
    # A sender that began anew numbers anew, with everything.
    assert post(client, gateway, news(account, News.DELTA, 6, boot="n3w", account=money(account))) == 409
    assert post(client, gateway, news(account, number=1, boot="n3w")) == 204
    source = PushSource.objects.get(pk=account.pk)
    assert (source.taken, source.missed, source.boot) == (3, 5, "n3w")


def test_what_is_not_signed_by_a_token_of_ours_is_not_believed(client, gateway, account):
    message = news(account)
    assert post(client, gateway, message, token="x" * 40) == 403
    assert post(client, gateway, message, at=int(time.time()) - 600) == 403
    assert post(client, gateway, message, **{SIGNATURE: ""}) == 403
    assert post(client, 999_999, message) == 403
    assert post(client, gateway, message, body=message.body().replace(b"1000.00", b"9000.00"), token="y" * 40) == 403
    assert post(client, gateway, None, body=b"[" * 100_000) == 403
    assert client.get(f"/push/mt5/{gateway.pk}").status_code == 405
    assert client.generic("POST", f"/push/mt5/{gateway.pk}", b"", CONTENT_LENGTH="99999999999").status_code == 413
    assert not Standing.objects.exists()


def test_a_gateway_speaks_for_its_own_accounts_alone(client, gateway, account):
    stranger, other = an_account(), a_gateway(name="Another bridge", secrets={"token": "another-" + TOKEN})
    assert post(client, gateway, news(stranger)) == 403
    assert post(client, other, news(account), token="another-" + TOKEN) == 403
    disable_broker_account(account=account, reason="closed", by=None)
    assert post(client, gateway, news(account)) == 403
    assert not Standing.objects.exists()


def test_while_tokens_change_both_are_good(client, account):
    turning = a_gateway(name="Turning", secrets={"token": TOKEN, "next_token": "next-" + TOKEN})
    account.connection.gateway = turning
    account.connection.save()
    assert post(client, turning, news(account), token="next-" + TOKEN) == 204
    assert post(client, turning, news(account, number=2)) == 204


def test_figures_that_cannot_be_are_answered_and_leave_nothing(client, gateway, account):
    wrong = {**money(account), "equity": "1" + "0" * 25}
    assert post(client, gateway, news(account, account=wrong)) == 403
    assert not PushedNews.objects.exists()
    assert not PushSource.objects.exists()


def test_visits_are_put_off_while_news_come_and_only_then(client, gateway, account):
    enrol_accounts()
    now = clock.now()
    Watch.objects.filter(pk=account.pk).update(due_at=now, seen_at=None)
    assert post(client, gateway, news(account)) == 204
    taken_all()
    assert Watch.objects.get(pk=account.pk).due_at <= now
    Watch.objects.filter(pk=account.pk).update(seen_at=now)
    assert post(client, gateway, news(account, News.HEARTBEAT, 2)) == 204
    taken_all()
    assert Watch.objects.get(pk=account.pk).due_at > now + timedelta(seconds=80)
    # A visit that proves them is due in the end, however many come.
    Watch.objects.filter(pk=account.pk).update(
        due_at=now, seen_at=now - timedelta(seconds=settings.WATCH_PUSHED_SECONDS)
    )
    assert post(client, gateway, news(account, News.HEARTBEAT, 3)) == 204
    taken_all()
    assert Watch.objects.get(pk=account.pk).due_at == now
    # And a look that somebody asked for is not put off.
    Watch.objects.filter(pk=account.pk).update(seen_at=now, asked_at=now)
    taken_all()
    assert Watch.objects.get(pk=account.pk).due_at == now


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def served(committed_db, settings):
    """FIDUS itself on HTTP; its address."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)

    def serve() -> None:
        server.serve_forever(poll_interval=0.02)
        connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_real_bridge_pushes_and_is_understood(served, tmp_path):
    """From the terminal to the standing, over HTTP both ways."""
    number = a_gateway(name="The one before").pk + 1
    push = f'[push]\nurl = "{served}/push/mt5/{number}"\nheartbeat_seconds = 0.3\nwhole_after = 900'
    one = Bridged(tmp_path, push=push)
    stop = threading.Event()
    taker = InboxTaker(stop)
    taker.start()
    try:
        assert one.gateway.pk == number
        (account,) = one.accounts
        rows = [
            {"login": int(account.login), "server": account.server, "password": PASSWORD, "seconds": 0.1, "since": 0}
        ]
        answer = requests.put(
            f"http://127.0.0.1:{one.bridge.port}/v1/watch", json={"accounts": rows}, timeout=5,
            headers={"Authorization": f"Bearer {TOKEN}"},
        )  # fmt: skip
        assert answer.json() == {"watched": 1, "refused": []}
        wait_until(lambda: Standing.objects.filter(pk=account.pk).exists())
        one.terminals.market.cash(one.simulated[account.pk], 12.5)
        wait_until(lambda: CashOperation.objects.filter(account=account, amount=Decimal("12.5")).count() == 1)
        wait_until(lambda: PushSource.objects.get(pk=account.pk).taken >= 3)
    finally:
        one.end()
        stop.set()
        taker.join()
