"""A small firm for the browser: the people who look at pages, and what they look at. Made through the real services."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings

from accounts.login.session_dates import date_session
from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.services.open_client import open_client
from compliance.models import KycCase
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item
from compliance.services.clear_case import clear_case
from compliance.services.declare_office import declare_office
from compliance.services.open_case import open_case
from compliance.services.submit_case import submit_case
from compliance.tests.files import a_pdf
from crm.services.add_prospect import add_prospect
from fidus.lib import clock
from fidus.lib.money import Money
from funds.models import InterestPayout, Investment, Product, Statement, StatementBatch
from funds.services.accrue_interest import accrue_interest
from funds.services.activate_due_investments import activate_due_investments
from funds.services.book_operating_cost import book_operating_cost
from funds.services.fund_investment import fund_investment
from funds.services.make_interest_due import make_interest_due
from funds.services.map_account import map_account
from funds.services.offer_standard_products import offer_standard_products
from funds.services.open_investment import open_investment
from funds.services.start_statement_batch import start_statement_batch
from funds.services.work_statement_batch import work_statement_batch
from funds.solvency.domain.parameters import Parameters
from funds.solvency.services.start_solvency_run import start_solvency_run
from funds.solvency.services.work_solvency_run import work_solvency_run
from tests.browser.bank import bank_at_work
from tests.browser.books import books_at_work
from tests.browser.connections import accounts_connected
from tests.browser.desk import orders_at_work
from tests.browser.exchange import exchange_at_work
from tests.browser.fees import fees_at_work
from tests.browser.hooks import hooks_at_work
from tests.browser.notices import notices_at_work
from tests.browser.office import at_work
from tests.browser.orders import orders_by_hand
from tests.browser.trading import accounts_watched
from tests.browser.wallets import wallets_at_work
from trading.domain.mt5_report_writer import report_bytes
from trading.models import BrokerAccount
from trading.services.import_mt5_report import import_mt5_report
from trading.tests.histories import simulated

PASSWORD = "correct-horse-battery-staple"
# Of the trader, who signs in with the app.
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_NAME = "Northlight Family Holding Example GmbH & Co. KG"


class HashedOnce(PBKDF2PasswordHasher):
    """As the site checks passwords; they are all the same here, and each would take a third of a second."""

    encode = lru_cache(PBKDF2PasswordHasher.encode)

    def salt(self) -> str:
        return "TheSameForAllOfThemHere"


def found(var: Path) -> tuple[dict[str, str], dict[str, object]]:
    """Make the firm, its files under `var`; people's session cookies by name, and what pages.py may put into paths."""
    with as_the_site_does(var):
        return _found()


def _found() -> tuple[dict[str, str], dict[str, object]]:
    today = clock.today()
    admin = staff("rosa.approver@fidus.example", "Rosa", "Approver", is_superuser=True)
    second = staff("olu.second@fidus.example", "Olu", "Second", is_superuser=True)
    newcomer = staff("nobody.yet@fidus.example", "Nobody", "Yet")
    # They sign in by the pages, each with another second step.
    staff("app.person@fidus.example", "App", "Person", is_superuser=True)
    staff("key.person@fidus.example", "Key", "Person", is_superuser=True)
    trader = staff("trade.person@fidus.example", "Trade", "Person")
    trader.groups.add(Group.objects.get(name="trader"))
    TOTP.activate(trader, APP_SECRET)
    ada_user = User.objects.create_user("ada@example.com", PASSWORD, first_name="Ada", last_name="Example")
    with clock.at(today - timedelta(days=170)):
        offer_standard_products(valid_from=today - timedelta(days=170), by=admin)
        ada = client("Ada Example", "person", admin, second)
        northlight = client(LONG_NAME, "company", admin, second)
        waiting = open_client(kind="person", name="Bartholomew Placeholder", country="CH", by=admin)
        open_case(client=waiting, by=admin)
        add_member(client=ada, user=ada_user, by=admin)
        core = invest(ada, "CORE", "250000", "pay_out", admin)
    with clock.at(today - timedelta(days=120)):
        balance = invest(ada, "BALANCE", "1263485.40", "keep", admin)
        invest(northlight, "DYNAMIC", "400000", "pay_out", admin)
        submitted = open_client(kind="person", name="Chidi Sample", country="NG", by=admin)
        fill(open_case(client=submitted, by=admin), admin)
    report = import_mt5_report(
        file=BytesIO(report_bytes(simulated(result="54068.36", deposits=("500000.00",)))), name="report.html", by=admin
    )
    account = BrokerAccount.objects.get(pk=report.account_id)
    map_account(investment=balance, account=account, from_on=balance.funded_on, by=admin)
    book_operating_cost(
        reference="INV-2026-77", text="Data feed", amount=Money.of("2143.80", "USD"), incurred_on=today, by=admin
    )
    activate_due_investments(as_of=today, by=None)
    accrue_interest(as_of=today, by=None)
    make_interest_due(as_of=today, by=None)
    statement, run = stated(ada, admin)
    prospect = add_prospect(
        name="Ivo Prospect", owner=admin, by=admin, expected=Money.of("150000", "USD"), follow_up_on=today,
        follow_up_note="Send the BALANCE terms, promised for today",
    )  # fmt: skip
    brenda = User.objects.create_user("brenda@example.com", PASSWORD, first_name="Brenda", last_name="Example")

    office = at_work(admin, second, applicant=brenda)
    way = User.objects.create_user("way.person@example.com", PASSWORD, first_name="Way", last_name="Person")
    add_member(client=northlight, user=way, by=admin)
    weak = staff("weak.yet@fidus.example", "Weak", "Yet")
    developer = staff("dev.person@fidus.example", "Devi", "Person")
    unknown = staff("dev.newcomer@fidus.example", "Nova", "Newcomer")
    for one in (developer, unknown):
        one.groups.add(Group.objects.get(name="strategy_developer"))
    people = {
        "developer": developer,
        "new_developer": unknown,
        "admin": admin,
        "second": second,
        "newcomer": newcomer,
        "client": ada_user,
        "applicant": brenda,
    }
    facts = {
        "client": ada.pk,
        "user": ada_user.pk,
        "case": KycCase.objects.get(client=submitted).pk,
        "investment": balance.number,
        "investment_id": balance.pk,
        "product": balance.terms.product_id,
        "payout": InterestPayout.objects.earliest("due_on").pk,
        "core": core.number,
        "account": account.pk,
        "report": report.pk,
        "prospect": prospect.pk,
        "statement": statement.number,
        "statement_id": statement.pk,
        "run": run.pk,
        **dict(zip(("solvency", "solvency_night"), answered(admin), strict=True)),
        **office,
        **fees_at_work(balance, admin, second),
        **bank_at_work(admin),
        **exchange_at_work(ada, account, admin, second),
        **wallets_at_work(ada, ada_user, admin, second),
        **(watched := accounts_watched(balance, admin)),
        **accounts_connected(watched["watched"], admin),
        **orders_at_work(admin, developer, BrokerAccount.objects.get(pk=watched["watched"])),
        **orders_by_hand(admin, second),
        **hooks_at_work(ada_user, balance.number),
        **notices_at_work(ada_user, admin, balance.number),
        # The last of all: a closed month takes no more entries.
        **books_at_work(admin, second),
    }
    sessions = {name: session_of(user) for name, user in people.items()}
    return {**sessions, "weak": session_of(weak, strong=False)}, facts


