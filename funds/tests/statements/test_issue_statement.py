import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError

from accounts.ledger import api as ledger
from accounts.models import Client
from accounts.trail.api import events_about
from fidus.lib import clock
from funds.models import Accrual, Statement
from funds.services.download_statement import download_statement
from funds.services.issue_statement import issue_statement
from funds.services.reproduce_statement import reproduce_statement
from funds.statements.errors import (
    ArchiveDamaged,
    EarlierMonthChanged,
    FiguresChanged,
    MonthNotOver,
    NothingToState,
)
from funds.statements.render import render_pdf
from funds.statements.tests import samples
from funds.tests.statements import books

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


def test_the_statement_agrees_with_the_ledger_is_archived_and_can_be_made_again(november):
    client = books.ada()
    statement = issue_statement(client=client, month=OCTOBER, by=None)
    assert statement.number == f"2026-10-{client.number}"
    sheet = json.loads(statement.figures)["sheets"][0]
    accounts = [account for one in client.investments.all() for account in one.ledger_accounts]
    owed = -sum(balance.amount for balance in ledger.balances(accounts, as_of=samples.END).values())
    assert Decimal(sheet["headline"]["closing"]) == owed == Decimal("2018178.54")
    pdf = download_statement(statement=statement, by=books.user("office@fidus.example"))
    assert hashlib.sha256(pdf).hexdigest() == statement.file_sha256
    assert hashlib.sha256(statement.figures.encode()).hexdigest() == statement.figures_sha256
    on_disk = (november / "statements" / statement.file).read_bytes()
    assert b"PDF" not in on_disk[:20]
    kinds = [event.kind for event in events_about(subject=statement.number)]
    assert sorted(kinds) == ["StatementDownloaded", "StatementIssued"]

    assert issue_statement(client=client, month=OCTOBER, by=None) == statement
    assert Statement.objects.count() == 1

    made_again = reproduce_statement(statement, by=None)
    assert made_again.figures_equal
    assert made_again.file_equal
    assert made_again.pdf == pdf

    # Somebody books into the stated month afterwards, the client moves and asks for other handling of interest.
    investment = client.investments.get(number="INV-0147")
    books.post(investment, date(2026, 10, 20), "-100.00", "Interest waived by agreement")
    Client.objects.filter(pk=client.pk).update(name="Ada Moved", address="Elsewhere")
    client.investments.update(interest_mode="keep")
    statement.refresh_from_db()
    later = reproduce_statement(statement, by=None)
    assert later.figures_equal
    assert later.pdf == pdf

    client.refresh_from_db()
    with pytest.raises(FiguresChanged, match="Issue a correction"):
        issue_statement(client=client, month=OCTOBER, by=None)
    correction = issue_statement(client=client, month=OCTOBER, by=None, correct=True)
    assert correction.number == f"{statement.number}-2"
    assert statement.replaced_by == correction
    assert "closing value is 2,018,078.54 USD and was 2,018,178.54" in correction.correction
    assert "Interest waived by agreement" in correction.correction
    assert reproduce_statement(correction, by=None).file_equal
    assert reproduce_statement(statement, by=None).file_equal
    assert issue_statement(client=client, month=OCTOBER, by=None) == correction


def test_a_month_that_runs_or_is_not_accrued_is_refused(november):
    client = books.small("Bea Sample")
    with pytest.raises(MonthNotOver, match="has not ended"):
        issue_statement(client=client, month=date(2026, 11, 1), by=None)
    with clock.at(samples.END), pytest.raises(MonthNotOver):
        issue_statement(client=client, month=OCTOBER, by=None)
    Accrual.objects.update(accrued_through=date(2026, 10, 30))
    with pytest.raises(MonthNotOver, match="not accrued to 31 Oct 2026"):
        issue_statement(client=client, month=OCTOBER, by=None)
    with pytest.raises(NothingToState):
        issue_statement(client=client, month=date(2026, 7, 1), by=None)


def test_a_month_whose_beginning_moved_waits_for_the_correction_of_the_month_before(november):
    client = books.small("Cy Specimen")
    issue_statement(client=client, month=SEPTEMBER, by=None)
    books.post(client.investments.get(), date(2026, 9, 30), "-1.00", "Charge", account="paid_account")
    with pytest.raises(EarlierMonthChanged, match="September 2026"):
        issue_statement(client=client, month=OCTOBER, by=None)
    issue_statement(client=client, month=SEPTEMBER, by=None, correct=True)
    october = issue_statement(client=client, month=OCTOBER, by=None)
    assert json.loads(october.figures)["sheets"][0]["headline"]["opening"] == "999.00"


def test_a_statement_cannot_be_changed_nor_deleted_and_a_damaged_file_is_noticed(november):
    statement = issue_statement(client=books.small("Dan Invented"), month=OCTOBER, by=None)
    with pytest.raises(DatabaseError):
        Statement.objects.update(figures="{}")
    with pytest.raises(DatabaseError):
        statement.delete()
    path = november / "statements" / statement.file
    path.write_bytes(path.read_bytes()[:-9] + b"AAAAAAAAA")
    with pytest.raises(ArchiveDamaged):
        reproduce_statement(statement, by=None)


def test_a_render_while_somebody_else_issues_the_same_ends_in_one_statement(november, monkeypatch):
    client = books.small("Eve Example")
    first: list[Statement] = []

    def slow(figures, *, issued_at: datetime) -> bytes:
        monkeypatch.undo()
        first.append(issue_statement(client=client, month=OCTOBER, by=None))
        return render_pdf(figures, issued_at=issued_at)

    monkeypatch.setattr("funds.services.issue_statement.render_pdf", slow)
    assert issue_statement(client=client, month=OCTOBER, by=None) == first[0]
    assert Statement.objects.count() == 1
