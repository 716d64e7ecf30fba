from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from accounts.services.open_client import open_client
from accounts.trail.api import Event, OutsideTransaction, events_about, record
from accounts.trail.domain.event import NotPlain
from fidus.lib import clock
from fidus.lib.money import Money


@dataclass(frozen=True)
class KettleBoiled(Event):
    water: Money
    on: date
    minutes: Decimal


def boiled(client: int | None = None, **fields) -> KettleBoiled:
    values = {"water": Money.of("1.50", "EUR"), "on": date(2026, 2, 28), "minutes": Decimal("3.5"), **fields}
    return KettleBoiled(subject="kettle:1", client=client, **values)


def test_an_event_says_what_happened_to_what_when_and_through_whom(db):
    ada = User.objects.create_user("ada@example.test", first_name="Ada", last_name="Example")
    client = open_client(kind="person", name="Bruno Sample", by=ada)
    with clock.at(datetime(2026, 3, 1, 9, 30, tzinfo=UTC)):
        key = record(boiled(client.pk), by=ada)
    (event,) = events_about(subject="kettle:1")
    assert (event.id, event.kind, event.client, event.actor) == (key, "KettleBoiled", client.pk, ada.pk)
    assert event.actor_label == "Ada Example <ada@example.test>"
    assert event.recorded_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert event.data == {"water": {"amount": "1.50", "currency": "EUR"}, "on": "2026-02-28", "minutes": "3.5"}


def test_events_of_a_client_come_newest_first(db):
    client = open_client(kind="person", name="Bruno Sample", by=None)
    other = open_client(kind="person", name="Carla Muster", by=None)
    record(boiled(client.pk), by=None)
    record(boiled(other.pk), by=None)
    assert [event.kind for event in events_about(client=client.pk)] == ["KettleBoiled", "ClientOpened"]
    assert [event.kind for event in events_about(client=client.pk, kinds={"ClientOpened"})] == ["ClientOpened"]
    assert len(events_about(client=client.pk, limit=1)) == 1
    assert events_about(client=client.pk)[0].actor_label == "system"


def test_an_event_carries_no_floats(db):
    with pytest.raises(NotPlain):
        record(boiled(minutes=3.5), by=None)


def test_an_event_outside_a_transaction_is_refused(committed_db):
    with pytest.raises(OutsideTransaction):
        record(boiled(), by=None)


def test_an_event_vanishes_with_the_transaction_of_its_cause(db):
    with transaction.atomic():
        record(boiled(), by=None)
        transaction.set_rollback(True)
    assert events_about(subject="kettle:1") == []


@pytest.mark.parametrize(
    "statement",
    ["update trail_event set subject = 'x'", "delete from trail_event", "truncate trail_event cascade"],
)
@pytest.mark.parametrize("role", ["fidus_app", "postgres"])
def test_the_trail_only_grows_for_the_application_and_even_for_the_owner(db, as_owner, statement, role):
    record(boiled(), by=None)
    connection.check_constraints()
    run = as_owner if role == "postgres" else connection.cursor().execute
    with pytest.raises(DatabaseError, match="only grows" if role == "postgres" else "permission denied"):
        run(statement)
