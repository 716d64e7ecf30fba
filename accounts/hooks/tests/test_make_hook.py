"""Who may have a webhook, of what it hears, and that events become messages once."""

from datetime import timedelta

import pytest

from accounts.hooks import registry
from accounts.hooks.errors import NotAsDescribed, WrongState
from accounts.hooks.events import HookMade
from accounts.hooks.gates import kinds_open_to
from accounts.hooks.models import Hook, Message, Reach
from accounts.hooks.services.change_hook import change_hook
from accounts.hooks.services.forget_messages import forget_messages
from accounts.hooks.services.give_up import give_up
from accounts.hooks.services.make_hook import MOST
from accounts.hooks.services.move_hook import move_hook
from accounts.hooks.services.queue_events import queue_events
from accounts.hooks.services.seal_secrets_anew import seal_secrets_anew
from accounts.hooks.services.send_again import send_again
from accounts.hooks.services.send_test import send_test
from accounts.hooks.tests.scenes import a_hook, a_message, an_owner, happens, queued
from accounts.services.end_access import end_access
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member, staff
from accounts.trail.models import StoredEvent
from fidus.lib import clock


def test_nobody_hears_of_what_they_may_not_see(db):
    client = member(a_client("Ada Example"), "ada@example.test")
    assert "InvestmentOpened" in kinds_open_to(client)
    assert {"MemberAdded", "RedemptionChecked", "PaymentSeen", "FeeRunPrepared"} & set(kinds_open_to(client)) == set()
    everything = set(registry.offered())
    assert set(kinds_open_to(an_owner())) == everything
    developers = kinds_open_to(an_owner("d@example.test", "strategy_developer"))
    assert {registry.address_of(kind) for kind in developers} == {
        "broker-accounts", "broker-reports", "broker-gateways", "broker-connections", "breaks", "alerts",
        "instruments", "symbol-mappings", "instructions", "strategies", "switches", "signal-messages",
    }  # fmt: skip
    with pytest.raises(NotAsDescribed, match="You cannot hear of these: MemberAdded"):
        a_hook(by=client)
    with pytest.raises(NotAsDescribed, match="at least one"):
        a_hook(by=client, kinds=[])
    with pytest.raises(NotAsDescribed, match="You cannot hear"):
        a_hook(kinds=["LoginFailed"], by=an_owner("b@example.test"))


def test_a_program_hears_no_more_than_it_was_lent(db):
    olga = an_owner()
    assert kinds_open_to(olga, ["clients:read", "hooks:write"]) == ["ClientOpened", "MemberAdded", "MemberRemoved"]
    with pytest.raises(NotAsDescribed):
        a_hook(by=olga, lent=["hooks:write"])


def test_staff_without_the_permission_have_none(db):
    with pytest.raises(NotAsDescribed, match="may not have webhooks"):
        a_hook(by=staff("compliance_officer"), kinds=["ClientOpened"])


def test_the_secret_is_told_once_and_lies_sealed(db):
    made = a_hook()
    assert made.secret.startswith("whsec_")
    assert made.secret not in Hook.objects.values_list("secret", flat=True).get()
    event = StoredEvent.objects.get(kind=HookMade.__name__)
    assert made.secret not in str(event.data)
    before = made.hook.secret
    assert seal_secrets_anew() == 1
    made.hook.refresh_from_db()
    assert made.hook.secret != before


def test_nobody_has_more_webhooks_than_they_can_look_after(db):
    olga = an_owner()
    hooks = [a_hook(by=olga).hook for _ in range(MOST)]
    with pytest.raises(NotAsDescribed, match="more than 10"):
        a_hook(by=olga)
    move_hook(hooks[0], "remove", by=olga)
    a_hook(by=olga)


def test_a_bad_address_is_refused_by_any_door(db):
    with pytest.raises(NotAsDescribed, match="not called: begin with https://"):
        a_hook("http://books.example/")


def test_a_webhook_is_off_until_somebody_who_may_switches_it_on(db):
    hook = a_hook().hook
    message = a_message(hook)
    hook = move_hook(hook, "switch_off", by=hook.owner)
    message.refresh_from_db()
    assert (hook.state, hook.why, message.state) == ("off", "its owner did it", "dropped")
    with pytest.raises(WrongState):
        move_hook(hook, "switch_off", by=hook.owner)
    with pytest.raises(WrongState):
        send_test(hook, by=hook.owner)
    assert move_hook(hook, "switch_on", by=hook.owner).state == "active"
    suspend_user(user=hook.owner, reason="Under review", by=None)
    hook.refresh_from_db()
    assert (hook.state, hook.why) == ("off", "the person's access was ended")
    with pytest.raises(WrongState, match="may not have webhooks"):
        move_hook(hook, "switch_on", by=None)


