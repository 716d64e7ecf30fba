"""The wall stands during a client's request, whatever becomes of it, and at no other time."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from accounts import wall
from accounts.gateway.tests.callers import Caller
from accounts.models import Client
from accounts.tests.people import PASSWORD, member, staff
from fidus.stack.postgres import APPLICATION, CLIENT
from funds.models import Investment
from funds.tests import scenes
from tests.second_wall.scenes import acting_as, without_filter, without_wall
from tests.test_portal_doors import EVERYBODYS, addresses, owned, pages, seen_by, stranger, traces  # noqa: F401

SEEN_IN = "funds.views.portal.overview.own_investments"


def who_we_are() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, current_setting('fidus.clients', true), current_setting('fidus.login', true)"
        )
        role, clients, login = cursor.fetchone()
    return role, clients or "", login or ""


HOUSE = (APPLICATION, "", "")


def test_with_the_portals_filter_gone_a_stranger_still_finds_nothing(owned, stranger, monkeypatch):  # noqa: F811
    without_filter(monkeypatch)
    chosen = f"?client={owned['client'].number}"
    for name, rows in pages(owned).items():
        for args in rows:
            address = reverse(f"portal:{name}", args=args)
            answers = [stranger.get(address), stranger.post(address), stranger.get(address + chosen)]
            assert answers[2].status_code in (404, 405), address
            if args:
                assert {answer.status_code for answer in answers} <= {404, 405}, address
            for answer in answers:
                assert [word for word in traces(owned) if word in answer.content.decode()] == [], address


def test_without_the_second_wall_that_filter_would_have_been_all_there_is(owned, stranger, monkeypatch):  # noqa: F811
    without_filter(monkeypatch)
    without_wall(monkeypatch)
    chosen = f"?client={owned['client'].number}"
    for name in ("overview", "statements", "documents", "redemptions", "wallets"):
        shown = stranger.get(reverse(f"portal:{name}") + chosen)
        assert shown.status_code == 200, name
        assert [word for word in traces(owned) if word in shown.content.decode()], name


def test_the_owner_sees_the_same_with_and_without_the_wall(owned, monkeypatch):  # noqa: F811
    browser = seen_by(owned["user"])
    looked = [reverse(f"portal:{name}") for name in EVERYBODYS]
    looked += [reverse("portal:investment", args=[owned["investment"].number])]
    looked += [reverse("portal:investment_fees", args=[owned["investment"].number])]
    looked += [reverse("portal:redeem", args=[owned["investment"].number])]

    def shown() -> list[str]:
        answers = [browser.get(address) for address in looked]
        return [words_of(answer) for answer in answers]

    behind = shown()
    without_wall(monkeypatch)
    assert behind == shown()


def words_of(answer: HttpResponse) -> str:
    """The page without what is new in every one of them."""
    lines = answer.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and "nonce" not in line)


def test_the_wall_stands_while_the_page_is_made_and_no_longer(owned, monkeypatch):  # noqa: F811
    heard = []

    def looked(request: object) -> list[Investment]:
        heard.append((who_we_are(), Investment.objects.count()))
        return []

    monkeypatch.setattr(SEEN_IN, looked)
    scenes.an_investment(client=scenes.a_client("Bruno Sample"))
    seen_by(owned["user"]).get(reverse("portal:overview"))
    assert heard == [((CLIENT, str(owned["client"].pk), str(owned["user"].pk)), 1)]
    assert (who_we_are(), wall.who_is_behind()) == (HOUSE, 0)
    assert Investment.objects.count() == 2


@pytest.mark.parametrize("scope", [None, "investments:read"])
def test_it_stands_for_sessions_and_for_tokens_of_clients_and_not_for_staff(owned, monkeypatch, scope):  # noqa: F811
    scenes.an_investment(client=scenes.a_client("Bruno Sample"))
    office = Caller(staff())
    caller = Caller(owned["user"], scope=scope)
    for _ in range(2):
        assert len(caller.get("investments").json()["data"]) == 1
        assert who_we_are() == HOUSE
        assert len(office.get("investments").json()["data"]) == 2
    assert caller.get("investments/NONE").status_code == 404
    assert caller.post("investments", {}).status_code == 403
    assert who_we_are() == HOUSE


@pytest.fixture
def ada(committed_db):
    """Ada where everything really commits, and nothing takes back what a request leaves on the connection."""
    scenes.a_product()
    client = scenes.a_client("Ada Example")
    scenes.an_investment(client=client)
    return member(client, "ada@example.test")


def broken_by_sql(request: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")


def broken_in_a_transaction(request: object) -> None:
    with transaction.atomic():
        broken_by_sql(request)


def broken_at_once(request: object) -> None:
    raise RuntimeError("broken")


@pytest.mark.parametrize("broken", [broken_at_once, broken_by_sql, broken_in_a_transaction])
def test_the_wall_is_down_after_a_request_that_failed(ada, monkeypatch, broken):
    browser = seen_by(ada)
    browser.raise_request_exception = False
    monkeypatch.setattr(SEEN_IN, broken)
    for _ in range(2):
        assert browser.get(reverse("portal:overview")).status_code == 500
        assert (who_we_are(), wall.who_is_behind()) == (HOUSE, 0)
    assert Client.objects.exists()
    assert Caller(staff()).get("investments").json()["data"]


def test_a_connection_that_is_lost_on_the_way_comes_back_behind_the_wall(ada, monkeypatch):
    heard = []

    def looked(request: object) -> list[Investment]:
        connection.close()
        heard.append(who_we_are()[0])
        return []

    monkeypatch.setattr(SEEN_IN, looked)
    assert seen_by(ada).get(reverse("portal:overview")).status_code == 200
    assert heard == [CLIENT]
    assert who_we_are() == HOUSE


def test_an_answer_that_is_streamed_is_refused_rather_than_made_outside(ada, monkeypatch):
    browser = seen_by(ada)
    monkeypatch.setattr(SEEN_IN, lambda request: [])
    monkeypatch.setattr("funds.views.portal.overview.render", lambda *_, **__: StreamingHttpResponse(iter(["x"])))
    with pytest.raises(TypeError, match="whole before it is sent"):
        browser.get(reverse("portal:overview"))
    assert who_we_are() == HOUSE


def test_the_houses_own_business_is_done_outside_and_the_wall_stands_again_after_it(ada):
    with acting_as(ada):
        with wall.outside_wall():
            assert who_we_are() == HOUSE
        assert who_we_are()[0] == CLIENT
        with pytest.raises(ZeroDivisionError), wall.outside_wall():
            raise ZeroDivisionError
        assert who_we_are()[0] == CLIENT
    with wall.outside_wall():
        assert who_we_are() == HOUSE


def test_a_transaction_that_is_taken_back_leaves_the_wall_where_it_was(ada):
    with acting_as(ada):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), wall.outside_wall():
            raise ZeroDivisionError
        assert who_we_are()[0] == CLIENT
        with transaction.atomic():
            transaction.set_rollback(True)
        assert who_we_are()[0] == CLIENT


def test_somebody_whose_clients_change_sees_the_change_with_the_next_request(ada):
    caller = Caller(ada)
    assert len(caller.get("investments").json()["data"]) == 1
    ada.memberships.all().delete()
    assert caller.get("investments").json()["data"] == []


def test_every_page_stands_behind_the_wall(owned, monkeypatch):  # noqa: F811
    raised = []
    monkeypatch.setattr("accounts.middleware.raise_wall", raised.append)
    browser = seen_by(owned["user"])
    for many, address in enumerate(addresses(owned), start=1):
        browser.get(address)
        assert len(raised) == many, address


def test_a_password_hashed_in_an_old_way_is_hashed_anew_on_a_page_of_the_portal(owned):  # noqa: F811
    user = owned["user"]
    old = user.password = make_password(PASSWORD, salt="old")
    user.save()
    browser = seen_by(user)
    address = reverse("portal:statement_download", args=[owned["statement"].number])
    assert browser.post(address, {"password": PASSWORD}).status_code == 200
    user.refresh_from_db()
    assert user.password != old
    assert user.check_password(PASSWORD)
