"""Every page of the portal, tried by its owner, by another client, by staff and by somebody who is not logged in.

A new page needs its row in `pages`; without one the first test fails.
"""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.test import Client as Browser
from django.urls import URLPattern, reverse

from accounts.models import Client, User
from accounts.tests.people import member, staff
from accounts.trail.models import StoredEvent
from compliance.models import KycCase
from compliance.services.clear_case import clear_case
from compliance.services.open_case import open_case
from compliance.tests.conftest import submitted
from crm.correspondence.services.write_to_office import write_to_office
from fidus import portal_urls
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.models import Investment
from funds.redemptions.tests.scenes import a_request, night
from funds.services.map_account import map_account
from funds.services.share_account import share_account
from funds.tests import scenes
from funds.tests.statements.archived import archived
from funds.wallets.tests.chains import TRON
from funds.wallets.tests.scenes import a_destination, an_instruction
from trading.desk.tests.scenes import a_fill, an_order
from trading.monitor.tests.scenes import a_day, an_account, stand

FUNDED, TODAY = date(2026, 4, 1), date(2026, 6, 1)
EVERYBODYS = [
    "overview", "investments", "activity", "calendar", "performance", "statements", "documents", "messages",
    "redemptions", "wallets", "wallet_add",
]  # fmt: skip


def pages(owned) -> dict[str, list[list[object]]]:
    """Name of a page -> what of Ada's stands in its address; nothing for pages that everybody has one of."""
    return {
        **{name: [[]] for name in EVERYBODYS},
        "investment": [[owned["investment"].number]],
        "investment_fees": [[owned["investment"].number]],
        "investment_accounts": [[owned["investment"].number]],
        "investment_trades": [[owned["investment"].number]],
        "redeem": [[owned["investment"].number]],
        "redemption_cancel": [[owned["redemption"].number]],
        "wallet_stop": [[owned["asked"].pk]],
        "wallet_retire": [[owned["used"].pk]],
        "interest_to": [["USD"]],
        "interest_to_stop": [[owned["word"].pk]],
        "conversation": [[owned["conversation"].pk]],
        "statement_download": [[owned["statement"].number]],
        "send_document": [[item.pk] for item in owned["case"].items.all()],
        "declare": [[owned["case"].pk]],
        "document_file": [[document.pk] for item in owned["case"].items.all() for document in item.documents.all()],
    }


@pytest.fixture
def owned(db, settings, tmp_path):
    """One of everything that can be Ada's."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    scenes.a_product(calendar=Calendar.WEEKDAYS)
    ada = scenes.a_client("Ada Example", cleared=False)
    case = cleared(ada)
    investment = scenes.an_investment(client=ada, funded_on=FUNDED)
    night(TODAY)
    with clock.at(TODAY):
        user = member(ada, email="ada@example.test", first_name="Ada")
        written = write_to_office(client=ada, subject="Ada's question", text="When?", by=user)
        redemption = a_request(investment, scenes.usd(10))
        shared_with(user, investment)
        found = {
            "user": user, "client": ada, "investment": investment, "redemption": redemption,
            "word": an_instruction(redemption.destination, state="proposed"),
            "asked": a_destination(ada, state="proposed", label="Ada's new wallet"),
            "used": a_destination(ada, network="trc20", asset="USDT", address=TRON, label="Ada's wallet"),
            "conversation": written.conversation, "statement": archived(ada), "case": case,
        }  # fmt: skip
        yield found


def shared_with(user: User, investment: Investment) -> None:
    """An account that works for the investment, as its client sees it."""
    account = an_account("4471", name="Ada's account")
    stand(account)
    a_day(account, TODAY, "1000.00")
    a_fill(an_order(None, account, at=clock.now(), by=user), clock.now())
    mapping = map_account(investment=investment, account=account, from_on=FUNDED, by=None)
    share_account(mapping=mapping, by=user)


def cleared(client: Client) -> KycCase:
    """The client's case with its documents, as two people cleared it."""
    case = submitted(open_case(client=client, by=None), by=scenes.a_user("officer"))
    return clear_case(case=case, by=scenes.a_user("second"))


