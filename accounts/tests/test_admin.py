import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Client, Invitation, User
from accounts.selectors import clients_of
from accounts.services.change_roles import roles_of
from accounts.services.invite_user import invite_user
from accounts.tests.people import a_client, member, staff
from accounts.trail.api import events_about


def at(name: str, *args: object) -> str:
    return reverse(f"admin:accounts_{name}", args=args)


@pytest.fixture
def boss(db, client):
    user = staff("administrator", "boss@example.test", first_name="Berta", last_name="Muster")
    client.force_login(user)
    return user


@pytest.fixture
def office(db, client):
    user = staff("back_office", "office@example.test")
    client.force_login(user)
    return user


def test_the_office_opens_a_client_and_invites_its_people(office, client):
    form = {"kind": "company", "name": "Muster Holding GmbH", "country": "de", "reporting_currency": "EUR"}
    response = client.post(at("client_open"), form)
    opened = Client.objects.get(name="Muster Holding GmbH")
    assert response.url == at("client_change", opened.pk)
    assert opened.country == "DE"
    client.post(at("client_invite", opened.pk), {"email": "carla@example.test"})
    assert Invitation.objects.get().client == opened
    assert {event.actor for event in events_about(client=opened.pk)} == {office.pk}
    page = client.get(at("client_change", opened.pk)).content.decode()
    assert "Muster Holding GmbH" in page
    assert at("client_invite", opened.pk) in page


def test_the_office_lets_people_in_and_out(office, client):
    bruno, carla = a_client(), a_client("Carla Muster")
    user = member(bruno)
    client.post(at("client_add_member", carla.pk), {"email": user.email})
    assert set(clients_of(user)) == {bruno, carla}
    client.post(at("client_remove_member", bruno.pk), {"email": user.email})
    assert set(clients_of(user)) == {carla}
    response = client.post(at("client_remove_member", bruno.pk), {"email": user.email})
    assert b"does not act for this client" in response.content
    response = client.post(at("client_add_member", carla.pk), {"email": "nobody@example.test"})
    assert b"no login for this address" in response.content


def test_the_administrator_invites_colleagues_and_takes_invitations_back(boss, client):
    client.post(at("user_invite"), {"email": "nina@example.test", "role": "analyst"})
    invitation = Invitation.objects.get()
    assert b"nina@example.test" in client.get(at("invitation_changelist")).content
    client.post(at("invitation_revoke", invitation.pk))
    assert Invitation.objects.get().state == "revoked"
    assert b"used or taken back already" in client.post(at("invitation_revoke", invitation.pk)).content


def test_the_administrator_suspends_reactivates_and_gives_roles(boss, client):
    olga = staff()
    page = client.get(at("user_change", olga.pk)).content.decode()
    assert at("user_suspend", olga.pk) in page
    assert at("user_reactivate", olga.pk) not in page
    assert client.get(at("user_suspend", olga.pk)).status_code == 200
    assert User.objects.get(pk=olga.pk).state == "active"
    client.post(at("user_suspend", olga.pk), {"reason": "Lost laptop"})
    assert User.objects.get(pk=olga.pk).state == "suspended"
    client.post(at("user_reactivate", olga.pk), {"reason": "Found it"})
    client.post(at("user_change_roles", olga.pk), {"roles": ["viewer"]})
    olga = User.objects.get(pk=olga.pk)
    assert (olga.state, roles_of(olga)) == ("active", ("viewer",))
    kinds = [event.kind for event in events_about(subject=f"user:{olga.pk}")]
    assert kinds == ["RolesChanged", "UserReactivated", "UserSuspended"]


def test_a_suspension_needs_a_reason_and_is_not_for_yourself(boss, client):
    olga = staff()
    client.post(at("user_suspend", olga.pk), {"reason": ""})
    assert User.objects.get(pk=olga.pk).state == "active"
    assert b"Ask a colleague" in client.post(at("user_suspend", boss.pk), {"reason": "Holiday"}).content


def test_a_deed_on_what_does_not_exist_is_not_found(boss, client):
    assert client.post(at("user_suspend", 999_999), {"reason": "x"}).status_code == 404


DEEDS = {
    "user_invite": {"administrator"},
    "user_suspend": {"administrator"},
    "user_change_roles": {"administrator"},
    "client_open": {"back_office"},
    "client_invite": {"administrator", "back_office"},
    "client_add_member": {"administrator", "back_office"},
    "invitation_revoke": {"administrator", "back_office"},
}
ROLES = ["administrator", "back_office", "trader", "strategy_developer", "analyst", "viewer"]


@pytest.mark.parametrize("role", ROLES)
def test_each_deed_is_open_to_its_roles_alone(db, client, role):
    bruno = a_client()
    things = {"user": staff("viewer", "v@example.test").pk, "client": bruno.pk}
    things["invitation"] = invite_user(email="x@example.test", client=bruno, by=None).pk
    client.force_login(staff(role))
    for deed, roles in DEEDS.items():
        on_list = deed in {"user_invite", "client_open"}
        url = at(deed) if on_list else at(deed, things[deed.split("_")[0]])
        assert client.get(url).status_code == (200 if role in roles else 403), deed
        assert client.post(url, {}).status_code != 403 or role not in roles


@pytest.mark.parametrize("page", ["user_changelist", "client_changelist", "invitation_changelist", "user_invite"])
def test_clients_and_strangers_do_not_enter(db, client, page):
    assert client.get(at(page)).status_code == 302
    client.force_login(member(a_client()))
    assert client.get(at(page)).status_code in {302, 403}


@pytest.mark.parametrize("model", ["user", "client", "invitation"])
def test_rows_are_neither_added_changed_nor_deleted_by_hand_even_by_a_superuser(db, client, model):
    client.force_login(User.objects.create_superuser("root@example.test"))
    things = {"user": member(a_client()), "client": Client.objects.get()}
    things["invitation"] = invite_user(email="x@example.test", client=things["client"], by=None)
    assert client.get(at(f"{model}_changelist")).status_code == 200
    assert client.get(at(f"{model}_add")).status_code == 403
    assert client.get(at(f"{model}_change", things[model].pk)).status_code == 200
    assert client.post(at(f"{model}_change", things[model].pk), {"email": "x@x.test"}).status_code == 403
    deleting = at(f"{model}_change", things[model].pk).replace("/change/", "/delete/")
    assert client.post(deleting, {"post": "yes"}).status_code == 404


def test_lists_ask_the_database_the_same_number_of_questions_however_long_they_are(boss, client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at("user_changelist")).status_code == 200
        return len(asked)

    staff()
    questions()
    few = questions()
    for place in range(10):
        staff("viewer", f"viewer{place}@example.test")
    assert questions() == few
