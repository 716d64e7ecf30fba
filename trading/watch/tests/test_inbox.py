"""Between the door and the tables: nothing is lost, nothing twice, and nobody pays for another's nonsense."""

import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from fidus import health
from fidus.lib import clock
from tests.waiting import wait_until
from trading.brokers.mt5.tests.test_messages import POSITION
from trading.connections.models import Connection
from trading.connections.services.connect_account import connect_account
from trading.models import Deal, Position
from trading.watch.models import PushedNews, PushSource, Standing, Watch
from trading.watch.services import have_room, receive_push
from trading.watch.services import take_inbox as taking
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.services.follow_beats import follow_beats
from trading.watch.services.keep_days import keep_days
from trading.watch.services.take_inbox import take_inbox
from trading.watch.tests.processes import a_process
from trading.watch.tests.scenes import PASSWORD, an_account
from trading.watch.tests.test_push import News, a_gateway, deal, money, news, post, taken_all

# An amount that the format knows and no table holds.
TOO_MUCH = "1" + "0" * 17


@pytest.fixture
def gateway(db):
    return a_gateway()


@pytest.fixture
def account(gateway):
    return others(gateway, 1)[0]


@pytest.fixture(autouse=True)
def _counted_anew():
    have_room._counted = None
    receive_push._locks.clear()
    yield
    have_room._counted = None
    receive_push._locks.clear()


def others(gateway, number):
    accounts = [an_account() for _ in range(number)]
    for one in accounts:
        connect_account(account=one, gateway=gateway, secrets={"password": PASSWORD}, by=None)
    return accounts


def delta(whose, number, equity="1000.00", **told):
    return news(whose, News.DELTA, number, account=money(whose, equity=equity), **told)


def standing(whose) -> Standing:
    return Standing.objects.get(pk=whose.pk)


def test_an_accounts_messages_are_taken_in_their_order_many_accounts_at_once(client, gateway, account):
    accounts = [account, *others(gateway, 4)]
    for one in accounts:
        assert post(client, gateway, news(one, positions=[POSITION], deals=[deal(int(one.login))])) == 204
    for number in range(2, 9):
        for one in accounts:
            gone = {"positions_gone": [POSITION["ticket"]]} if number == 5 else {}
            assert post(client, gateway, delta(one, number, equity=f"{1000 + number}.00", **gone)) == 204
    assert PushedNews.objects.count() == 40
    taken_all()
    assert {(standing(one).equity, standing(one).positions) for one in accounts} == {(1008, 0)}
    assert Deal.objects.count() == 5
    assert not PushedNews.objects.exists()


def test_a_heartbeat_does_not_make_news_old_that_still_wait(client, gateway, account):
    assert post(client, gateway, news(account)) == 204
    assert post(client, gateway, delta(account, 2, equity="950.00")) == 204
    assert post(client, gateway, news(account, News.HEARTBEAT, 3)) == 204
    follow_beats(since=clock.now() - timedelta(hours=1))
    taken_all()
    assert standing(account).equity == 950
    assert standing(account).seen_at == PushSource.objects.get(pk=account.pk).received_at


def test_one_message_that_cannot_be_kept_is_put_aside_and_the_others_go_on(client, gateway, account):
    (other,) = others(gateway, 1)
    enrol_accounts()
    later = clock.now() + timedelta(hours=1)
    Watch.objects.update(due_at=later, deep_at=clock.now(), seen_at=clock.now())
    for one in (account, other):
        assert post(client, gateway, news(one)) == 204
    assert post(client, gateway, delta(account, 2, equity=TOO_MUCH, deals=[deal(6001)])) == 204
    # Answered before anybody knew: its trades are true, its figures stand on what could not be kept.
    assert post(client, gateway, delta(account, 3, equity="77.00", deals=[deal(6002)], positions=[POSITION])) == 204
    assert post(client, gateway, delta(other, 2, equity="990.00")) == 204
    taken_all()
    assert (standing(account).equity, standing(other).equity) == (1000, 990)
    assert {one.ticket for one in Deal.objects.filter(account=account)} == {6001, 6002}
    assert not Position.objects.exists()
    (aside,) = PushedNews.objects.all()
    assert (aside.account_id, aside.number, aside.put_aside_at is None) == (account.pk, 2, False)
    assert aside.reason.startswith("figures: ")
    # It is visited for it, and its sender is asked for everything.
    watch = Watch.objects.get(pk=account.pk)
    assert (watch.due_at < later, watch.deep_at) == (True, None)
    assert post(client, gateway, news(account, News.HEARTBEAT, 4)) == 409
    assert post(client, gateway, delta(account, 4)) == 409
    assert post(client, gateway, delta(other, 3)) == 204
    assert post(client, gateway, news(account, number=5, account=money(account, equity="1111.00"))) == 204
    assert post(client, gateway, delta(account, 6, equity="1112.00")) == 204
    taken_all()
    assert standing(account).equity == 1112
    source = PushSource.objects.get(pk=account.pk)
    assert (source.broken, source.wants_whole, source.missed) == (False, False, 2)
    keep_days(as_of=(clock.now() + timedelta(days=40)).date(), by=None)
    assert not PushedNews.objects.exists()


def test_history_that_cannot_be_booked_is_put_aside_and_its_figures_stand(client, gateway, account):
    assert post(client, gateway, news(account, deals=[deal(6001, price=TOO_MUCH)])) == 204
    taken_all()
    assert standing(account).equity == 1000
    assert PushedNews.objects.get().reason.startswith("history: ")
    assert post(client, gateway, delta(account, 2, equity="1001.00")) == 204
    taken_all()
    assert standing(account).equity == 1001


