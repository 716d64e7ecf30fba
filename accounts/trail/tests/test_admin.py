import csv
import io

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.tests.people import a_client, staff
from accounts.trail.api import events_about, record
from accounts.trail.models import Delivery, StoredEvent
from accounts.trail.tests.happenings import rang

LIST, EXPORT = "admin:trail_storedevent_changelist", "admin:trail_storedevent_export"


@pytest.fixture
def officer(db, client):
    user = staff("compliance_officer")
    client.force_login(user)
    return user


def exported(client, **filters) -> list[dict[str, str]]:
    response = client.get(reverse(EXPORT), filters)
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_trail_is_searched_and_filtered(officer, client):
    a_client("Bruno Sample")
    record(rang(subject="bell:7"), by=officer)
    everything = client.get(reverse(LIST)).content.decode()
    assert "Bruno Sample" in everything
    assert "bell:7" in everything
    for query in ({"q": "bell:7"}, {"kind": "BellRang"}, {"subject": "bell:7"}):
        page = client.get(reverse(LIST), query)
        assert [event.kind for event in page.context["cl"].queryset] == ["BellRang"]


def test_the_list_shortens_hashes_and_an_event_shows_them_whole(officer, client):
    mark = "0123456789abcdef" * 4
    key = record(rang(diary=mark), by=officer)
    listed = client.get(reverse(LIST)).content.decode()
    assert mark not in listed
    assert "012345…abcdef" in listed
    assert mark in client.get(reverse("admin:trail_storedevent_change", args=[key])).content.decode()


def test_what_is_taken_out_is_what_the_filter_shows_and_that_is_on_the_trail_too(officer, client):
    a_client("Bruno Sample")
    record(rang(subject="bell:7"), by=officer)
    rows = exported(client, kind="BellRang")
    assert [row["subject"] for row in rows] == ["bell:7"]
    (event,) = events_about(subject="trail")
    assert (event.kind, event.actor, event.data) == (
        "TrailExported",
        officer.pk,
        {"events": 1, "filters": "kind=BellRang"},
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_nothing_in_the_file_is_run_as_a_formula(officer, client, start):
    record(rang(subject=f"{start}HYPERLINK(1)"), by=None)
    (row,) = exported(client, kind="BellRang")
    assert row["subject"].startswith("'")


@pytest.mark.parametrize(
    ("role", "reads", "exports"),
    [("administrator", 200, 200), ("back_office", 200, 403), ("trader", 403, 403), ("viewer", 403, 403)],
)
def test_who_reads_the_trail_and_who_takes_it_out(db, client, role, reads, exports):
    client.force_login(staff(role))
    assert client.get(reverse(LIST)).status_code == reads
    assert client.get(reverse(EXPORT)).status_code == exports


def test_a_dead_delivery_is_seen_and_sent_out_again(db, client):
    boss = staff("administrator")
    client.force_login(boss)
    key = record(rang(), by=None)
    delivery = Delivery.objects.create(event_id=key, handler="x.y", state="dead", last_error="ConnectionError: no rope")
    assert b"no rope" in client.get(reverse("admin:trail_delivery_changelist"), {"state__exact": "dead"}).content
    retry = reverse("admin:trail_delivery_retry", args=[delivery.pk])
    assert retry in client.get(reverse("admin:trail_delivery_change", args=[delivery.pk])).content.decode()
    assert client.post(retry).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 0)
    assert b"given up" in client.post(retry).content
    (event,) = events_about(subject=f"delivery:{delivery.pk}")
    assert (event.kind, event.actor) == ("DeliveryRetried", boss.pk)


def test_an_event_is_only_read(db, client):
    client.force_login(User.objects.create_superuser("root@example.test"))
    key = record(rang(), by=None)
    change = reverse("admin:trail_storedevent_change", args=[key])
    assert client.get(change).status_code == 200
    assert client.post(change, {"subject": "x"}).status_code == 403
    assert (
        client.post(
            reverse("admin:trail_storedevent_change", args=[key]).replace("change", "delete"), {"post": "yes"}
        ).status_code
        == 404
    )
    assert StoredEvent.objects.filter(pk=key).exists()
