"""A broker's own reason to look makes an account due, once, and no login is tried again for it."""

from datetime import timedelta

import pytest

from fidus.lib import clock
from trading.connections.registry import look_soon
from trading.connections.tests import scenes
from trading.watch.models import Watch
from trading.watch.services.enrol_accounts import enrol_accounts

pytestmark = pytest.mark.usefixtures("db")


def test_a_reason_makes_due_and_a_hundred_are_one_look():
    account = scenes.connected().account
    enrol_accounts()
    later = clock.now() + timedelta(minutes=5)
    Watch.objects.update(due_at=later, began_at=clock.now() - timedelta(seconds=5), asked_at=None)
    look_soon([account.pk, 99])
    first = Watch.objects.get()
    assert first.due_at <= clock.now()
    look_soon([account.pk])
    assert Watch.objects.get().asked_at == first.asked_at


def test_a_login_that_was_refused_is_not_tried_again_for_it():
    account = scenes.connected().account
    enrol_accounts()
    later = clock.now() + timedelta(minutes=5)
    Watch.objects.update(due_at=later, state="refused")
    look_soon([account.pk])
    assert Watch.objects.get().due_at == later
