"""The watch over real bridges, gateways and paper books: who is visited, when, and what troubles cost."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction

from fidus.lib import clock
from tests.waiting import nobody_is_at_work, wait_until
from trading.brokers.ib.tests.conftest import *  # noqa: F403
from trading.connections.gates import reach
from trading.connections.models import Connection
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.events import subject_of
from trading.models import CashOperation, Deal, Position
from trading.services.disable_broker_account import disable_broker_account
from trading.tests.paper_scenes import paper_account
from trading.watch.domain.breaker import TOO_OFTEN
from trading.watch.domain.pace import Failure
from trading.watch.errors import NotWatched
from trading.watch.events import subject_of_line
from trading.watch.models import GatewayHealth, Snapshot, Standing, Watch
from trading.watch.services.claim_visits import claim_visits, give_back, renew_leases
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.services.finish_visits import Finished, finish_visits
from trading.watch.services.look_now import look_now
from trading.watch.services.visit_account import visit_account
from trading.watch.tests.processes import LEASE, a_process
from trading.watch.tests.rounds import buy, due, kinds_about, one_round
from trading.watch.tests.scenes import PATIENT, Bridged, Watching, an_account, seen, watch_of

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def bridged(tmp_path):
    made = []

    def make(**given):
        made.append(Bridged(tmp_path / str(len(made)), **given))
        return made[-1]

    (tmp_path / "0").mkdir()
    (tmp_path / "1").mkdir()
    yield make
    for one in made:
        one.end()


def test_who_is_connected_is_visited_and_nobody_else(bridged):
    one = bridged(accounts=3)
    imported, paper = an_account(), paper_account()
    connect_account(account=paper, by=None)
    with Watching():
        wait_until(lambda: Standing.objects.count() == 4)
    assert not Watch.objects.filter(pk=imported.pk).exists()
    assert Standing.objects.get(pk=paper.pk).balance == 100_000
    assert {standing.balance for standing in Standing.objects.exclude(pk=paper.pk)} == {1_000_000}
    watch = watch_of(one.accounts[0])
    assert (watch.failures, watch.lease, watch.state) == (0, None, "watching")
    assert watch.due_at - watch.began_at >= timedelta(seconds=0.85 * settings.WATCH_IDLE_SECONDS)
    with pytest.raises(NotWatched):
        look_now(account=imported, by=None)


def test_the_lines_are_those_that_connections_name(bridged):
    one = bridged(names=("one", "two"), at_once=2)
    there = one.add(terminal="two")
    enrol_accounts()
    ways = reach([account.pk for account in one.accounts])
    assert {pk: way.line_key for pk, way in ways.items()} == dict(Watch.objects.values_list("account", "line"))
    assert GatewayHealth.objects.get(pk=ways[there.pk].line_key).at_once == 1
    assert enrol_accounts().given == 0


def test_a_line_and_a_gateway_get_no_more_visits_than_they_take(bridged):
    one = bridged(accounts=6, at_once=2, names=("one", "two"))
    for _ in range(3):
        one.add(terminal="two")
    enrol_accounts()
    due()
    first = claim_visits(most=50)
    assert len(first) == 2
    assert claim_visits(most=50) == []
    assert len(claim_visits(most=50, over=[first[0].lease])) == 1
    give_back([claim.lease for claim in first])
    assert len(claim_visits(most=1)) == 1


def test_a_turn_is_one_visitors_and_after_a_death_anothers(bridged):
    one = bridged(at_once=4)
    enrol_accounts()
    due()
    (dead,) = claim_visits(most=9, lease=600)
    assert claim_visits(most=9) == []
    Watch.objects.update(leased_until=clock.now() - timedelta(seconds=1))
    (mine,) = claim_visits(most=9)
    assert (mine.account_id, mine.lease != dead.lease) == (dead.account_id, True)
    # Who was thought dead and comes back late leaves nothing behind, and renews nothing.
    assert finish_visits([Finished(dead, seen(one.accounts[0], equity="5"))]) == {}
    assert renew_leases([dead.lease, mine.lease]) == {mine.lease}
    assert Standing.objects.count() == 0
    assert finish_visits([Finished(mine, seen(one.accounts[0]))])[dead.account_id].fresh
    assert finish_visits([Finished(mine, seen(one.accounts[0]))]) == {}


def test_deals_are_booked_once_whoever_looks_and_open_positions_follow(bridged):
    one = bridged(balance=0.0)
    (account,) = one.accounts
    one.terminals.market.cash(one.simulated[account.pk], 5000.0)
    buy(one, account)
    enrol_accounts()
    for _ in range(3):
        due()
        one_round()
    buy(one, account, 0.25)
    due()
    one_round()
    assert Deal.objects.filter(account=account).count() == 2
    assert list(CashOperation.objects.filter(account=account).values_list("amount", flat=True)) == [Decimal("5000")]
    assert Position.objects.filter(account=account, closed_at=None).count() == 2
    assert watch_of(account).interval == settings.WATCH_SECONDS


def test_a_first_trade_is_told_though_the_brokers_clock_is_hours_behind_ours(bridged):
    one = bridged(balance=0.0)
    (account,) = one.accounts
    one.terminals.market.ahead = -8 * 3600
    one.simulated[account.pk].credit = 1000.0  # to buy with, and told of by no deal
    enrol_accounts()
    due()
    one_round()
    buy(one, account)
    due()
    one_round()
    assert Deal.objects.filter(account=account).count() == 1


def test_an_answer_for_the_wrong_login_is_not_believed_and_the_account_is_lost_in_time(bridged):
    one = bridged(accounts=2)
    good, bad = one.accounts
    enrol_accounts()
    due()
    one_round()
    one.terminal.lies_as = one.simulated[good.pk]
    for _ in range(3):
        Watch.objects.filter(pk=bad.pk).update(seen_at=clock.now() - timedelta(minutes=10), connected_at=None)
        due(pk=bad.pk)
        one_round()
    watch = watch_of(bad)
    assert (watch.failure_kind, watch.failures) == (Failure.WRONG_ACCOUNT, 3)
    assert watch.unreachable_since
    assert kinds_about(subject_of(bad.pk))[0] == "BrokerAccountLost"
    one.terminal.lies_as = None
    due(pk=bad.pk)
    one_round()
    watch = watch_of(bad)
    assert (watch.failures, watch.failure_kind, watch.unreachable_since) == (0, "", None)
    assert kinds_about(subject_of(bad.pk))[:2] == ["BrokerAccountFound", "BrokerAccountLost"]


def test_a_refused_login_is_not_tried_again_until_somebody_changes_something(bridged):
    one = bridged()
    (account,) = one.accounts
    simulated = one.simulated[account.pk]
    one.terminal.refused.add(simulated.login)
    enrol_accounts()
    due()
    one_round()
    watch = watch_of(account)
    assert (watch.state, watch.failure_kind) == ("refused", Failure.LOGIN_REFUSED)
    assert watch.due_at - clock.now() > timedelta(minutes=14)
    due()
    one_round()
    assert watch_of(account).due_at - clock.now() > timedelta(hours=23)
    assert kinds_about(subject_of(account.pk)).count("BrokerLoginRefused") == 1
    tries = one.terminal.logins.count(simulated.login)
    one_round()
    assert one.terminal.logins.count(simulated.login) == tries
    # A person asks for a look: one try; and new secrets make it due by themselves.
    look_now(account=account, by=None)
    one_round()
    assert watch_of(account).state == "refused"
    one.terminal.refused.clear()
    Connection.objects.filter(account=account).update(secrets_set_at=clock.now())
    enrol_accounts()
    due()
    one_round()
    assert (watch_of(account).state, Standing.objects.get(pk=account.pk).balance) == ("watching", 1_000_000)


def test_what_was_set_up_on_a_day_to_come_is_visited_in_its_turn_and_not_for_ever(bridged):
    one = bridged()
    (account,) = one.accounts
    enrol_accounts()
    Watch.objects.update(connected_at=clock.now() + timedelta(hours=4))
    due()
    one_round()
    assert watch_of(account).due_at > clock.now() + timedelta(seconds=10)


def test_new_secrets_that_came_during_a_visit_with_the_old_ones_are_tried_at_once(bridged):
    one = bridged()
    (account,) = one.accounts
    one.terminal.refused.add(one.simulated[account.pk].login)
    enrol_accounts()
    due()
    (claim,) = claim_visits(most=1)
    told = visit_account(claim, way_of(claim), seconds=PATIENT)
    one.terminal.refused.clear()
    Connection.objects.filter(account=account).update(secrets_set_at=clock.now())
    assert enrol_accounts().given == 1
    finish_visits([Finished(claim, told)])
    assert watch_of(account).due_at <= clock.now()
    one_round()
    assert (watch_of(account).state, Standing.objects.count()) == ("watching", 1)


def test_invented_money_that_is_called_real_here_is_told_and_nothing_of_it_is_lost(bridged):
    one = bridged()
    (account,) = one.accounts
    one.simulated[account.pk].trade_mode = 0
    enrol_accounts()
    due()
    one_round()
    watch = watch_of(account)
    assert (watch.failures, watch.failure_kind) == (0, "remark")
    assert watch.failure_words == "The broker keeps this account as demo, here it is live."
    assert Standing.objects.get().balance == 1_000_000


def test_a_gateway_that_is_gone_is_spared_and_found_again(bridged):
    one = bridged(accounts=TOO_OFTEN + 1, at_once=9)
    enrol_accounts()
    one.bridge.kill()
    due()
    one_round()
    (health,) = GatewayHealth.objects.all()
    assert (health.state, health.failures >= TOO_OFTEN) == ("open", True)
    assert kinds_about(subject_of_line(health.pk)) == ["GatewayLost"]
    due()
    assert claim_visits(most=9) == []
    GatewayHealth.objects.update(again_at=clock.now())
    (probe,) = claim_visits(most=9)
    assert claim_visits(most=9) == []
    finish_visits([Finished(probe, visit_account(probe, way_of(probe), seconds=PATIENT))])
    health.refresh_from_db()
    assert (health.state, health.openings, health.again_at > clock.now()) == ("open", 2, True)
    one.bridge.start()
    GatewayHealth.objects.update(again_at=clock.now())
    (probe,) = claim_visits(most=9)
    finish_visits([Finished(probe, visit_account(probe, way_of(probe), seconds=PATIENT))])
    health.refresh_from_db()
    assert (health.state, health.failures, health.opened_at) == ("closed", 0, None)
    assert kinds_about(subject_of_line(health.pk)) == ["GatewayFound", "GatewayLost"]
    # Everybody's pause ends with it.
    one_round()
    assert Standing.objects.count() == TOO_OFTEN + 1


def way_of(claim):
    return reach([claim.account_id])[claim.account_id]


def test_a_bridge_that_hangs_holds_up_nobody_elses_accounts(bridged, settings):
    # A machine that pauses does not take what is visited for abandoned.
    settings.WATCH_LEASE_SECONDS = 60
    hung, well = bridged(accounts=2), bridged(accounts=2)
    of_hung, of_well = (Watch.objects.filter(account__in=one.accounts) for one in (hung, well))
    hangs = hung.terminal.hangs["account_info"] = threading.Event()
    with Watching(threads=4, seconds=60):
        wait_until(lambda: hung.terminal.calls["account_info"] and of_hung.exclude(lease=None).count() == 2)
        asked = clock.now()
        for account in well.accounts:
            look_now(account=account, by=None)
        wait_until(lambda: of_well.filter(seen_at__gte=asked).count() == 2)
        # The others hang all the time: neither seen nor given up.
        assert of_hung.filter(seen_at=None, failures=0).exclude(lease=None).count() == 2
        assert set(Standing.objects.values_list("pk", flat=True)) == {account.pk for account in well.accounts}
        hangs.set()
    before = dict(Standing.objects.filter(account__in=hung.accounts).values_list("pk", "seen_at"))
    hung.terminal.hangs["account_info"] = threading.Event()
    # Who hangs is given up in the end.
    with Watching(threads=4, seconds=1.0):
        for account in hung.accounts:
            look_now(account=account, by=None)
        wait_until(lambda: of_hung.filter(failure_kind=Failure.NOT_SENT).count() == 2)
    assert dict(Standing.objects.filter(account__in=hung.accounts).values_list("pk", "seen_at")) == before


def test_what_is_disabled_or_paused_rests(bridged):
    one = bridged(accounts=3)
    first, second, third = one.accounts
    enrol_accounts()
    disable_broker_account(account=first, reason="closed", by=None)
    Connection.objects.filter(account=second).update(paused_at=clock.now(), pause_reason="holiday")
    assert enrol_accounts().resting == 2
    due()
    assert {claim.account_id for claim in claim_visits(most=9)} == {third.pk}
    Connection.objects.filter(account=second).update(paused_at=None, pause_reason="")
    assert enrol_accounts().given == 1
    assert watch_of(second).state == "watching"


def test_a_look_that_is_asked_for_comes_at_once_and_once(bridged):
    one = bridged()
    (account,) = one.accounts
    with Watching():
        wait_until(lambda: Standing.objects.exists())
        before = not_due_today(account)
        # In one transaction: the watch makes none of its visits between the two.
        with transaction.atomic():
            look_now(account=account, by=None)
            look_now(account=account, by=None)
        wait_until(lambda: Standing.objects.get().seen_at > before)
    assert kinds_about(subject_of(account.pk)).count("BrokerLookAsked") == 1


def not_due_today(account):
    """When it was seen last: by itself its turn would not come again while a trial lasts."""
    wait_until(lambda: watch_of(account).lease is None)
    Watch.objects.filter(pk=account.pk).update(due_at=clock.now() + timedelta(days=1))
    return Standing.objects.get(pk=account.pk).seen_at


def test_interactive_brokers_is_watched_over_its_one_connection(gateway):
    account = an_account("U1234567", platform="ib", server="Interactive Brokers")
    tws = add_gateway(
        name="Invented TWS", platform="ib", address=f"127.0.0.1:{gateway.port}", options={"client_ids": "7-9"}, by=None
    )
    connect_account(account=account, gateway=tws, by=None)
    with Watching():
        wait_until(lambda: Standing.objects.filter(pk=account.pk).exists())
        before = not_due_today(account)
        look_now(account=account, by=None)
        wait_until(lambda: Standing.objects.get(pk=account.pk).seen_at > before)
    assert Standing.objects.get(pk=account.pk).equity > 0


def stand_still(process) -> None:
    """Stopped, and not where others would wait in the database for what it holds."""

    def stands() -> bool:
        process.send_signal(signal.SIGSTOP)
        assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
        if nobody_is_at_work():
            return True
        process.send_signal(signal.SIGCONT)
        return False

    wait_until(stands)


def test_killed_in_the_middle_of_a_sweep_nothing_is_twice_or_lost_and_it_goes_on(bridged, monkeypatch):
    one = bridged(accounts=30, balance=0.0)
    for account in one.accounts:
        one.terminals.market.cash(one.simulated[account.pk], 1000.0)
        buy(one, account)
    enrol_accounts()
    Watch.objects.update(due_at=clock.now() + timedelta(days=1))
    # A few are answered, then none: the one is killed over visits that it has begun.
    goes_on = threading.Event()
    one.terminal.before = lambda what, terminal: what == "positions_get" and terminal.calls[what] > 5 and goes_on.wait()
    monkeypatch.setenv("WATCH_CALL_SECONDS", "60")
    killed, other = a_process(), a_process()
    try:
        assert (killed.stdout.readline(), other.stdout.readline()) == (b"watching\n", b"watching\n")
        stand_still(other)
        due()
        wait_until(lambda: Standing.objects.count() >= 3 and one.terminal.calls["positions_get"] > 5)
        killed.send_signal(signal.SIGKILL)
        killed.wait(60)
        # What it had asked of the database in its last moment is done, or will not be.
        wait_until(nobody_is_at_work)
        died, ends = clock.now(), dict(Watch.objects.exclude(lease=None).values_list("pk", "leased_until"))
        goes_on.set()
        for account in one.accounts:
            buy(one, account, 0.25)
        other.send_signal(signal.SIGCONT)
        due()
        wait_until(lambda: Deal.objects.count() == 60)
        begun = dict(Watch.objects.filter(pk__in=ends).values_list("pk", "began_at"))
        wait_until(lambda: not Watch.objects.exclude(lease=None).exists())
        again = clock.now()
        due()
        wait_until(lambda: Watch.objects.filter(seen_at__gt=again).count() == 30)
    finally:
        goes_on.set()
        for process in (killed, other):
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.stdout.close()
    assert (killed.wait(60), other.wait(60)) == (-signal.SIGKILL, 0)
    # Its turns were free a lease after its death at the latest, and nobody's but its own until then.
    assert ends
    assert max(ends.values()) <= died + timedelta(seconds=LEASE)
    assert all(begun[pk] >= ends[pk] for pk in ends)
    assert Standing.objects.count() == 30
    assert (Deal.objects.count(), CashOperation.objects.count()) == (60, 30)
    assert Position.objects.filter(closed_at=None).count() == 60
    assert Snapshot.objects.count() >= 30
    assert not Watch.objects.exclude(failures=0).exists()
