"""Several processes at one paper book, and one that is killed: nothing is filled twice, nothing is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection

from tests.waiting import nobody_else_is_connected, until_somebody_waits, wait_until
from trading.brokers.base import BrokerError, NotSent, Refused
from trading.brokers.tests.contract import EVER
from trading.domain.paper.applying import rebuild
from trading.domain.paper.written import read_state
from trading.models import BrokerAccount, PaperBook, PaperEvent
from trading.services.connect_paper import connect_paper
from trading.services.disable_broker_account import disable_broker_account
from trading.services.feed_paper_book import feed_paper_book
from trading.services.paper_rows import PaperRows, events_of
from trading.tests.paper_scenes import later, paper_account, quoted, request

AT_ONCE, ROUNDS = 4, 5

_SENDS = """
import django
django.setup()
from trading.models import BrokerAccount
from trading.services.connect_paper import connect_paper
from trading.tests.paper_scenes import request
broker = connect_paper(BrokerAccount.objects.get())
print("ready", flush=True)
for number in range(100_000):
    broker.submit(request(reference=f"{name}-{{number}}", volume="0.01"))
    print(number, flush=True)
"""


def together(deed) -> list[object]:
    """What each of several who start at the same moment got, or was refused with."""
    barrier, answers = Barrier(AT_ONCE), []

    def run(number: int) -> None:
        try:
            barrier.wait()
            answers.append(deed(number))
        except BrokerError as refused:
            answers.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def whole(account) -> None:
    """The state is what the events make, and these count without gaps."""
    book = PaperBook.objects.get(account=account)
    assert replace(read_state(book.state), quotes={}) == rebuild(events_of(book))
    numbers = list(PaperEvent.objects.filter(book=book).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, book.events_kept + 1))


def test_one_order_sent_by_all_and_one_quote_seen_by_all_fill_once(committed_db):
    account = paper_account()
    once = request(volume="1")
    answers = together(lambda number: connect_paper(account).submit(once))
    assert len({answer.id for answer in answers}) == 1
    broker = connect_paper(account)
    assert [fill.volume for fill in broker.fills(EVER)] == [1]

    waiting = request(kind="limit", limit_price="95", volume="2")
    broker.submit(waiting)
    together(lambda number: feed_paper_book(account=account, quotes=[quoted("94", "95", at=later(60))]))
    assert sum(fill.volume for fill in broker.fills(EVER)) == 3

    def many(number):
        for turn in range(ROUNDS):
            connect_paper(account).submit(request(reference=f"M{number}-{turn}", volume="0.5"))
        return number

    assert sorted(together(many)) == list(range(AT_ONCE))
    assert sum(fill.volume for fill in broker.fills(EVER)) == 3 + Decimal("0.5") * AT_ONCE * ROUNDS

    refused = []

    def holds(number):
        try:
            with PaperRows(account.paper_book.pk, seconds=0.1).held():
                # Whoever is late must not find the book free.
                wait_until(lambda: len(refused) == AT_ONCE - 1)
        except NotSent:
            refused.append(number)
        return number

    assert sorted(together(holds)) == list(range(AT_ONCE))
    assert len(refused) == AT_ONCE - 1
    whole(account)


def test_once_a_disabling_has_come_back_no_order_is_accepted(committed_db):
    """The order waits for the book while the account is disabled: what it read before it waited is no longer true."""
    account, accepted = paper_account(), PaperEvent.objects.filter(kind="accepted")
    when_disabled, answers = [], []

    def order() -> None:
        try:
            answers.append(connect_paper(account).submit(request()))
        except Refused as refused:
            answers.append(refused)
        finally:
            connection.close()

    def disable() -> None:
        disable_broker_account(account=BrokerAccount.objects.get(pk=account.pk), reason="closed", by=None)
        when_disabled.append(accepted.count())
        connection.close()

    threads = [Thread(target=order), Thread(target=disable)]
    with PaperRows(account.paper_book.pk).held():
        threads[0].start()
        until_somebody_waits()
        threads[1].start()
        threads[1].join(0.3)
    for thread in threads:
        thread.join()
    assert when_disabled == [accepted.count()]
    assert len(answers) == 1
    with pytest.raises(Refused, match="is disabled"):
        connect_paper(account).submit(request())
    whole(account)


def test_killed_anywhere_what_was_answered_is_kept_and_nothing_is_kept_in_part(committed_db):
    account = paper_account()
    dice = random.Random(7)
    for name in ("A", "B"):
        process = a_process(name)
        try:
            assert process.stdout.readline() == "ready\n"
            time.sleep(dice.uniform(0.1, 0.4))
        finally:
            process.send_signal(signal.SIGKILL)
        answered = process.stdout.read().split("\n")[:-1]
        process.wait()
        process.stdout.close()
        # The database may still be at what it was asked for last.
        wait_until(nobody_else_is_connected)
        broker = connect_paper(account)
        kept = {fill.reference for fill in broker.fills(EVER) if fill.reference.startswith(name)}
        told = {f"{name}-{number}" for number in answered}
        assert told <= kept
        assert len(kept) <= len(told) + 1  # the last was kept, and its answer not heard
        assert len(kept) == sum(fill.reference.startswith(name) for fill in broker.fills(EVER))
        whole(account)


def a_process(name: str) -> subprocess.Popen:
    database = connection.settings_dict
    url = f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fidus.settings",
        "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0],
        "DATABASE_URL": url,
    }
    return subprocess.Popen(
        [sys.executable, "-c", _SENDS.format(name=name)],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
