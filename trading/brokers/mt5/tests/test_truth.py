"""Answers are of the account that was asked, exact, and whole."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import mt5_constants as mt5
import pytest

from trading.brokers.base import NotSent, OutcomeUnknown, WrongAccount
from trading.brokers.facts import OrderStatus
from trading.brokers.mt5.references import magic_of
from trading.brokers.mt5.tests.scene import Mt5Scene
from trading.brokers.tests.contract import EVER, limited, wanted


@pytest.fixture(autouse=True)
def _market(scene):
    scene.price("99", "101")


def test_two_accounts_on_one_terminal_never_mix(bridge):
    scenes = [Mt5Scene(bridge) for _ in range(3)]
    for number, scene in enumerate(scenes):
        scene.price("99", "101")
        scene.account.balance = 1000.0 * (number + 1)
    wrong, orders = [], []

    def use(scene, wanted_balance):
        broker = scene.broker(seconds=20.0)
        for round_ in range(8):
            account = broker.account()
            if (account.login, account.balance) != (scene.login, wanted_balance):
                wrong.append(account)
            if round_ % 4 == 0:
                orders.append((scene, broker.submit(limited(scene)).reference))
            wrong.extend(fact for fact in broker.orders() if int(fact.id) not in scene.account.orders)

    threads = [
        threading.Thread(target=use, args=(scene, Decimal(1000 * (number + 1))))
        for number, scene in enumerate(scenes)
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(orders) == 12
    for scene, reference in orders:
        assert [other.count_of(reference) for other in scenes] == [int(other is scene) for other in scenes]
    for scene in scenes:
        scene.end()


def test_the_account_changes_just_before_the_order_and_nothing_is_sent(scene):
    broker, request = scene.broker(), wanted(scene)
    broker.account()

    def switch(function, terminal):
        if function == "symbol_info_tick":
            scene.answer_for_another_account()

    scene.terminal.before = switch
    try:
        with pytest.raises(WrongAccount):
            broker.submit(request)
    finally:
        scene.terminal.before = None
    assert scene.count_of(request.reference) == 0


def test_the_account_changes_while_it_is_looked_at_and_nothing_is_believed(scene):
    broker = scene.broker()
    broker.account()

    def switch(function, terminal):
        if function == "positions_get":
            scene.answer_for_another_account()

    scene.terminal.before = switch
    try:
        with pytest.raises(WrongAccount):
            broker.positions()
    finally:
        scene.terminal.before = None


def test_another_account_after_the_order_makes_its_outcome_unknown(scene):
    broker, request = scene.broker(), wanted(scene)

    def switch(function, terminal):
        if function == "history_orders_get":
            scene.answer_for_another_account()

    scene.terminal.before = switch
    try:
        with pytest.raises(OutcomeUnknown):
            broker.submit(request)
    finally:
        scene.terminal.before, scene.terminal.lies_as = None, None
    assert broker.order(request.reference).status is OrderStatus.FILLED
    assert scene.count_of(request.reference) == 1


def test_the_same_login_on_another_server_is_another_account(scene):
    scene.terminal.lies_as = replace(scene.account, server="Invented-Demo")
    with pytest.raises(WrongAccount):
        scene.broker().account()


def test_a_wrong_password_is_refused_although_the_terminal_stands_on_the_account(scene):
    from trading.brokers.base import LoginRefused
    from trading.brokers.mt5.tests.scene import TOKEN

    assert scene.broker().account().login == scene.login
    with pytest.raises(LoginRefused):
        scene.broker(secrets={"password": "not this one", "token": TOKEN}).account()
    assert scene.broker().account().login == scene.login


def test_a_terminal_that_was_thrown_out_is_not_believed_from_memory(scene):
    broker = scene.broker()
    broker.account()
    scene.terminal.connected = False  # account_info goes on answering
    before = len(scene.terminal.logins)
    broker.account()
    assert len(scene.terminal.logins) == before + 1


def test_floats_become_the_decimals_they_were_meant_to_be(scene):
    scene.account.balance, scene.account.credit = 0.1 + 0.2, 1e9 + 0.07
    broker = scene.broker()
    account = broker.account()
    assert (account.balance, account.credit, account.equity) == (
        Decimal("0.30"), Decimal("1000000000.07"), Decimal("1000000000.37"),
    )  # fmt: skip
    scene.account.balance = 1_000_000.0
    for _ in range(3):
        broker.submit(wanted(scene, volume=Decimal("0.1")))
    market = scene.terminals.market
    deal = market._deal(
        scene.account, type=0, volume=0.1 + 0.2, price=99.989999999999995, symbol=scene.symbol, profit=-0.1 - 0.2,
        swap=-1e-17, order=1,
    )  # fmt: skip
    (fill,) = [fill for fill in broker.fills(EVER) if fill.id == str(deal["ticket"])]
    assert (fill.volume, fill.price, fill.profit, fill.swap) == (
        Decimal("0.3"), Decimal("99.99"), Decimal("-0.30"), Decimal("0.00"),
    )  # fmt: skip


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.7976931348623157e308])
def test_what_is_no_amount_is_no_answer(scene, value):
    scene.account.balance = value
    with pytest.raises(NotSent):
        scene.broker().account()


def test_times_are_the_brokers_clock(scene):
    scene.deposit("5.00")
    (operation,) = scene.broker().cash_operations(EVER)
    ahead = (operation.at - datetime.now(UTC)).total_seconds()
    assert abs(ahead - scene.terminals.market.ahead) < 30


@pytest.mark.parametrize(
    ("kind", "name"),
    [(2, "balance"), (3, "credit"), (4, "charge"), (5, "correction"), (6, "bonus"), (7, "commission"),
     (8, "daily commission"), (9, "monthly commission"), (10, "agent commission"), (11, "agent commission"),
     (12, "interest"), (15, "dividend"), (16, "dividend"), (17, "tax")],
)  # fmt: skip
def test_each_kind_of_cash_has_its_name(scene, kind, name):
    from trading.domain.history import CASH_KINDS

    scene.terminals.market.cash(scene.account, -12.34, kind, "invented")
    (operation,) = scene.broker().cash_operations(EVER)
    assert (operation.kind, operation.amount, operation.comment) == (name, Decimal("-12.34"), "invented")
    assert name in CASH_KINDS


def test_a_kind_of_deal_that_nobody_knows_is_not_guessed(scene):
    scene.terminals.market.cash(scene.account, 1.0, 99)
    with pytest.raises(NotSent):
        scene.broker().cash_operations(EVER)


def test_a_broker_that_cuts_comments_does_not_cut_references(scene):
    scene.account.comment_length = 4
    broker = scene.broker()
    requests = [wanted(scene, comment="a comment that is far longer than any platform keeps") for _ in range(2)]
    for request in requests:
        broker.submit(request)
    # The first letters are the same, so are the comments now.
    assert len({order["comment"] for order in scene.account.done.values()}) == 1
    assert [broker.order(request.reference).reference for request in requests] == [r.reference for r in requests]
    assert {fill.reference for fill in broker.fills(EVER)} == {request.reference for request in requests}


def test_the_platform_gets_a_comment_it_takes(scene):
    scene.broker().submit(wanted(scene, comment="täglich, \u2713 " * 9))
    assert len(scene.account.sent[-1]["comment"]) == 31
    assert scene.account.sent[-1]["comment"].isascii()


def test_an_order_that_somebody_typed_with_our_comment_is_not_ours(scene):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    typed = {**scene.account.orders[int(sent.id)], "ticket": 40_000_001, "magic": 0, "reason": 0}
    scene.account.orders[typed["ticket"]] = typed
    assert broker.order(request.reference).id == sent.id
    assert {order.id: order.reference for order in broker.orders()} == {sent.id: request.reference, "40000001": ""}


def test_a_stop_that_closes_our_position_is_not_taken_for_our_order(scene):
    broker, request = scene.broker(), wanted(scene)
    sent = broker.submit(request)
    stop = {**scene.account.done[int(sent.id)], "ticket": 40_000_002, "type": 1, "reason": 4, "comment": "[sl 90]"}
    scene.account.done[stop["ticket"]] = stop | {"time_setup_msc": 1}
    deal = scene.terminals.market._deal(
        scene.account, order=stop["ticket"], type=1, entry=1, magic=magic_of(request.reference), reason=4,
        volume=0.01, price=90.0, symbol=scene.symbol,
    )  # fmt: skip
    assert broker.order(request.reference).id == sent.id
    assert {fill.id: fill.reference for fill in broker.fills(EVER)}[str(deal["ticket"])] == ""


def test_a_second_order_with_the_same_reference_is_not_sent(scene):
    broker, request = scene.broker(), limited(scene)
    broker.submit(request)
    with pytest.raises(OutcomeUnknown) as unknown:
        broker.submit(request)
    assert unknown.value.code == "duplicate"
    assert scene.count_of(request.reference) == 1


def test_an_old_order_is_found_too(scene):
    broker, request = scene.broker(), wanted(scene)
    sent = broker.submit(request)
    row = scene.account.done[int(sent.id)]
    for name in ("time_setup", "time_done"):
        row[name] -= 400 * 86_400
        row[f"{name}_msc"] = row[name] * 1000
    assert broker.order(request.reference).id == sent.id


def test_twenty_thousand_deals_come_whole_and_in_pages(scene):
    first, rows = 1_600_000_000, []
    for number in range(20_000):
        at = first + number // 3  # several in one second
        rows.append({
            "ticket": 10_000_000 + number, "order": 9_000_000 + number, "time": at, "time_msc": at * 1000 + number % 3,
            "type": mt5.DEAL_TYPE_BUY if number % 10 else mt5.DEAL_TYPE_BALANCE, "entry": 0, "magic": 0,
            "position_id": 0, "reason": 0, "volume": 0.01, "price": 100.5, "commission": -0.01, "swap": 0.0,
            "profit": 0.03, "fee": 0.0, "symbol": scene.symbol if number % 10 else "", "comment": "",
            "external_id": "",
        })  # fmt: skip
    scene.account.deals[:] = rows
    broker = scene.broker(seconds=20.0)
    pages, ask = [], broker._line.ask

    def count_pages(operation, arguments):
        told = ask(operation, arguments)
        pages.append(len(told["deals"]))
        return told

    broker._line.ask = count_pages
    fills = broker.fills(EVER)
    assert [fill.id for fill in fills] == [str(row["ticket"]) for row in rows if row["symbol"]]
    assert (sum(pages), max(pages) <= 2000) == (20_000, True)
    later = datetime.fromtimestamp(first + 5000, UTC)
    seen = broker.visit(later)
    assert len(seen.fills) + len(seen.cash) == sum(row["time"] >= first + 5000 for row in rows) > 2 * max(pages)
    assert {operation.at >= later for operation in broker.cash_operations(later)} == {True}
