"""The client reads of every change to where they are paid, by any door."""

from datetime import UTC, datetime, timedelta

from django.core import mail

from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.trail.api import events_about
from accounts.trail.registry import all_handlers
from fidus.lib import clock
from funds.tests.scenes import a_client, a_user
from funds.wallets import events
from funds.wallets.handlers import tell_client
from funds.wallets.selectors import addresses_of
from funds.wallets.services.activate_due_destinations import activate_due_destinations
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.retire_destination import retire_destination

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def letters(destination):
    mail.outbox.clear()
    tell_client(events_about(subject=destination.reference)[0])
    return mail.outbox


def test_each_step_is_told_with_what_to_do_if_it_was_somebody_else(db):
    ada = a_client()
    Client.objects.filter(pk=ada.pk).update(email="ada@example.com")
    ada.refresh_from_db()
    with clock.at(NOON):
        destination = propose_destination(
            client=ada, network="trc20", asset="USDT", address="TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL", label="Ledger",
            by=a_user(),
        )  # fmt: skip
        (letter,) = letters(destination)
        assert letter.subject.startswith("Was this you?")
        assert letter.to == ["ada@example.com"]
        assert "If this was not you, stop it at once" in letter.body
        assert "/portal/wallets/" in letter.body
        assert "TNPe…YqeL" in letter.body
        assert "waits 48 hours" in letter.body
        confirm_destination(destination=destination, by=a_user("second"))
        assert "used from 3 June 2026, 12:00 UTC" in letters(destination)[0].body
    with clock.at(NOON + timedelta(hours=48)):
        activate_due_destinations()
        assert "take it out of use at once" in letters(destination)[0].body
        retire_destination(destination=destination, by=a_user())
        assert "no longer in use" in letters(destination)[0].subject


def test_everybody_who_acts_for_the_client_is_told_once_each(db):
    ada = a_client()
    Client.objects.filter(pk=ada.pk).update(email="Ada@example.com")
    ada.refresh_from_db()
    same, other, gone = (User.objects.create_user(f"{name}@example.com") for name in ("ada", "bea", "gone"))
    for person in (same, other, gone):
        add_member(client=ada, user=person, by=None)
    User.objects.filter(pk=gone.pk).update(state="suspended", is_active=False)
    assert addresses_of(ada) == ["ada@example.com", "bea@example.com"]


def test_every_event_of_a_destination_is_told():
    named = {name for name in vars(events) if name.startswith("Destination")}
    told = {kind for kind, names in all_handlers().items() if "funds.wallets.handlers.tell_client" in names}
    assert named == told
