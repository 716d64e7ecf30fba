"""Trading is reduced and halted by one person at once; the firm goes on with two."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.tests.people import staff
from accounts.trail.api import events_about
from trading.orders.errors import NotAsDescribed, SecondPersonNeeded, WrongState
from trading.orders.models import Switch
from trading.orders.selectors.scopes import thing_of
from trading.orders.services.approve_resume import approve_resume
from trading.orders.services.decline_resume import decline_resume
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import a_trader, an_account
from trading.signals.tests.scenes import a_strategy

pytestmark = pytest.mark.usefixtures("db")


def trail(switch):
    return [event.kind for event in events_about(subject=switch.subject)][::-1]


@pytest.mark.parametrize("scope", ["broker", "account", "strategy"])
def test_one_person_reduces_halts_and_resumes(scope):
    trader, account, strategy = a_trader(), an_account(), a_strategy()
    thing = {"broker": account.broker, "account": account, "strategy": strategy}[scope]
    for action, state in [("reduce", "reducing"), ("halt", "halted"), ("reduce", "reducing"), ("resume", "active"),
                          ("halt", "halted"), ("resume", "active")]:  # fmt: skip
        switch = set_switch(scope=scope, thing=thing, action=action, reason=f"to {action}", by=trader)
        assert (switch.state, switch.reason, switch.set_by) == (state, f"to {action}", trader)
    assert Switch.objects.count() == 1
    assert trail(switch) == [
        "TradingReduced", "TradingHalted", "TradingReduced", "TradingResumed", "TradingHalted", "TradingResumed",
    ]  # fmt: skip
    assert events_about(subject=switch.subject)[0].data["scope"] == scope


def test_what_stands_so_already_is_refused_with_its_reason():
    trader, account = a_trader(), an_account()
    with pytest.raises(WrongState, match="Nothing is reduced or halted there"):
        set_switch(scope="account", thing=account, action="resume", reason="why not", by=trader)
    set_switch(scope="account", thing=account, action="halt", reason="odd fills", by=trader)
    with pytest.raises(WrongState, match="is halted already: odd fills"):
        set_switch(scope="account", thing=account, action="halt", reason="again", by=trader)
    with pytest.raises(NotAsDescribed, match="Say why"):
        set_switch(scope="account", thing=account, action="reduce", reason=" ", by=trader)


def test_the_firm_is_halted_by_one_and_resumed_by_two():
    first, second = a_trader(), a_trader()
    switch = set_switch(scope="firm", action="halt", reason="the feed lies", by=first)
    assert switch.state == "halted"
    asked = set_switch(scope="firm", action="resume", reason="the feed is right again", by=first)
    assert (asked.state, asked.asked_state, asked.asked_by) == ("halted", "active", first)
    with pytest.raises(WrongState, match="has asked for it already"):
        set_switch(scope="firm", action="resume", reason="me too", by=second)
    with pytest.raises(SecondPersonNeeded):
        approve_resume(switch=switch, by=first)
    done = approve_resume(switch=switch, by=second)
    assert (done.state, done.set_by, done.reason) == ("active", second, "the feed is right again")
    with pytest.raises(WrongState, match="Nobody asks"):
        approve_resume(switch=switch, by=second)
    assert trail(switch) == ["TradingHalted", "TradingResumeAsked", "TradingResumed"]
    assert set_switch(scope="firm", action="reduce", reason="once more", by=second).asked_by is None


def test_a_new_halt_and_a_no_end_the_asking():
    first, second = a_trader(), a_trader()
    switch = set_switch(scope="firm", action="reduce", reason="thin markets", by=first)
    set_switch(scope="firm", action="resume", reason="better now", by=first)
    set_switch(scope="firm", action="halt", reason="worse now", by=second)
    with pytest.raises(WrongState, match="Nobody asks"):
        approve_resume(switch=switch, by=second)
    set_switch(scope="firm", action="resume", reason="better now", by=first)
    assert decline_resume(switch=switch, reason="not yet", by=second).asked_state == ""
    assert trail(switch)[-1] == "TradingResumeDeclined"


def test_the_database_compares_the_two_persons_as_well():
    first = a_trader()
    switch = set_switch(scope="firm", action="halt", reason="the feed lies", by=first)
    set_switch(scope="firm", action="resume", reason="it does not", by=first)
    for changes in ({"state": "active"}, {"state": "active", "asked_by": None, "asked_state": ""}):
        with pytest.raises(IntegrityError, match="two_persons_let_the_firm"), transaction.atomic():
            Switch.objects.filter(pk=switch.pk).update(**changes)


def test_who_may_not_is_refused_and_fidus_itself_never_resumes():
    account = an_account()
    for role in ("strategy_developer", "analyst", "administrator"):
        with pytest.raises(PermissionDenied):
            set_switch(scope="firm", action="halt", reason="no", by=staff(role, f"{role}@example.test"))
    assert set_switch(scope="account", thing=account, action="halt", reason="a loss of 5 %", by=None).set_by is None
    with pytest.raises(ValueError, match="only people"):
        set_switch(scope="account", thing=account, action="resume", reason="", by=None)


def test_things_are_found_by_their_names():
    account, strategy = an_account(), a_strategy()
    assert thing_of("firm", "") is None
    assert thing_of("broker", account.broker) == account.broker
    assert thing_of("account", str(account.pk)) == account
    assert (thing_of("strategy", strategy.code), thing_of("strategy", strategy.pk)) == (strategy, strategy)
    for scope, name in [("firm", "x"), ("broker", "Nobody"), ("account", "0"), ("account", "x"), ("strategy", "NO")]:
        with pytest.raises(NotAsDescribed):
            thing_of(scope, name)
