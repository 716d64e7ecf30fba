"""Positions closed over the API: the plan first, then exactly its orders, once for a key."""

from datetime import timedelta

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import staff
from trading.orders.models import Instruction, Purpose
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import (
    SYMBOL,
    a_fill,
    a_position,
    a_trader,
    an_account,
    an_instrument,
    an_order,
    stands,
)
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")
PLAN, CLOSE = "instructions/closing", "instructions/close"


@pytest.fixture
def caller() -> Caller:
    return Caller(a_trader("tess@example.test"))


def held_by(strategy, account, volume):
    return a_fill(an_order(account, state="filled", strategy=strategy, volume=volume))


def kind_of(answer):
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def placed():
    return [
        (one.symbol, str(one.side), one.closes)
        for one in Instruction.objects.filter(purpose=Purpose.REDUCE).order_by("pk")
    ]


def test_the_orders_of_the_plan_are_placed_once_for_a_key(caller):
    account = an_account(margin_mode="hedge")
    long, short = a_position(account, "0.30"), a_position(account, "0.20", side="sell")
    plan = caller.get(PLAN, account=account.pk).json()
    told = [(one["symbol"], one["side"], one["volume"], one["closes"]) for one in plan["orders"]]
    assert told == [(SYMBOL, "sell", "0.3000000000", long.number), (SYMBOL, "buy", "0.2000000000", short.number)]
    # 0.30 lots of 100,000 at the bid.
    assert (plan["orders"][0]["worth"], plan["orders"][0]["currency"]) == ("32100.0000000000", "USD")
    assert not placed()
    body = {"account": account.pk, "mark": plan["mark"], "reason": "enough"}
    done = caller.post(CLOSE, body, key="one")
    assert done.status_code == 200, done.content
    assert [one["closes"] for one in done.json()["orders"]] == [long.number, short.number]
    assert {(one["purpose"], one["state"], one["placed_by"]) for one in done.json()["orders"]} == {
        ("reduce", "ready", "tess@example.test")
    }
    assert caller.post(CLOSE, body, key="one").json() == done.json()
    assert placed() == [(SYMBOL, "sell", long.number), (SYMBOL, "buy", short.number)]
    assert kind_of(caller.post(CLOSE, body, key="two")) == (409, "nothing-to-close")
    assert caller.get(PLAN, account=account.pk).json()["orders"] == []


def test_without_a_key_or_the_plans_mark_nothing_is_placed(caller):
    account = an_account(margin_mode="netting")
    a_position(account, "0.30")
    body = {"account": account.pk, "reason": "enough"}
    mark = caller.get(PLAN, account=account.pk).json()["mark"]
    assert caller.post(CLOSE, body).status_code == 400
    assert caller.post(CLOSE, {**body, "mark": ""}).status_code == 400
    assert caller.post(CLOSE, {**body, "mark": mark, "reason": ""}).status_code == 400
    assert kind_of(caller.post(CLOSE, {**body, "mark": "0" * 64})) == (409, "other-than-seen")
    assert (
        caller.browser.post(f"/api/v1/{CLOSE}", {**body, "mark": mark}, content_type="application/json").status_code
        == 400
    )
    assert not placed()


def test_what_has_changed_since_the_plan_is_not_closed(caller):
    account = an_account(margin_mode="hedge")
    a_position(account, "0.30")
    plan = caller.get(PLAN, account=account.pk).json()
    a_position(account, "0.10")
    body = {"account": account.pk, "reason": "enough"}
    assert kind_of(caller.post(CLOSE, {**body, "mark": plan["mark"]})) == (409, "other-than-seen")
    assert not placed()
    again = caller.get(PLAN, account=account.pk).json()
    assert again["mark"] != plan["mark"]
    assert len(caller.post(CLOSE, {**body, "mark": again["mark"]}).json()["orders"]) == 2


