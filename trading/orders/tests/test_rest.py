"""Orders over the API: placed once for a key, own rows alone, two persons to resume."""

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import staff
from trading.orders.models import Instruction
from trading.orders.tests.scenes import SYMBOL, a_fill, a_trader, an_account, an_order, of_strategy
from trading.signals.tests.scenes import a_developer

pytestmark = pytest.mark.usefixtures("db")


def new(account, **given):
    return {"account": account.pk, "symbol": SYMBOL, "side": "buy", "kind": "market", "volume": "0.05", **given}


def test_an_order_is_placed_once_for_a_key():
    account, caller = an_account(), Caller(a_trader())
    made = caller.post("instructions", new(account), key="one")
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["volume"], made.json()["purpose"]) == ("ready", "0.05000000", "open")
    again = caller.post("instructions", new(account), key="one")
    assert again.json()["reference"] == made.json()["reference"]
    assert Instruction.objects.count() == 1


def test_what_is_refused_says_why():
    account, caller = an_account(), Caller(a_trader())
    large = caller.post("instructions", new(account, volume="0.50"))
    assert (large.status_code, large.json()["type"].rpartition("/")[2]) == (409, "needs-confirmation")
    assert "53.5 %" in large.json()["detail"]
    assert caller.post("instructions", new(account, volume="0.50", confirmed=True)).status_code == 201
    assert "steps of 0.01" in caller.post("instructions", new(account, volume="0.015")).json()["detail"]
    assert caller.post("instructions", new(account, side="up")).status_code == 400
    assert caller.post("instructions", new(account, volume="0")).status_code == 400
    assert caller.post("instructions", {**new(account), "account": 10**12}).status_code == 400


def test_one_order_is_released_changed_and_cancelled():
    account, placer = an_account(), a_trader()
    held = Caller(placer).post("instructions", new(account, hold=True)).json()["reference"]
    assert Caller(placer).post(f"instructions/{held}/release", {}).status_code == 403
    other = Caller(a_trader())
    assert other.post(f"instructions/{held}/release", {"reason": "agreed"}).json()["state"] == "ready"
    works = an_order(account, state="accepted")
    changed = other.post(f"instructions/{works}/change", {"volume": "0.05"})
    assert changed.json()["change_asked"] == {"volume": "0.05"}
    assert other.post(f"instructions/{works}/cancel", {}).json()["cancel_asked_at"] is not None
    assert other.post(f"instructions/{works}/change", {"volume": "0.04"}).status_code == 409
    declined = an_order(account, state="held")
    assert other.post(f"instructions/{declined}/decline", {"reason": "no"}).json()["state"] == "dropped"


def test_developers_see_their_own_and_change_nothing():
    account = an_account()
    mine, others = of_strategy(account, state="accepted"), of_strategy(account, state="accepted")
    hand = an_order(account)
    fills = {order: a_fill(order, "0.05") for order in (mine, others)}
    dev = Caller(mine.strategy.developer)
    assert [row["reference"] for row in dev.get("instructions").json()["data"]] == [mine.reference]
    assert [row["number"] for row in dev.get("fills").json()["data"]] == [fills[mine].number]
    assert dev.get(f"instructions/{mine}").status_code == 200
    for order in (others, hand):
        assert dev.get(f"instructions/{order}").status_code == 404
    assert dev.get(f"fills/{fills[others].pk}").status_code == 404
    for call, body in [("instructions", new(account)), (f"instructions/{mine}/cancel", {}),
                       ("switches", {"scope": "firm", "action": "halt", "reason": "x"})]:  # fmt: skip
        assert dev.post(call, body).status_code == 403
    assert Caller(staff("analyst", "ana@example.test")).get("instructions").json()["data"][0]["reference"]


def test_the_firm_is_halted_and_resumed_by_two():
    first, second = Caller(a_trader()), Caller(a_trader())
    halt = {"scope": "firm", "action": "halt", "reason": "the feed lies"}
    switch = first.post("switches", halt).json()
    assert (switch["scope"], switch["state"]) == ("firm", "halted")
    assert first.post("switches", halt).status_code == 409
    asked = first.post("switches", {**halt, "action": "resume", "reason": "it is right"}).json()
    assert (asked["state"], asked["asked_state"]) == ("halted", "active")
    assert first.post(f"switches/{switch['id']}/approve-resume", {}).status_code == 403
    assert second.post(f"switches/{switch['id']}/approve-resume", {}).json()["state"] == "active"


def test_switches_are_of_things_that_are():
    caller, account = Caller(a_trader()), an_account()
    strategy = of_strategy(account).strategy
    for scope, thing, status in [
        ("account", f"{account.pk}", 201), ("broker", account.broker, 201), ("strategy", strategy.code, 201),
        ("account", "0", 409), ("broker", "Nobody", 409), ("strategy", "NOTHING", 409), ("firm", "x", 409),
    ]:  # fmt: skip
        given = {"scope": scope, "thing": thing, "action": "reduce", "reason": "odd fills"}
        assert caller.post("switches", given).status_code == status
    shown = Caller(a_developer()).get("switches").json()["data"]
    assert {row["scope"] for row in shown} == {"account", "broker"}
