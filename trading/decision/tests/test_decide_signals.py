"""From signals to decisions and orders, with everything that is really there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

import trading.decision.services.decide_signals as module
from fidus.lib import clock
from trading.brokers import facts
from trading.decision.models import Decision
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests.scenes import (
    NOW,
    a_signal,
    allocated,
    an_account,
    filled,
    limited,
    listed,
    shares,
    stand,
    strategy_of,
)
from trading.market.models import SymbolMapping
from trading.models import CashOperation, Position
from trading.orders.models import Instruction, Switch
from trading.watch.models import Snapshot


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(NOW):
        yield


def test_a_signal_becomes_an_order_on_the_account_that_its_strategy_trades():
    shares()
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account)
    signal = a_signal(strategy)

    (decided,) = decide_signals([signal.pk])

    (order,) = Instruction.objects.all()
    assert (order.side, order.volume, order.state, order.purpose) == ("buy", Decimal(50), "ready", "open")
    assert order.send_until == signal.valid_until
    (decision,) = Decision.objects.all()
    assert decision.outcome == "ordered", decision.words
    assert list(decision.instructions.all()) == [order] == decided.instructions
    signal.refresh_from_db()
    assert signal.state == "decided"


def test_deciding_twice_adds_nothing():
    shares()
    strategy = strategy_of()
    allocated(strategy, an_account())
    signal = a_signal(strategy)
    assert len(decide_signals([signal.pk])) == 1
    assert decide_signals([signal.pk]) == []
    assert Instruction.objects.count() == Decision.objects.count() == 1


def test_a_signal_without_an_allocation_is_declined_as_a_whole():
    signal = a_signal(strategy_of())
    decide_signals([signal.pk])
    decision = Decision.objects.get()
    assert (decision.account, decision.outcome, decision.rule) == (None, "declined", "allocation")


def test_days_of_an_allocation_are_kept():
    shares()
    strategy = strategy_of()
    allocated(strategy, an_account(), starts_on=NOW.date() + timedelta(days=1))
    allocated(strategy, an_account(), ends_on=NOW.date() - timedelta(days=1))
    decide_signals([a_signal(strategy).pk])
    assert Decision.objects.get().rule == "allocation"


def test_each_account_is_decided_by_its_own_equity_and_one_that_cannot_be_traded_stops_no_other():
    shares()
    strategy = strategy_of()
    small, large, away = an_account("10000"), an_account("100000"), an_account(connected=False)
    for account in (small, large, away):
        allocated(strategy, account)
    decide_signals([a_signal(strategy).pk])
    assert dict(Instruction.objects.values_list("account", "volume")) == {small.pk: 5, large.pk: 50}
    assert Decision.objects.get(account=away).rule == "connection"


def test_units_are_split_by_the_equity_of_the_accounts():
    shares()
    strategy = strategy_of()
    accounts = [an_account("30000"), an_account("60000")]
    for account in accounts:
        allocated(strategy, account)
    decide_signals([a_signal(strategy, size_kind="units", size_value=Decimal(60)).pk])
    assert list(Instruction.objects.order_by("account").values_list("volume", flat=True)) == [20, 40]


def test_a_fault_of_one_account_is_no_others(monkeypatch):
    shares()
    strategy = strategy_of()
    broken, whole = an_account(), an_account()
    for account in (broken, whole):
        allocated(strategy, account)
    real = module.decide

    def decide(case):
        if case.account.name.startswith(broken.login):
            raise ZeroDivisionError
        return real(case)

    monkeypatch.setattr(module, "decide", decide)
    decide_signals([a_signal(strategy).pk])
    assert dict(Decision.objects.values_list("account", "rule")) == {broken.pk: "fault", whole.pk: ""}
    assert Instruction.objects.get().account == whole


def test_the_second_signal_of_a_call_has_the_room_that_the_first_left():
    shares()
    strategy = strategy_of()
    allocated(strategy, an_account(), size_value=Decimal(7))
    decide_signals([a_signal(strategy).pk, a_signal(strategy).pk, a_signal(strategy).pk])
    assert list(Instruction.objects.order_by("pk").values_list("volume", flat=True)) == [70, 30]
    assert Decision.objects.get(outcome="declined").rule == "position"


def test_what_the_broker_was_seen_to_hold_counts_and_so_do_fills_since():
    shares()
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account)
    Position.objects.create(
        account=account, external_id="1", symbol="INVENTED", side="buy", volume=60, open_price=90, close_price=99
    )
    decide_signals([a_signal(strategy).pk])
    (first,) = Instruction.objects.all()
    assert first.volume == 40
    with clock.at(NOW + timedelta(seconds=20)):
        filled(first, 30)
        signal = a_signal(strategy)
        decide_signals([signal.pk])
    assert Decision.objects.get(signal=signal).rule == "position"


def test_a_cancelled_order_makes_room_once_the_account_was_seen_after_it():
    shares()
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account, size_value=Decimal(10))
    decide_signals([a_signal(strategy).pk])
    (first,) = Instruction.objects.all()
    # The broker counts 60 filled of 100, and none of the fills is told yet.
    later = NOW + timedelta(seconds=10)
    Instruction.objects.filter(pk=first.pk).update(state="cancelled", told_filled=60, sent_at=NOW, done_at=later)
    with clock.at(later):
        decide_signals([a_signal(strategy).pk])
        assert Instruction.objects.latest("pk").volume == 40


def test_a_flip_turns_what_the_strategy_holds_by_its_fills():
    shares()
    strategy, account = strategy_of(), an_account(margin_mode="netting")
    allocated(strategy, account)
    decide_signals([a_signal(strategy).pk])
    filled(Instruction.objects.get())
    with clock.at(NOW + timedelta(seconds=30)):
        stand(account, "100000", seen=NOW + timedelta(seconds=29))
        Position.objects.create(
            account=account, external_id="1", symbol="INVENTED", side="buy", volume=50, open_price=100
        )
        signal = a_signal(strategy, side="sell", kind="flip")
        decide_signals([signal.pk])
    assert list(signal.instructions.order_by("pk").values_list("purpose", "side", "volume")) == [
        ("reduce", "sell", 50), ("open", "sell", Decimal(50)),
    ]  # fmt: skip


def test_what_the_broker_closed_by_itself_is_not_closed_again():
    shares()
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account)
    decide_signals([a_signal(strategy).pk])
    filled(Instruction.objects.get(), position="77")
    with clock.at(NOW + timedelta(seconds=60)):
        # Seen a minute later, the account has no such position any more: its stop was reached.
        stand(account, "100000", seen=NOW + timedelta(seconds=59))
        signal = a_signal(strategy, kind="exit", legs=[{"symbol": "INVENTED", "side": ""}])
        decide_signals([signal.pk])
    assert Decision.objects.get(signal=signal).rule == "holding"


def test_each_position_is_closed_by_an_order_of_its_own():
    shares()
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account, size_value=Decimal(4))
    for number in ("11", "12"):
        signal = a_signal(strategy)
        decide_signals([signal.pk])
        filled(signal.instructions.get(), position=number)
    signal = a_signal(strategy, kind="exit", legs=[{"symbol": "INVENTED", "side": ""}])
    decide_signals([signal.pk])
    assert list(signal.instructions.order_by("closes").values_list("closes", "volume")) == [("11", 40), ("12", 40)]


def test_another_currency_is_reckoned_by_the_quoted_pair_and_declined_without_one():
    shares(currency="EUR")
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account)
    first = a_signal(strategy)
    decide_signals([first.pk])
    assert Decision.objects.get(signal=first).rule == "currency"
    listed("EURUSD", bid="1.2490", ask="1.2500")
    decide_signals([a_signal(strategy).pk])
    assert Instruction.objects.get().volume == 40


def test_a_symbol_that_nobody_approved_is_declined():
    SymbolMapping.objects.filter(instrument=shares()).update(state="refused")
    strategy = strategy_of()
    allocated(strategy, an_account())
    decide_signals([a_signal(strategy).pk])
    assert Decision.objects.get().rule == "instrument"


def test_an_option_is_found_by_its_underlying_expiry_strike_and_right():
    terms = {
        "kind": "option",
        "underlying": "SPY",
        "expires_on": datetime(2027, 6, 18, 20, tzinfo=UTC),
        "multiplier": Decimal(100),
    }
    for strike in (600, 560):
        shares(f"SPY P{strike}", bid="2", ask="2.10", strike=Decimal(strike), right=facts.OptionRight.PUT, **terms)
    strategy, account = strategy_of(), an_account("1000000")
    allocated(strategy, account)
    limited("position", "1000")
    limited("broker", "1000")
    leg = {"symbol": "SPY", "asset": "option", "expiry": date(2027, 6, 18), "right": "put"}
    legs = [{**leg, "side": "buy", "strike": Decimal(600)}, {**leg, "side": "sell", "strike": Decimal(560), "ratio": 2}]
    decide_signals([a_signal(strategy, legs=legs, size_kind="units", size_value=Decimal(2)).pk])
    assert list(Instruction.objects.order_by("pk").values_list("symbol", "side", "volume")) == [
        ("SPY P600", "buy", 2), ("SPY P560", "sell", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(("mode", "state"), [("approval", "held"), ("dry run", "dry run")])
def test_the_mode_is_the_orders_first_state(mode, state):
    shares()
    strategy = strategy_of(mode=mode)
    allocated(strategy, an_account())
    decide_signals([a_signal(strategy).pk])
    assert Instruction.objects.get().state == state


def test_switches_are_asked():
    shares()
    strategy, account = strategy_of(), an_account()
    allocated(strategy, account)
    Switch.objects.create(scope="account", account=account, state="halted", reason="storm", set_at=NOW)
    decide_signals([a_signal(strategy).pk])
    decision = Decision.objects.get()
    assert decision.rule == "switch"
    assert "storm" in decision.words
    assert "storm" not in decision.told


def test_a_hundred_signals_take_as_many_questions_as_one(django_assert_max_num_queries):
    shares()
    strategies = [strategy_of() for _ in range(4)]
    for _ in range(3):
        account = an_account("1000000")
        for strategy in strategies:
            allocated(strategy, account, "25", size_value=Decimal(1))
    pks = [a_signal(strategies[place % 4]).pk for place in range(100)]
    with django_assert_max_num_queries(25):
        assert len(decide_signals(pks)) == 100
    assert Decision.objects.count() == 300


def test_what_was_decided_stays():
    decide_signals([a_signal(strategy_of()).pk])
    with pytest.raises(ProgrammingError), transaction.atomic():
        Decision.objects.update(outcome="ordered")


def test_what_came_before_the_days_first_look_is_no_flow_and_a_broker_ahead_of_us_hides_no_loss():
    shares()
    strategy, account = strategy_of(), an_account("94000")
    allocated(strategy, account)
    morning = NOW.replace(hour=1, minute=0)
    with connection.cursor() as cursor:
        cursor.execute("select watch_have_days(%s, %s)", [NOW.date(), NOW.date()])
    figures = {"balance": 100_000, "equity": 100_000, "credit": 0, "margin": 0, "source": "poll"}
    Snapshot.objects.create(account=account, at=morning, **figures)

    def flow(number: int, amount: int, at: datetime) -> None:
        CashOperation.objects.create(account=account, ticket=number, operated_at=at, kind="balance", amount=amount)

    flow(1, 50_000, morning - timedelta(minutes=1))
    # Three in the morning there may have been midnight here: before the first look.
    flow(2, -5_000, morning + timedelta(hours=2))
    first = a_signal(strategy)
    decide_signals([first.pk])
    assert Decision.objects.get(signal=first).rule == "daily loss"
    flow(3, -5_000, morning + timedelta(hours=5))
    second = a_signal(strategy)
    decide_signals([second.pk])
    assert Decision.objects.get(signal=second).outcome == "ordered"