def test_a_message_that_nobody_reads_any_more_costs_only_itself(client, gateway, account):
    assert post(client, gateway, news(account)) == 204
    assert post(client, gateway, delta(account, 2, equity="5.00")) == 204
    PushedNews.objects.filter(number=2).update(body="{}")
    taken_all()
    assert standing(account).equity == 1000
    assert PushedNews.objects.get().reason.startswith("it is not read again")
    assert post(client, gateway, delta(account, 3)) == 409


def test_without_somebody_who_takes_them_news_are_refused_and_heartbeats_are_not(
    client, gateway, account, settings, caplog
):
    settings.WATCH_INBOX_MESSAGES = 2
    assert post(client, gateway, news(account)) == 204
    assert post(client, gateway, delta(account, 2)) == 204
    have_room._counted = None
    assert post(client, gateway, delta(account, 3)) == 503
    assert "2 messages" in caplog.text
    assert "Is the account watch running?" in caplog.text
    assert post(client, gateway, news(account, News.HEARTBEAT, 3)) == 204
    assert (PushSource.objects.get(pk=account.pk).number, PushedNews.objects.count()) == (3, 2)
    taken_all()
    have_room._counted = None
    assert post(client, gateway, delta(account, 4)) == 204


def test_health_tells_how_old_the_oldest_is(client, gateway, account):
    assert health.examine()["inbox"].detail == "0 pushed news wait to be written, the oldest for 0 s"
    assert post(client, gateway, news(account)) == 204
    assert health.examine()["inbox"].ok
    with clock.at(clock.now() + timedelta(seconds=health.INBOX_WAITS_AFTER + 5)):
        told = health.examine()["inbox"]
    assert (told.ok, told.detail[:33]) == (False, "1 pushed news wait to be written,")


def test_a_door_that_was_open_a_moment_ago_is_shut_at_once(client, gateway, account):
    assert post(client, gateway, news(account)) == 204
    Connection.objects.filter(account=account).update(paused_at=clock.now(), pause_reason="holiday")
    assert post(client, gateway, news(account, News.HEARTBEAT, 2)) == 403
    Connection.objects.filter(account=account).update(paused_at=None, pause_reason="")
    old = gateway.sealed
    gateway.sealed = a_gateway(name="Another", secrets={"token": "other-" + "t" * 40}).sealed
    gateway.save()
    assert post(client, gateway, news(account, News.HEARTBEAT, 2)) == 403
    gateway.sealed = old
    gateway.save()
    assert post(client, gateway, news(account, News.HEARTBEAT, 2)) == 204
    gateway.disabled_at = clock.now()
    gateway.save()
    assert post(client, gateway, news(account, News.HEARTBEAT, 3)) == 403


@pytest.mark.usefixtures("committed_db")
def test_two_who_post_the_same_message_at_once_are_one(client):
    gateway = a_gateway()
    (one,) = others(gateway, 1)
    assert post(client, gateway, news(one)) == 204
    answers, ready = [], threading.Barrier(4)

    def send() -> None:
        ready.wait()
        answers.append(post(client.__class__(), gateway, delta(one, 2, deals=[deal(7001)])))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 409, 409, 409]
    taken_all()
    assert (Deal.objects.count(), PushSource.objects.get(pk=one.pk).taken) == (1, 2)


@pytest.mark.usefixtures("committed_db")
def test_an_accounts_turn_is_one_takers_and_others_go_on_meanwhile(client):
    gateway = a_gateway()
    first, second = others(gateway, 2)
    assert post(client, gateway, news(first)) == 204
    taken = []

    def take() -> None:
        taken.append(take_inbox())
        connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(taking._TURNS, [taking.ACCOUNTS])
        # What comes later of the same account waits for its turn, too; the door waits for nobody.
        poster = threading.Thread(target=lambda: (
            post(client.__class__(), gateway, delta(first, 2, equity="2.00")),
            post(client.__class__(), gateway, news(second)), connections.close_all()))  # fmt: skip
        poster.start()
        poster.join(60)
        assert not poster.is_alive()
        taker = threading.Thread(target=take)
        taker.start()
        taker.join(60)
    assert taken == [1]
    assert {one.pk for one in Standing.objects.all()} == {second.pk}
    taken_all()
    assert standing(first).equity == 2


@pytest.mark.usefixtures("committed_db")
def test_killed_wherever_it_stands_nothing_is_lost_or_twice(client):
    gateway = a_gateway()
    accounts = others(gateway, 20)
    for one in accounts:
        assert post(client, gateway, news(one, positions=[POSITION])) == 204
    for number in range(2, 12):
        for place, one in enumerate(accounts):
            told = deal(place * 1000 + number)
            assert post(client, gateway, delta(one, number, equity=f"{1000 + number}.00", deals=[told])) == 204
    before = PushedNews.objects.count()
    doomed = [a_process(), a_process()]
    try:
        wait_until(lambda: PushedNews.objects.count() < before)
    finally:
        for process in doomed:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
            time.sleep(0.03)
    # The database notices a moment later that nobody is there any more, and gives the turns back.
    wait_until(lambda: (taken_all(), not PushedNews.objects.exists())[-1])
    assert {(standing(one).equity, standing(one).positions) for one in accounts} == {(1011, 1)}
    assert Deal.objects.count() == 200
    assert not PushSource.objects.exclude(number=11, taken=11, missed=0, broken=False).exists()