def test_one_symbol_or_one_position_alone(caller):
    account = an_account(margin_mode="hedge")
    an_instrument(account, "GBPUSD.r")
    one, other = a_position(account, "0.30"), a_position(account, "0.20", symbol="GBPUSD.r")
    closes = {one.number: {"number": one.number}, other.number: {"symbol": "GBPUSD.r"}}
    plans = {number: caller.get(PLAN, account=account.pk, **narrowed).json() for number, narrowed in closes.items()}
    for number, narrowed in closes.items():
        body = {"account": account.pk, "mark": plans[number]["mark"], "reason": "enough"}
        if number == one.number:
            # The plan of a part is none of the whole account.
            assert kind_of(caller.post(CLOSE, body)) == (409, "other-than-seen")
        done = caller.post(CLOSE, {**body, **narrowed}).json()
        assert [order["closes"] for order in done["orders"]] == [number]


def test_of_a_strategy_its_part_is_closed_and_its_stop_withdrawn(caller):
    account, mine, halted = an_account(margin_mode="netting"), a_strategy(), an_account(margin_mode="netting")
    held_by(mine, account, "0.40")
    held_by(mine, halted, "0.10")
    entry = Instruction.objects.get(account=account)
    an_order(account, state="accepted", purpose=Purpose.STOP, entry=entry, side="sell", strategy=mine)
    stands(account)
    a_position(account, "1.00")
    set_switch(scope="account", thing=halted, action="halt", reason="odd fills", by=a_trader())
    plan = caller.get(PLAN, strategy=mine.code).json()
    assert [(one["strategy"], one["volume"]) for one in plan["orders"]] == [(mine.code, "0.4000000000")]
    assert (plan["withdraws"], len(plan["refused"])) == (1, 1)
    assert "odd fills" in plan["refused"][0]
    done = caller.post(CLOSE, {"strategy": mine.code, "mark": plan["mark"], "reason": "enough"}).json()
    assert (done["withdrawn"], done["refused"]) == (1, plan["refused"])


def test_old_positions_are_closed_only_when_it_is_meant(caller):
    account = an_account(margin_mode="netting")
    a_position(account, "0.10")
    stands(account, ago=timedelta(minutes=3))
    plan = caller.get(PLAN, account=account.pk).json()
    assert "were last seen" in plan["cautions"][0]
    body = {"account": account.pk, "mark": plan["mark"], "reason": "enough"}
    assert kind_of(caller.post(CLOSE, body)) == (409, "needs-confirmation")
    assert caller.post(CLOSE, {**body, "confirmed": True}).status_code == 200


def test_an_account_or_a_strategy_is_named_and_no_others(caller):
    account, strategy = an_account(), a_strategy()
    for asked in ({}, {"account": account.pk, "strategy": strategy.code}, {"account": 10**12}, {"strategy": "NOTHING"}):
        assert caller.get(PLAN, **asked).status_code == 400, asked
        assert caller.post(CLOSE, {**asked, "mark": "x", "reason": "enough"}).status_code == 400, asked


def test_who_may_not_place_neither_closes_nor_sees_the_plan():
    account = an_account(margin_mode="netting")
    a_position(account, "0.10")
    mark = Caller(a_trader()).get(PLAN, account=account.pk).json()["mark"]
    for other in (a_developer(), staff("analyst", "ana@example.test")):
        assert Caller(other).get(PLAN, account=account.pk).status_code == 403
        body = {"account": account.pk, "mark": mark, "reason": "enough"}
        assert Caller(other).post(CLOSE, body).status_code == 403
    assert not placed()


def test_many_positions_ask_no_more_questions(caller, django_assert_max_num_queries):
    account = an_account(margin_mode="hedge")
    for _ in range(30):
        a_position(account, "0.10")
    with django_assert_max_num_queries(30):
        plan = caller.get(PLAN, account=account.pk).json()
    with django_assert_max_num_queries(60):
        done = caller.post(CLOSE, {"account": account.pk, "mark": plan["mark"], "reason": "enough"})
    assert len(done.json()["orders"]) == 30
