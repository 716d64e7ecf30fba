"""The workers of reconciliation and of alerts, killed in the middle of a sweep: the next one does all of it, once."""

from __future__ import annotations

from collections.abc import Iterable

from celery import current_app

from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.stack.valkey import Valkey
from tests.gateway.servers import valkey
from tests.killed.process import Process, processes
from tests.waiting import wait_until
from trading.alerts.models import Alert
from trading.alerts.services.evaluate_alerts import evaluate_alerts
from trading.models import BrokerAccount
from trading.reconciliation.models import Break, Comparison
from trading.reconciliation.tests.scenes import an_account, deposit, seen

ACCOUNTS = 6
WORKER = ("-m", "celery", "-A", "fidus.celery", "worker", "-c", "2", "-l", "error", "--without-gossip",
          "--without-mingle")  # fmt: skip
SWEEPS = ("trading.reconciliation.tasks.compare_accounts", "trading.alerts.tasks.evaluate_alerts")


def some_accounts() -> list[BrokerAccount]:
    """Each with a difference to its broker, and too little margin."""
    accounts = [an_account() for _ in range(ACCOUNTS)]
    for account in accounts:
        deposit(account, "1000.00")
        seen(account, "900.00", at=clock.now(), margin=100, margin_level=120)
    return accounts


def ask_for(tasks: Iterable[str], server: Valkey) -> None:
    """As the clock's process does."""
    with current_app.connection_for_write(server.url.replace("unix://", "redis+socket://")) as line:
        for task in tasks:
            current_app.send_task(task, connection=line)


def test_the_next_sweep_does_it_all_and_nothing_twice(committed_db, tmp_path):
    accounts = some_accounts()
    with valkey(tmp_path / "valkey") as server, processes() as begun:

        def sweep() -> None:
            ask_for(SWEEPS, server)

        begun.append(Process(tmp_path, "comparing", "alerting", command=WORKER, redis=server.url))
        sweep()
        begun[-1].stands_still()
        begun[-1].kill()
        assert not Break.objects.exists()
        assert not Alert.objects.exists()
        begun.append(Process(tmp_path, command=WORKER, redis=server.url))
        sweep()
        wait_until(lambda: Comparison.objects.count() == 1 and Alert.objects.exists())
        sweep()
        wait_until(lambda: Comparison.objects.count() == 2)
        # None while the worker's own goes on.
        wait_until(lambda: (done := evaluate_alerts()) is not None and done.opened == 0)
    assert sorted(Break.objects.values_list("account", flat=True)) == sorted(account.pk for account in accounts)
    alerts = Alert.objects.filter(rule__kind="margin_level")
    assert sorted(alerts.values_list("account", flat=True)) == sorted(account.pk for account in accounts)
    assert all(len(events_about(subject=alert.name)) == 1 for alert in alerts)
