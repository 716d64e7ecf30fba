from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from accounts.errors import AccountsError, AlreadyAUser, InvitationNotGood, UnknownRole, WrongState
from accounts.handlers import send_invitation
from accounts.models import ClientMembership, Invitation, User
from accounts.selectors import clients_of
from accounts.services.accept_invitation import accept_invitation
from accounts.services.invite_user import GOOD_FOR, invite_user, token_of
from accounts.services.revoke_invitation import revoke_invitation
from accounts.tests.people import PASSWORD, a_client, member, staff
from accounts.trail.api import events_about
from fidus.lib import clock


def page(invitation) -> str:
    return reverse("accept_invitation", args=[token_of(invitation)])


def answers(**changes) -> dict[str, str]:
    return {"first_name": "Bruno", "last_name": "Sample", "password": PASSWORD, **changes}


def test_an_invited_client_chooses_a_password_and_stands_in_the_portal(db, client):
    bruno = a_client()
    invitation = invite_user(email="Bruno@Example.test", client=bruno, by=staff())
    assert b"Bruno Sample" in client.get(page(invitation)).content
    response = client.post(page(invitation), answers())
    assert (response.status_code, response.url) == (302, "/")
    user = User.objects.get(email="bruno@example.test")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert list(clients_of(user)) == [bruno]
    assert not user.is_staff
    assert [group.name for group in user.groups.all()] == ["client"]
    kinds = {event.kind for event in events_about(client=bruno.pk)}
    assert kinds == {"ClientOpened", "UserInvited", "MemberAdded", "InvitationAccepted"}


def test_an_invited_colleague_stands_before_the_back_office(db, client):
    invitation = invite_user(email="nina@example.test", role="analyst", by=staff("administrator"))
    client.post(page(invitation), answers(first_name="Nina"))
    # In, and no further than the second step that staff set up before anything else.
    assert client.get("/").url == client.get(reverse("admin:index")).url == reverse("mfa_index")
    assert User.objects.get(email="nina@example.test").has_perm("accounts.view_client")


def test_the_letter_holds_the_link_and_the_database_does_not(db):
    invitation = invite_user(email="bruno@example.test", client=a_client(), by=staff())
    (event,) = events_about(subject=f"invitation:{invitation.pk}")
    send_invitation(event)
    send_invitation(event)
    first, second = mail.outbox
    token = token_of(invitation)
    assert page(invitation) in first.body
    assert first.body == second.body
    assert first.to == ["bruno@example.test"]
    assert token not in str(Invitation.objects.values().get()) + str(event)


def test_no_letter_goes_out_once_the_invitation_was_taken_back(db):
    invitation = invite_user(email="bruno@example.test", client=a_client(), by=staff())
    (event,) = events_about(subject=f"invitation:{invitation.pk}")
    revoke_invitation(invitation, by=None)
    send_invitation(event)
    assert mail.outbox == []
    with pytest.raises(WrongState):
        revoke_invitation(invitation, by=None)


def test_an_invitation_opens_once(db, client):
    invitation = invite_user(email="bruno@example.test", client=a_client(), by=staff())
    client.post(page(invitation), answers())
    client.logout()
    for response in (client.get(page(invitation)), client.post(page(invitation), answers(last_name="Thief"))):
        assert response.status_code == 410
        assert b"has been used" in response.content
    assert User.objects.get(email="bruno@example.test").last_name == "Sample"


@pytest.mark.parametrize(
    ("late", "status", "text"), [(-timedelta(seconds=1), 200, b"Welcome"), (timedelta(0), 410, b"expired")]
)
def test_an_invitation_is_good_for_a_week(db, client, late, status, text):
    invitation = invite_user(email="bruno@example.test", client=a_client(), by=staff())
    with clock.at(invitation.invited_at + GOOD_FOR + late):
        response = client.get(page(invitation))
        assert (response.status_code, text in response.content) == (status, True)
        assert client.post(page(invitation), answers()).status_code == (302 if status == 200 else 410)


def test_a_newer_invitation_replaces_the_older_one(db, client):
    bruno = a_client()
    older = invite_user(email="bruno@example.test", client=bruno, by=None)
    newer = invite_user(email="bruno@example.test", client=bruno, by=None)
    assert client.get(page(older)).status_code == 410
    assert client.get(page(newer)).status_code == 200


def test_a_made_up_link_opens_nothing(db, client):
    assert client.get(reverse("accept_invitation", args=["0" * 64])).status_code == 404


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "BrunoSample1"])
def test_a_weak_password_is_refused_at_its_field(db, client, password):
    invitation = invite_user(email="bruno@example.test", client=a_client(), by=None)
    response = client.post(page(invitation), answers(password=password))
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"password"}
    assert Invitation.objects.get().state == "open"


def test_an_address_that_has_a_login_is_not_invited_again(db):
    bruno = a_client()
    member(bruno, "bruno@example.test")
    with pytest.raises(AlreadyAUser):
        invite_user(email="BRUNO@example.test", client=a_client("Carla Muster"), by=None)


def test_two_invitations_for_one_address_do_not_make_two_logins(db, client):
    first = invite_user(email="bruno@example.test", client=a_client(), by=None)
    second = invite_user(email="bruno@example.test", client=a_client("Carla Muster"), by=None)
    client.post(page(first), answers())
    response = client.post(page(second), answers())
    assert response.status_code == 409
    assert b"is a login for your e-mail address already" in response.content
    assert Invitation.objects.get(pk=second.pk).state == "open"


@pytest.mark.parametrize("role", ["emperor", "client"])
def test_staff_are_invited_into_a_role_of_the_firm(db, role):
    with pytest.raises(UnknownRole):
        invite_user(email="nina@example.test", role=role, by=None)


def test_members_of_a_client_get_no_role_of_the_firm(db):
    with pytest.raises(UnknownRole):
        invite_user(email="nina@example.test", client=a_client(), role="administrator", by=None)


def test_of_64_who_accept_at_once_one_gets_in(committed_db):
    invitation = invite_user(email="bruno@example.test", client=a_client(), by=None)
    start, token = Barrier(16), token_of(invitation)

    def accept(place: int) -> str:
        try:
            if place < 16:
                start.wait()
            accept_invitation(token=token, first_name="Bruno", last_name=str(place), password=PASSWORD)
        except InvitationNotGood as error:
            return error.why
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(accept, range(64)))
    assert sorted(set(outcomes)) == ["in", "used"]
    assert outcomes.count("in") == User.objects.count() == ClientMembership.objects.count() == 1


def test_of_16_who_invite_the_same_person_at_once_one_invitation_stays_open(committed_db):
    bruno = a_client()
    start = Barrier(16)

    def invite(place: int) -> bool:
        try:
            start.wait()
            invite_user(email="bruno@example.test", client=bruno, by=None)
        except AccountsError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert any(pool.map(invite, range(16)))
    assert Invitation.objects.filter(state="open").count() == 1
