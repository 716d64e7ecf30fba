"""News of broker accounts pushed over the real web server, written by the real watch meanwhile."""

from __future__ import annotations

import http.client
import sys
import threading
import time
from itertools import count

from benchmarks.mt5 import BRIDGE
from benchmarks.polling_firm import busy, watcher
from benchmarks.result import Result
from benchmarks.servers import scratch_postgres, setup_django, web_server

PUSHED = 10_000
# Each of 10,000 accounts sends something twice a minute.
PROMISED, PROMISED_WAIT = PUSHED / 30, 5.0
SECONDS, SENDERS = 30.0, 8


def run(scale: float) -> list[Result]:
    with scratch_postgres():
        setup_django()
        sys.path += [str(BRIDGE), str(BRIDGE / "simulated")]
        from trading.brokers.mt5.tests.scene import TOKEN
        from trading.connections.services.add_gateway import add_gateway

        gateway = add_gateway(
            name="Pushing", platform="mt5", address="http://127.0.0.1:9", secrets={"token": TOKEN}, by=None
        )
        return pushing(gateway, int(PUSHED * scale))


def pushing(gateway, accounts: int) -> list[Result]:
    from trading.models import Deal
    from trading.watch.models import PushSource, Standing

    opened = _opened(gateway, accounts)
    logins, ids = [int(one.login) for one in opened], [one.pk for one in opened]
    with web_server() as port, watcher() as process:
        whole, _ = _send(port, gateway.pk, logins, whole=True, seconds=600)
        _wait_until_taken(300)
        waits = Waits()
        used = busy(process.pid)
        rate, sent = _send(port, gateway.pk, logins, whole=False, seconds=SECONDS)
        core = (busy(process.pid) - used) / SECONDS
        longest = waits.end()
        _wait_until_taken(60)
    received = sum(PushSource.objects.filter(pk__in=ids).values_list("taken", flat=True))
    if received != sent + accounts or Standing.objects.filter(pk__in=ids).count() < accounts:
        raise AssertionError("news were lost")
    if Deal.objects.filter(account__in=ids).count() != accounts:
        raise AssertionError("deals were lost, or booked twice")
    return [
        Result(
            f"messages a second taken in of {accounts:,} accounts by push, every second one with a change", rate, "1/s",
            "first snapshots a second", whole, f">= {PROMISED:.0f}/s: each account twice a minute", rate >= PROMISED,
        ),
        Result(
            "longest that a change waited to be written meanwhile", longest, "s",
            "cores that the watch took for it", core, f"<= {PROMISED_WAIT:.0f} s", longest <= PROMISED_WAIT,
        ),
    ]  # fmt: skip


def _opened(gateway, accounts: int) -> list:
    """Proved by a visit a moment ago, so that nobody visits who is not there."""
    from django.utils import timezone

    from trading.brokers.mt5.tests.scene import SERVER
    from trading.connections.models import Connection
    from trading.models import BrokerAccount
    from trading.watch.models import Watch
    from trading.watch.services.enrol_accounts import enrol_accounts
    from trading.watch.services.follow_beats import PATIENCE

    now = timezone.now()
    opened = BrokerAccount.objects.bulk_create([
        BrokerAccount(broker="Pushed", server=SERVER, login=str(2_000_000 + number), currency="USD", currency_digits=2,
                      environment="live", opened_at=now) for number in range(accounts)
    ])  # fmt: skip
    Connection.objects.bulk_create([Connection(account=one, gateway=gateway, connected_at=now) for one in opened])
    while enrol_accounts().given:
        pass
    Watch.objects.filter(account__in=opened).update(seen_at=now, due_at=now + 10 * PATIENCE)
    return opened


class Waits(threading.Thread):
    """How long the oldest of the inbox waits, looked at five times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._over, self._longest = threading.Event(), 0.0
        self.start()

    def run(self) -> None:
        from django.db import connections

        while not self._over.wait(0.2):
            self._longest = max(self._longest, _oldest())
        connections.close_all()

    def end(self) -> float:
        self._over.set()
        self.join()
        return self._longest


def _oldest() -> float:
    from django.utils import timezone

    from trading.watch.selectors.inbox import waiting_news

    oldest = waiting_news().oldest
    return 0.0 if oldest is None else (timezone.now() - oldest).total_seconds()


def _wait_until_taken(seconds: float) -> None:
    ends = time.monotonic() + seconds
    while _oldest():
        if time.monotonic() > ends:
            raise TimeoutError("not all news were written")
        time.sleep(0.1)


def _send(port: int, gateway: int, logins: list[int], *, whole: bool, seconds: float) -> tuple[float, int]:
    """Messages a second, and how many; each account once if `whole`, and round and round if not."""
    from fidus_mt5_bridge.messages import SENT_AT, SIGNATURE, Message, News, sign

    from trading.brokers.mt5.tests.scene import SERVER, TOKEN
    from trading.brokers.mt5.tests.test_messages import ACCOUNT, DEAL, POSITION

    turns, sent, ends = count(), [0] * SENDERS, time.monotonic() + seconds
    told = {"source": "bench/one", "boot": "b", "server": SERVER}

    def message(turn: int) -> Message:
        login, number = logins[turn % len(logins)], turn // len(logins) + 1
        money = {**ACCOUNT, "login": login, "server": SERVER, "equity": f"{1000 + turn % 97}.00"}
        common = {**told, "login": login, "observed_at": time.time()}
        if whole:
            deals = [{**DEAL, "ticket": login}]
            return Message(kind=News.SNAPSHOT, number=1, account=money, positions=[POSITION], deals=deals, **common)
        if turn % 2:
            return Message(kind=News.DELTA, number=number + 1, account=money, positions=[POSITION], **common)
        return Message(kind=News.HEARTBEAT, number=number + 1, **common)

    def sender(place: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        while time.monotonic() < ends and ((turn := next(turns)) < len(logins) or not whole):
            body, at = message(turn).body(), int(time.time())
            line.request("POST", f"/push/mt5/{gateway}", body, {
                "Content-Type": "application/json", SENT_AT: str(at), SIGNATURE: sign(body, at, TOKEN)})  # fmt: skip
            answer = line.getresponse()
            answer.read()
            if answer.status != 204:
                raise AssertionError(f"answered {answer.status}")
            sent[place] += 1

    began = time.monotonic()
    threads = [threading.Thread(target=sender, args=(place,)) for place in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(sent) / (time.monotonic() - began), sum(sent)
