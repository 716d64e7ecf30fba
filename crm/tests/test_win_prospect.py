"""Winning makes the client, the case and the way in, all of it or nothing, and once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Client, Invitation, User
from accounts.trail import api as trail
from compliance.models import KycCase
from crm.errors import DetailsMissing, NotNow
from crm.models import Prospect
from crm.services.change_prospect import change_prospect
from crm.services.win_prospect import win_prospect
from crm.tests.conftest import a_prospect, in_negotiation, person


def test_winning_opens_the_client_the_case_and_the_portal_without_retyping(sela):
    prospect = win_prospect(prospect=in_negotiation(sela, kind="company", phone="+41 44 000 00 00"), by=sela)
    client = prospect.client
    assert (client.name, client.kind, client.email, client.phone, client.country, client.reporting_currency) == (
        "Ada Example", "company", "ada@prospects.example", "+41 44 000 00 00", "CH", "USD",
    )  # fmt: skip
    assert client.kyc_case.items.count() == 7
    assert (client.kyc_case.expected_amount, client.kyc_case.expected_currency) == (250000, "USD")
    invitation = Invitation.objects.get(client=client)
    assert (invitation.email, invitation.state) == ("ada@prospects.example", "open")
    kinds = {event.kind for event in trail.events_about(client=client.pk)}
    assert kinds == {"ClientOpened", "CaseOpened", "UserInvited", "ProspectWon"}


def test_winning_again_answers_with_the_same_client(sela):
    prospect = in_negotiation(sela)
    first, second = win_prospect(prospect=prospect, by=sela), win_prospect(prospect=prospect, by=sela)
    assert first.client == second.client
    assert (Client.objects.count(), KycCase.objects.count(), Invitation.objects.count()) == (1, 1, 1)


def test_a_lead_is_not_won_and_nobody_without_an_address(sela):
    with pytest.raises(NotNow, match="Only a prospect in negotiation"):
        win_prospect(prospect=a_prospect(sela), by=sela)
    with pytest.raises(DetailsMissing, match="e-mail"):
        win_prospect(prospect=in_negotiation(sela, name="Bruno Sample", email=""), by=sela)
    assert not Client.objects.exists()


def test_when_one_part_fails_nothing_is_done(sela, monkeypatch):
    def fails(**_: object) -> None:
        raise RuntimeError("no invitation")

    monkeypatch.setattr("crm.services.win_prospect.invite_user", fails)
    prospect = in_negotiation(sela)
    with pytest.raises(RuntimeError):
        win_prospect(prospect=prospect, by=sela)
    prospect.refresh_from_db()
    assert prospect.state == "negotiation"
    assert not Client.objects.exists()
    assert not KycCase.objects.exists()


def test_whoever_has_a_login_already_acts_for_the_new_client_with_it(sela):
    win_prospect(prospect=in_negotiation(sela), by=sela)
    user = User.objects.create_user("ada@prospects.example", "a long password")
    company = in_negotiation(sela, name="Example Trading Ltd", kind="company", email="ada@prospects.example")
    client = win_prospect(prospect=company, by=sela).client
    assert list(client.users.all()) == [user]
    assert not Invitation.objects.filter(client=client).exists()


def test_a_client_is_not_changed_through_the_prospect(sela):
    prospect = win_prospect(prospect=in_negotiation(sela), by=sela)
    with pytest.raises(NotNow, match="is a client now"):
        change_prospect(prospect=prospect, by=sela, name="Somebody Else")


def test_64_clicks_at_once_make_one_client(committed_db):
    sela = person("Sela")
    prospect = in_negotiation(sela)
    ready = Barrier(16)

    def click(_: int) -> int:
        try:
            ready.wait(timeout=20)
            return win_prospect(prospect=Prospect.objects.get(pk=prospect.pk), by=sela).client_id
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        clients = set(threads.map(click, range(64)))
    assert len(clients) == 1
    assert (Client.objects.count(), KycCase.objects.count(), Invitation.objects.count()) == (1, 1, 1)
    assert len(trail.events_about(subject=prospect.reference, kinds=["ProspectWon"])) == 1