def test_whose_access_ended_in_any_way_hears_nothing_more(db):
    hook = a_hook().hook
    end_access(hook.owner)
    hook.refresh_from_db()
    assert hook.state == "off"


def test_what_it_hears_of_can_be_changed_within_the_same_bounds(db):
    user = member(a_client("Ada Example"), "ada@example.test")
    hook = a_hook(by=user, kinds=["StatementIssued"]).hook
    hook = change_hook(hook, kinds=["RedemptionPaid", "InterestPaid"], environment="test", by=user)
    assert (hook.kinds, hook.environment) == (["InterestPaid", "RedemptionPaid"], "test")
    with pytest.raises(NotAsDescribed):
        change_hook(hook, kinds=["ClientOpened"], environment="live", by=user)


def test_each_event_becomes_one_message_for_each_webhook_that_wants_it(committed_db):
    olga, second = an_owner(), an_owner("second@example.test")
    ada = a_client("Ada Example")
    happens(ada)
    assert queued() == 0, "what happened before there was a webhook is nobody's"
    one, two = a_hook(by=olga).hook, a_hook(by=second).hook
    a_hook(by=olga, kinds=["ClientOpened"])
    a_hook(by=olga, environment="test")
    event = happens(ada)
    assert queued() == 2
    assert queued() == 0
    assert set(Message.objects.values_list("hook", "event", "path")) == {
        (hook.pk, event, f"clients/{ada.number}") for hook in (one, two)
    }
    Reach.objects.update(seal=0)
    assert queue_events() == 2, "read twice, nothing is there twice"
    assert Message.objects.count() == 2


def test_a_client_hears_of_their_own_alone(committed_db, monkeypatch):
    ada, bruno = a_client("Ada Example"), a_client("Bruno Sample")
    monkeypatch.setitem(registry._addresses, "MemberAdded", "investments")
    monkeypatch.setattr(registry, "_of_clients", {"MemberAdded"})
    user = member(ada, "ada@example.test")
    hook = a_hook(by=user).hook
    happens(bruno)
    event = happens(ada)
    assert queued() == 1
    assert list(Message.objects.values_list("hook", "event")) == [(hook.pk, event)]


def test_many_events_are_read_in_stretches_and_none_is_passed_over(committed_db, monkeypatch):
    from accounts.hooks.services import queue_events as queueing

    monkeypatch.setattr(queueing, "STEP", 3)
    a_hook()
    ada = a_client("Ada Example")
    events = [happens(ada) for _ in range(10)]
    assert queued() == 10
    assert list(Message.objects.order_by("pk").values_list("event", flat=True)) == events


def test_dead_letters_are_sent_again_or_given_up(db):
    olga = an_owner()
    hook = a_hook(by=olga).hook
    first, second = (a_message(hook, state="dead", attempts=10) for _ in range(2))
    assert send_again(hook, Message.objects.filter(pk=first.pk), by=olga) == 1
    first.refresh_from_db()
    assert (first.state, first.attempts) == ("waiting", 0)
    with pytest.raises(WrongState):
        send_again(hook, Message.objects.filter(pk=first.pk), by=olga)
    assert give_up(hook, Message.objects.all(), reason="The receiver is gone", by=olga) == 1
    second.refresh_from_db()
    assert second.state == "dropped"
    with pytest.raises(WrongState):
        give_up(hook, Message.objects.all(), reason="Again", by=olga)
    kinds = StoredEvent.objects.filter(subject=hook.subject).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["HookMade", "MessagesSentAgain", "DeadLettersGivenUp"]


def test_test_messages_do_not_pile_up(db):
    hook = a_hook().hook
    for _ in range(5):
        send_test(hook, by=hook.owner)
    with pytest.raises(WrongState, match="wait already"):
        send_test(hook, by=hook.owner)


def test_old_messages_are_forgotten_dead_ones_later(db):
    hook = a_hook().hook
    ages = {"delivered": 31, "dropped": 31, "dead": 179, "waiting": 400}
    for state, days in ages.items():
        a_message(hook, state=state, happened_at=clock.now() - timedelta(days=days))
    assert forget_messages() == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"dead", "waiting"}
