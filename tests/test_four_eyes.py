"""Whoever asked never decides, by no door: each approval of the firm, posted directly by the person who asked for it.

Everybody here holds every right there is; only the comparison of persons stands in the way.
"""

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.gateway.tests.callers import Caller
from accounts.ledger.models.entry import Entry
from accounts.models import User
from accounts.tests.people import member
from accounts.trail.models import StoredEvent
from fidus.lib import clock
from fidus.wiring import APPROVALS
from funds.tests.scenes import a_client
from tests.asked import DEEDS, TODAY, Asked, boss
from tests.asked_by_api import CALLS

# A check needs no second person of its own: whoever approves is neither who asked nor who checked.
WITHOUT = {"redemptions.check_redemption"}


@pytest.fixture(autouse=True)
def on_a_day(db, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    with clock.at(TODAY):
        yield


def seen_by(user: User) -> Browser:
    browser = Browser(raise_request_exception=True)
    browser.force_login(user)
    return browser


def decided(user: User, asked: Asked):
    """Posted as the page's own form would: with what was previewed, where the page shows the posting first."""
    browser = seen_by(user)
    shown = browser.post(asked.address, asked.filled)
    if shown.status_code == 200 and shown.context and shown.context.get("previewed"):
        return browser.post(asked.address, {**asked.filled, "previewed": shown.context["previewed"]})
    return shown


def previewed_by_another(asked: Asked) -> dict[str, str]:
    """What a second person's preview has in its form, for somebody who forges it."""
    with transaction.atomic():
        shown = seen_by(boss()).post(asked.address, asked.filled)
        transaction.set_rollback(True)
    given = shown.context.get("previewed") if shown.status_code == 200 and shown.context else ""
    return {"previewed": given} if given else {}


def everything(asked: Asked) -> tuple[object, ...]:
    row = type(asked.row).objects.filter(pk=asked.row.pk).values().get()
    return row, Entry.objects.count(), StoredEvent.objects.count()


def test_every_approval_of_the_firm_is_tried():
    assert set(APPROVALS) - WITHOUT <= set(DEEDS.values())


@pytest.mark.parametrize("ask", DEEDS, ids=lambda ask: ask.__name__)
def test_whoever_asked_cannot_decide_by_posting_it_directly(ask):
    ann = boss("ann")
    asked = ask(ann)
    with clock.at(asked.on):
        forged = previewed_by_another(asked)
        browser = seen_by(ann)
        before = everything(asked)
        for filled in (asked.filled, {**asked.filled, **forged}):
            answer = browser.post(asked.address, filled)
            assert answer.status_code in (200, 302, 403, 422)
            assert everything(asked) == before, answer
        # The way is open for somebody else: it was the person that was refused, and nothing besides.
        decided(boss("second"), asked)
        assert everything(asked)[0] != before[0]


@pytest.mark.parametrize("ask", DEEDS, ids=lambda ask: ask.__name__)
def test_a_client_cannot_decide_anything(ask):
    asked = ask(boss("ann"))
    browser = seen_by(member(a_client("Bruno Sample"), email="bruno@example.test"))
    before = everything(asked)
    answer = browser.post(asked.address, asked.filled)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))
    assert everything(asked) == before


def test_every_approval_is_tried_through_the_api():
    assert set(CALLS) == set(DEEDS)


@pytest.mark.parametrize("ask", CALLS, ids=lambda ask: ask.__name__)
def test_whoever_asked_cannot_decide_through_the_api(ask):
    ann = boss("ann")
    asked = ask(ann)
    address, body = CALLS[ask](asked.row)
    with clock.at(asked.on):
        first, second = Caller(ann), Caller(boss("second"))
        before = everything(asked)
        answer = first.post(address, body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/api/problems/second-person-needed")
        assert everything(asked) == before
        assert second.post(address, body).status_code == 200
        assert everything(asked)[0] != before[0]