def answered(by: User) -> list[int]:
    """Two finished runs of the simulation, to be set side by side."""
    runs = [start_solvency_run(by=by, parameters=Parameters(seed=seed, paths=500)) for seed in (1, 2)]
    for run in runs:
        work_solvency_run(run=run.pk)
    return [run.pk for run in runs]


def stated(of: Client, by: User) -> tuple[Statement, StatementBatch]:
    """Last month's run of statements, all issued, and the client's own of it."""
    run = start_statement_batch(month=clock.today().replace(day=1) - timedelta(days=1), by=by)
    work_statement_batch(batch=run.pk)
    return Statement.objects.get(client=of), run


def staff(email: str, first: str, last: str, **fields: bool) -> User:
    return User.objects.create_user(email, PASSWORD, first_name=first, last_name=last, is_staff=True, **fields)


@contextmanager
def as_the_site_does(var: Path) -> Iterator[None]:
    """Papers lie where the site will look for them, and passwords are hashed as it will check them."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": var / "files"}}
    hashers = ["tests.browser.firm.HashedOnce"]
    with override_settings(STORAGES={**settings.STORAGES, "default": default}, PASSWORD_HASHERS=hashers):
        yield


def client(name: str, kind: str, by: User, second: User) -> Client:
    """A client who may invest: all papers accepted, cleared by a second person."""
    opened = open_client(kind=kind, name=name, country="CH", by=by)
    clear_case(case=fill(open_case(client=opened, by=by), by), by=second)
    return opened


def fill(case: KycCase, by: User) -> KycCase:
    """Every line provided and accepted, and the case handed to a second person."""
    for item in case.items.exclude(code="declaration"):
        paper = BytesIO(a_pdf(catalog=f"{case.pk}{item.code}".encode()))
        add_document(item=item, file=paper, name=f"{item.code}.pdf", by=None)
    declare_office(case=case, declared=False, by=None)
    for item in case.items.all():
        accept_item(item=item, by=by, valid_until=clock.today() + timedelta(days=400))
    return submit_case(case=KycCase.objects.get(pk=case.pk), by=by)


def invest(of: Client, product: str, principal: str, interest_mode: str, by: User) -> Investment:
    investment = open_investment(
        client=of, product=Product.objects.get(code=product), principal=Money.of(Decimal(principal), "USD"),
        interest_mode=interest_mode, by=by,
    )  # fmt: skip
    return fund_investment(
        investment=investment, received_on=clock.today(), bank_reference=f"BANK-{investment.number}", by=by
    )


def session_of(user: User, *, strong: bool = True) -> str:
    """A session as the strongest login begins it, or as the password alone does."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "accounts.backends.LoginBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    now = time.time()
    date_session(store, now)
    # Given in an hour, so that it is fresh however long the run takes.
    given = {"method": "mfa", "type": "totp", "at": now + 3600, "reauthenticated": True}
    store["account_authentication_methods"] = [given] if strong else []
    store["account_authentication_methods_user"] = str(user.pk)
    store.create()
    assert store.session_key
    return store.session_key
