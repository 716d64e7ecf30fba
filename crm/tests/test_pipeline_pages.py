"""The board, a prospect's page, and the forms to win and to lose, with and without HTMX."""

import pytest
from django.urls import reverse

from accounts.models import Client, User
from crm.models import Prospect
from crm.services.win_prospect import win_prospect
from crm.tests.conftest import a_prospect, in_negotiation, person

BOARD = reverse("admin:crm_pipeline")


def at(name: str, prospect: Prospect) -> str:
    return reverse(f"admin:crm_prospect_{name}", args=[prospect.pk])


@pytest.fixture
def seller(client, sela):
    client.force_login(sela)
    return sela


def test_the_board_shows_columns_amounts_and_owners(client, seller):
    a_prospect(seller)
    in_negotiation(seller, name="Bruno Sample", amount="1365178.54")
    page = client.get(BOARD).text
    for part in ("Lead", "Negotiation", "Won", "Lost", "Ada Example", "1,365,178.54", "Sela Example", "<html"):
        assert part in page


def test_the_same_address_answers_htmx_with_the_board_alone(client, seller):
    a_prospect(seller)
    answer = client.get(BOARD, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert 'id="board"' in answer.text
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["without script", "with HTMX"])
def test_a_card_is_moved_by_its_button(client, seller, headers):
    prospect = a_prospect(seller)
    answer = client.post(at("move", prospect), {"action": "negotiate"}, headers=headers, follow=True)
    assert answer.redirect_chain == [(BOARD, 302)]
    assert ("<html" in answer.text) == (not headers)
    prospect.refresh_from_db()
    assert prospect.state == "negotiation"


def test_a_move_that_came_too_late_says_so_on_the_board(client, seller):
    prospect = in_negotiation(seller)
    answer = client.post(at("move", prospect), {"action": "negotiate"}, headers={"HX-Request": "true"}, follow=True)
    assert "Nothing was moved." in answer.text


@pytest.mark.parametrize("action", ["win", "lose", "burn", ""])
def test_the_button_moves_no_further_than_it_may(client, seller, action):
    assert client.post(at("move", in_negotiation(seller)), {"action": action}).status_code == 404


def test_the_form_to_win_says_what_will_happen_before_it_does(client, seller):
    prospect = in_negotiation(seller)
    page = client.get(at("win", prospect)).text
    for part in ("A client is opened", "Identity document", "To ada@prospects.example", "250,000.00"):
        assert part in page
    assert not Client.objects.exists()
    answer = client.post(at("win", prospect), follow=True)
    assert f"is client {Client.objects.get().number} now" in answer.text
    client.post(at("win", prospect))
    assert Client.objects.count() == 1


def test_without_an_address_the_form_leads_to_entering_it(client, seller):
    prospect = in_negotiation(seller, email="")
    assert "Enter the e-mail address" in client.get(at("win", prospect)).text
    answer = client.post(at("win", prospect))
    assert (answer.status_code, "Nothing was done." in answer.text) == (422, True)


def test_the_address_of_somebody_on_the_staff_is_refused_in_words(client, seller):
    prospect = in_negotiation(seller, email=seller.email)
    answer = client.post(at("win", prospect))
    assert (answer.status_code, "Staff of the firm cannot act for a client" in answer.text) == (422, True)
    assert not Client.objects.exists()


def test_losing_asks_why(client, seller):
    prospect = a_prospect(seller)
    assert "Why they will not come" in client.get(at("lose", prospect)).text
    assert client.post(at("lose", prospect), {"reason": ""}).status_code == 422
    client.post(at("lose", prospect), {"reason": "Too far away."})
    prospect.refresh_from_db()
    assert (prospect.state, prospect.lost_because) == ("lost", "Too far away.")
    assert "Too far away." in client.get(BOARD).text


