import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from accounts.services.add_member import add_member
from accounts.services.remove_member import remove_member
from accounts.tests.people import a_client, member, staff
from accounts.views.portal import client_required


@client_required
def number(request) -> HttpResponse:
    return HttpResponse(request.client.number)


def ask(user, session=None, **query) -> HttpResponse:
    request = RequestFactory().get("/portal/", query)
    request.user, request.session = user, {} if session is None else session
    return number(request)


def test_a_member_is_given_their_client(db):
    bruno = a_client()
    assert ask(member(bruno)).content.decode() == bruno.number


def test_a_stranger_finds_nothing(db):
    a_client()
    with pytest.raises(Http404):
        ask(member())


def test_nobody_chooses_a_client_of_others(db):
    bruno, carla = a_client(), a_client("Carla Muster")
    user = member(bruno)
    for asked in (carla.number, "999999", ""):
        with pytest.raises(Http404):
            ask(user, client=asked)


def test_the_chosen_client_stays_for_the_session_until_it_is_no_longer_theirs(db):
    bruno, carla = a_client(), a_client("Carla Muster")
    user, session = member(bruno), {}
    add_member(client=carla, user=user, by=None)
    assert ask(user, session).content.decode() == bruno.number
    assert ask(user, session, client=carla.number).content.decode() == carla.number
    assert ask(user, session).content.decode() == carla.number
    remove_member(client=carla, user=user, by=None)
    assert ask(user, session).content.decode() == bruno.number


def test_staff_are_shown_the_way_to_the_back_office(db):
    response = ask(staff())
    assert response.status_code == 403
    assert b"/backoffice/" in response.content


def test_the_front_door_sends_everybody_to_their_rooms(db, client):
    assert client.get("/").url == "/accounts/login/?next=/"
    client.force_login(staff())
    assert client.get("/").url == "/backoffice/"


def test_nobody_gets_past_without_a_login(db):
    response = ask(AnonymousUser())
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
