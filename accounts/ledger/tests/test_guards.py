"""What PostgreSQL refuses, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.ledger import api
from accounts.ledger.tests.conftest import a_deposit

TABLES = ["ledger_entry", "ledger_leg", "ledger_seal", "ledger_epoch", "ledger_closed_period", "ledger_account"]
WRITTEN_BY_FUNCTIONS = [table for table in TABLES if table != "ledger_account"] + [
    "ledger_day_total",
    "ledger_month_total",
]

AN_ENTRY = """
    insert into ledger_entry (key, kind, text, booked_on, value_on, recorded_at, content, epoch, xid)
    values ('x', 'deposit', '', '2026-03-10', '2026-03-10', now(), '', 1, {xid})
"""
A_LEG = """
    insert into ledger_leg (entry_id, position, account_id, amount, currency, value_on)
    values ({entry}, {position}, {account}, {amount}, 'USD', '2026-03-10')
"""


def refused(execute, statement: str, match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        execute(statement)


def as_application(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def entry(bank, client) -> int:
    return api.post_entry(a_deposit(bank, client), by=None).entry


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["update {} set {} = null", "delete from {}", "truncate {}"])
def test_even_the_owner_neither_changes_nor_deletes(entry, as_owner, table, change):
    columns = {"ledger_seal": "hash", "ledger_epoch": "number", "ledger_closed_period": "by_id", "ledger_leg": "amount"}
    refused(as_owner, change.format(table, columns.get(table, "kind")), "the ledger only grows")


@pytest.mark.parametrize("table", WRITTEN_BY_FUNCTIONS)
@pytest.mark.parametrize("change", ["insert into {} default values", "delete from {}", "truncate {}"])
def test_the_application_writes_through_functions_alone(entry, table, change):
    refused(as_application, change.format(table), "permission denied")


def test_the_application_may_not_change_totals_or_accounts(entry):
    refused(as_application, "update ledger_day_total set amount = 0", "permission denied")
    refused(as_application, "update ledger_account set label = 'x'", "permission denied")
    refused(as_application, "select ledger_begin_epoch(1)", "permission denied")


def test_an_entry_is_never_written_without_its_legs(entry, as_owner):
    refused(as_owner, AN_ENTRY.format(xid="pg_current_xact_id()::text::bigint"), "entry x has no legs")


def test_an_entry_cannot_pretend_another_transaction(entry, bank, client, as_owner):
    legs = A_LEG.format(entry="(select id from e)", position=1, account=bank, amount=1).replace(
        ", '2026-03-10')", f", '2026-03-10'), ((select id from e), 2, {client}, -1, 'USD', '2026-03-10')"
    )
    refused(as_owner, f"with e as ({AN_ENTRY.format(xid=7)} returning id) {legs}", "its own transaction|only the trans")


def test_legs_must_balance_for_the_owner_too(entry, bank, as_owner):
    refused(as_owner, A_LEG.format(entry=entry, position=3, account=bank, amount=5), "sum to 5 minor units")


def test_balanced_legs_cannot_be_added_to_an_entry_of_another_transaction(committed_db):
    from accounts.ledger.tests.conftest import open_bank, open_client

    bank, client = open_bank(), open_client()
    entry = api.post_entry(a_deposit(bank, client), by=None).entry
    both = A_LEG.format(entry=entry, position=3, account=bank, amount=5)
    both += f", ({entry}, 4, {client}, -5, 'USD', '2026-03-10')"
    as_application("set role postgres")
    refused(as_application, both, "only the transaction that writes an entry")


def test_an_account_code_is_checked_by_the_database_too(db):
    insert = "insert into ledger_account (code, kind, currency, label, opened_at) values ('{}', '{}', '{}', '', now())"
    refused(as_application, insert.format("Assets:bank", "asset", "USD"), "code_is_beancount")
    refused(as_application, insert.format("Assets:Bank", "income", "USD"), "kind_is_its_root")
    refused(as_application, insert.format("Assets:Bank", "asset", "usd"), "currency_is_iso")