@pytest.fixture
def stranger(owned):
    """Another client, with money and a browser of their own."""
    bruno = scenes.a_client("Bruno Sample")
    scenes.an_investment(client=bruno, funded_on=TODAY)
    return seen_by(member(bruno, email="bruno@example.test"))


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def addresses(owned) -> list[str]:
    return [reverse(f"portal:{name}", args=args) for name, rows in pages(owned).items() for args in rows]


def traces(owned) -> list[str]:
    """Words that stand on Ada's pages and on nobody else's."""
    found = [owned[name].number for name in ("client", "investment", "redemption", "statement")]
    return [*found, "Ada Example", "Ada's", "Ada&#x27;s"]


def portal_names() -> set[str]:
    def walk(patterns) -> set[str]:
        names: set[str] = set()
        for pattern in patterns:
            names |= {pattern.name} if isinstance(pattern, URLPattern) else walk(pattern.url_patterns)
        return names

    return walk(portal_urls.urlpatterns)


def test_every_page_of_the_portal_is_walked(owned):
    assert portal_names() == set(pages(owned))
    assert all(pages(owned).values())


def test_the_owner_is_let_in_everywhere(owned):
    browser = seen_by(owned["user"])
    for address in addresses(owned):
        assert browser.get(address).status_code in (200, 405), address
        assert browser.post(address).status_code in (200, 302, 405, 422), address


def test_a_stranger_finds_and_changes_nothing_of_anothers(owned, stranger):
    before = StoredEvent.objects.count()
    for name, rows in pages(owned).items():
        for args in rows:
            address = reverse(f"portal:{name}", args=args)
            if args:
                # 405 where the method is none of the page's; never for both.
                answers = [stranger.get(address).status_code, stranger.post(address).status_code]
                assert set(answers) <= {404, 405}, (address, answers)
                assert 404 in answers, address
            else:
                shown = stranger.get(address)
                assert shown.status_code == 200, address
                assert [word for word in traces(owned) if word in shown.content.decode()] == [], address
    assert StoredEvent.objects.count() == before


@pytest.mark.parametrize("query", ["client={client}", "investment={investment}", "of={investment}", "replaces={used}"])
def test_nothing_of_anothers_comes_in_by_a_query(owned, stranger, query):
    asked = query.format(client=owned["client"].number, investment=owned["investment"].number, used=owned["used"].pk)
    for name in EVERYBODYS:
        for export in ("", "&export=csv"):
            shown = stranger.get(f"{reverse(f'portal:{name}')}?{asked}{export}")
            assert shown.status_code in (200, 404, 422), (name, asked)
            # What was asked for may be said back; nothing else of it.
            words = [word for word in traces(owned) if word not in asked]
            assert [word for word in words if word in shown.content.decode()] == [], (name, asked)


def test_staff_are_refused_everywhere(owned):
    browser = seen_by(staff())
    for address in addresses(owned):
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code in (403, 404, 405), (address, answer.status_code)


def test_whoever_is_not_logged_in_is_asked_to_everywhere(owned):
    for address in addresses(owned):
        for answer in (Browser().get(address), Browser().post(address)):
            if answer.status_code != 405:
                assert answer.status_code == 302, address
                assert answer.url.startswith(reverse("account_login")), address


def test_a_client_is_let_into_no_page_of_the_back_office(owned):
    browser = seen_by(owned["user"])
    tried = list(office_addresses())
    assert len(tried) > 150
    for address in tried:
        for answer in (browser.get(address), browser.post(address)):
            refused = answer.status_code in (403, 404, 405)
            assert refused or (answer.status_code == 302 and "login" in answer.url), (address, answer.status_code)


def office_addresses():
    """Every address of the back office, with 1 wherever something is named in it."""
    for address in office_patterns(admin.site.urls[0], "/backoffice/"):
        # The one page that is for everybody; it would end the visit.
        if address != reverse("admin:logout"):
            yield address


def office_patterns(patterns, before: str):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield re.sub(r"<[^>]+>", "1", path)
        else:
            yield from office_patterns(pattern.url_patterns, path)