def test_a_prospect_is_added_changed_and_noted_on_its_pages(client, seller):
    fields = {
        "name": "Clara Model", "kind": "person", "email": "Clara@Prospects.example", "country": "de",
        "source": "referral", "expected_amount": "90000", "currency": "EUR", "owner": seller.pk,
    }  # fmt: skip
    assert client.post(reverse("admin:crm_prospect_add"), fields)["Location"] == BOARD
    prospect = Prospect.objects.get()
    assert (prospect.email, prospect.country, str(prospect.expected)) == (
        "clara@prospects.example", "DE", "90,000.00 EUR",
    )  # fmt: skip
    client.post(at("edit", prospect), {**fields, "phone": "+49 30 000000"})
    client.post(at("note", prospect), {"text": "Called her.", "follow_up_on": "2026-12-01", "follow_up_note": "Terms"})
    page = client.get(at("change", prospect)).text
    for part in ("+49 30 000000", "Called her.", "Terms", "90,000.00"):
        assert part in page
    assert client.post(at("note", prospect), {"text": ""}).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"), [("expected_amount", "-5"), ("expected_amount", "0.001"), ("country", "Germany"), ("name", "")]
)
def test_what_cannot_be_is_said_at_the_field(client, seller, field, value):
    fields = {"name": "Clara", "kind": "person", "source": "other", "currency": "USD", "owner": seller.pk}
    answer = client.post(reverse("admin:crm_prospect_add"), {**fields, field: value})
    assert answer.status_code == 200
    assert "error" in answer.text
    assert not Prospect.objects.exists()


def test_a_won_prospect_leads_to_its_case_and_is_not_edited(client, seller):
    prospect = win_prospect(prospect=in_negotiation(seller), by=seller)
    page = client.get(at("change", prospect)).text
    assert prospect.client.kyc_case.reference in page
    assert client.post(at("edit", prospect), {"name": "Somebody Else"}).status_code == 403


def test_the_list_shows_and_searches_prospects(client, seller):
    a_prospect(seller)
    a_prospect(seller, "Bruno Sample")
    page = client.get(reverse("admin:crm_prospect_changelist"), {"q": "bruno"}).text
    assert "Bruno Sample" in page
    assert "Ada Example" not in page


def test_only_mine_shows_only_mine(client, seller):
    a_prospect(seller)
    a_prospect(person("Timo"), "Bruno Sample")
    page = client.get(BOARD, {"owner": "me"}).text
    assert "Ada Example" in page
    assert "Bruno Sample" not in page


def test_who_may_only_look_moves_wins_and_loses_nothing(client, sela):
    prospect = in_negotiation(sela)
    client.force_login(person("Vera", "crm.view_prospect"))
    assert client.get(BOARD).status_code == 200
    assert "To negotiation" not in client.get(BOARD).text
    assert client.post(at("move", prospect), {"action": "step back"}).status_code == 403
    assert client.post(at("note", prospect), {"text": "x"}).status_code == 403
    for form in ("win", "lose"):
        assert client.get(at(form, prospect)).status_code == 403
        assert client.post(at(form, prospect), {"reason": "x"}).status_code == 403
    assert client.get(at("edit", prospect)).status_code == 403
    assert client.post(at("edit", prospect), {"name": "x"}).status_code == 403


def test_others_see_no_prospects(client, sela):
    prospect = in_negotiation(sela)
    client.force_login(person("Tom"))
    for address in (BOARD, at("change", prospect), at("win", prospect), reverse("admin:crm_prospect_changelist")):
        assert client.get(address).status_code == 403
    client.force_login(User.objects.create_user("client@example.com", "a long password"))
    for address in (BOARD, at("change", prospect)):
        assert client.get(address).status_code in {302, 403, 404}


def test_the_board_costs_the_same_for_many_cards(client, seller, django_assert_max_num_queries):
    for number in range(30):
        a_prospect(seller, f"Prospect Number{number}")
    with django_assert_max_num_queries(24):
        client.get(BOARD)
