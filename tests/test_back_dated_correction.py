"""A correction comes into a month that was stated and closed: the old statement stands, the new one explains."""

from datetime import UTC, date, datetime

import pytest

from accounts.books.domain.periods import Period
from accounts.books.models import ClosingRun
from accounts.books.selectors.reports import Asked, balance_sheet, profit_and_loss
from accounts.books.services.approve_journal import approve_journal
from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.close_month import close_month
from accounts.books.services.prepare_journal import Line, prepare_journal
from accounts.books.services.reopen_month import reopen_month
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.ledger import api as ledger
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money
from funds.models import Investment
from funds.services.download_statement import download_statement
from funds.services.issue_statement import issue_statement
from funds.services.reproduce_statement import reproduce_statement
from funds.statements.errors import FiguresChanged
from funds.tests.scenes import a_client, accrue_until, an_investment

OCTOBER = date(2026, 10, 1)
WHOLE = Asked(Period(OCTOBER, date(2026, 10, 31)), currency="USD")


@pytest.fixture
def november(committed_db, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": settings.STORAGES["default"]["BACKEND"], "OPTIONS": {"location": tmp_path}},
    }
    with clock.at(datetime(2026, 11, 3, 9, tzinfo=UTC)):
        yield


def closed(by) -> ClosingRun:
    run = start_closing(month=OCTOBER, by=by[0])
    work_closing(run=run.pk)
    run.refresh_from_db()
    assert run.state == "ready", list(run.steps.values_list("check_name", "findings"))
    return close_month(run=run, by=by[1])


def test_a_back_dated_correction_into_a_stated_and_closed_month(november):
    office = [staff(email=f"{name}@example.test") for name in ("ann", "ben", "cleo")]
    client = a_client("Ada Example")
    an_investment("100000.00", client=client, funded_on=date(2026, 6, 1))
    accrue_until(date(2026, 11, 2))
    ledger.seal()
    old = issue_statement(client=client, month=OCTOBER, by=office[0])
    first_pdf = download_statement(statement=old, by=office[0])
    closed(office)
    investment = Investment.objects.get()
    account = ledger.account_info(investment.interest_account)
    stated = ledger.newest_seal()
    result_then, books_then = profit_and_loss(WHOLE).sheets, balance_sheet(WHOLE).sheets

    # The month takes nothing any more, until a second person opens it again.
    waived = Money.of("100.00", "USD")
    lines = [Line(account.code, waived), Line("Expenses:Interest:BALANCE:USD", -waived)]
    words = {"text": "Interest waived by agreement", "reason": "Letter of 2 November", "value_on": date(2026, 10, 20)}
    with pytest.raises(Exception, match="closed until 2026-10-31"):
        prepare_journal(**words, lines=lines, by=office[0])
    asked = ask_to_reopen(month=OCTOBER, reason="A waiver came late", by=office[0])
    reopen_month(reopening=asked, by=office[2])
    journal = prepare_journal(**words, lines=lines, by=office[0])
    approve_journal(journal=journal, by=office[1])
    ledger.seal()

    # What was issued stands, byte for byte, as it was known then; the books of then can still be read, too.
    again = reproduce_statement(old, by=office[0])
    assert again.figures_equal
    assert again.file_equal
    assert again.pdf == first_pdf == download_statement(statement=old, by=office[0])
    as_known = Asked(WHOLE.period, currency="USD", known_at=stated)
    assert profit_and_loss(as_known).sheets == result_then
    assert balance_sheet(as_known).sheets == books_then
    assert profit_and_loss(WHOLE).sheets != result_then

    # The new one explains the difference.
    with pytest.raises(FiguresChanged, match="Issue a correction"):
        issue_statement(client=client, month=OCTOBER, by=office[0])
    new = issue_statement(client=client, month=OCTOBER, by=office[0], correct=True)
    assert new.number == f"{old.number}-2"
    said = new.correction.replace("\N{NO-BREAK SPACE}", " ")
    assert "The closing value is 107,400.00 USD and was 107,500.00." in said
    assert f"New or changed: 20 Oct, {investment.number}, Interest waived by agreement, \N{MINUS SIGN}100.00." in said
    assert reproduce_statement(new, by=office[0]).file_equal
    assert reproduce_statement(old, by=office[0]).file_equal

    # And the month is closed again, by the same rule.
    assert closed(office).state == "closed"
    assert ledger.closed_until() == date(2026, 10, 31)
    assert list(ClosingRun.objects.order_by("pk").values_list("state", flat=True)) == ["reopened", "closed"]
