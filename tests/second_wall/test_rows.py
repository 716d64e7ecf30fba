"""What any SQL at all reaches in a client's request: their own rows, and of others' nothing to read or write."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from accounts.gateway.tests.callers import Caller
from accounts.models import Client
from accounts.services.add_member import add_member
from accounts.tests.people import member, staff
from crm.correspondence.services.write_to_client import write_to_client
from fidus.second_wall import clients_rows
from funds.models import Investment
from funds.tests import scenes
from tests.rest.answers import done
from tests.second_wall.scenes import FENCED, acting_as, count_of, rows_of, why_refused
from tests.test_portal_doors import owned as one_of_everything  # noqa: F401

# What these tests' scene has nothing of; everything else is tried with rows of Ada's.
EMPTY = {"fees_feecharge", "fees_crystallisation", "fees_feestanding", "fees_feepoint", "fees_feeschedule",
         "wallets_payment", "funds_reduction", "funds_interestpayout"}  # fmt: skip
GUARDED = {"wallets_interestinstruction": "interest goes to a destination of the same client"}


@pytest.fixture
def owned(one_of_everything):  # noqa: F811
    """Beside what she has, Ada was written to, of which somebody has to hear, and changed something over the API."""
    ada = one_of_everything
    write_to_client(
        client=ada["client"], text="Tomorrow.", conversation=ada["conversation"], by=staff(email="office@example.test")
    )
    call = {"client": ada["client"].number, "subject": "Ada's call", "text": "By the API."}
    done(Caller(ada["user"]).post("conversations", call))
    return ada


@pytest.fixture
def bruno(owned):
    """A stranger without anything: what he sees of a fenced table is another's."""
    return member(scenes.a_client("Bruno Sample", cleared=False), email="bruno@example.test")


def test_a_stranger_reads_nothing_of_anothers_in_any_table(owned, bruno):
    there = {table: count_of(table) for table in FENCED}
    assert {table for table, many in there.items() if not many} <= EMPTY
    with acting_as(bruno):
        seen = {table: count_of(table) for table in FENCED}
        own = {table: rows_of(table) for table in ("accounts_client", "accounts_clientmembership", "accounts_user")}
        firms = rows_of("ledger_account")
    assert {name: [row["id"] for row in rows] for name, rows in own.items()} == {
        "accounts_client": [bruno.memberships.get().client_id],
        "accounts_clientmembership": [bruno.memberships.get().pk],
        "accounts_user": [bruno.pk],
    }
    assert not [row for row in firms if owned["client"].number in row["code"]]
    left = {table for table, many in seen.items() if many} - set(own) - {"ledger_account", "fees_feeschedule"}
    assert left <= {"compliance_kyccase", "compliance_checklistitem", "trail_event"}
    with acting_as(bruno), connection.cursor() as cursor:
        for table in ("compliance_kyccase", "trail_event"):
            cursor.execute(sql.SQL("select distinct client_id from {}").format(sql.Identifier(table)))
            assert cursor.fetchall() in ([], [(bruno.memberships.get().client_id,)])


def test_the_owner_reads_all_of_their_own(owned, bruno):
    number = owned["investment"].pk
    with acting_as(owned["user"]):
        assert {table for table in FENCED if not count_of(table)} <= EMPTY
        assert [row["id"] for row in rows_of("funds_investment")] == [number]
    assert count_of("funds_investment") == Investment.objects.count() == 1


def test_who_acts_for_two_clients_reads_both_and_who_acts_for_none_nothing(owned, bruno):
    add_member(client=owned["client"], user=bruno, by=None)
    with acting_as(bruno):
        assert (count_of("accounts_client"), count_of("funds_investment")) == (2, 1)
    with acting_as(member(None, "alone@example.test")):
        assert {table for table in FENCED if count_of(table)} <= {"accounts_user", "ledger_account", "fees_feeschedule"}


@pytest.mark.parametrize("table", sorted(table for table in FENCED if "insert" in clients_rows()[table].may))
def test_nobody_adds_a_row_for_another_client(owned, bruno, table):
    assert table not in EMPTY
    # Of what names a client, a row that names Ada: without any it would be nobody's.
    row = next(row for row in rows_of(table) if row.get("client_id", owned["client"].pk) == owned["client"].pk)
    row |= {"id": 10**9, "number": "RED-9999", "reference": "KYC-9999"}
    copy = sql.SQL("insert into {0} select * from jsonb_populate_record(null::{0}, %s)").format(sql.Identifier(table))
    with acting_as(bruno):
        # A guard of the table may be the first to miss what it cannot see.
        why = why_refused(copy, [json.dumps(row)])
        assert why in (f'new row violates row-level security policy for table "{table}"', GUARDED.get(table))


@pytest.mark.parametrize("table", sorted(table for table in FENCED if "update" in clients_rows()[table].may))
def test_nobody_changes_or_locks_anothers_row(owned, bruno, table):
    column = sql.Identifier(clients_rows()[table].may.partition("update (")[2].split(",")[0].rstrip(")"))
    ids = [row["id"] for row in rows_of(table)]
    with acting_as(bruno), connection.cursor() as cursor:
        own = {row["id"] for row in rows_of(table)}
        for statement in (
            "update {} set {column} = {column} where id = any(%s)",
            "select id from {} where id = any(%s) for update",
        ):
            cursor.execute(sql.SQL(statement).format(sql.Identifier(table), column=column), [ids])
            assert cursor.rowcount == len(own)
    assert set(ids) - own


def test_nobody_gives_a_row_of_theirs_to_another_client(owned, bruno):
    """No column that says whose a row is can be changed; could it be, the policy would ask again."""
    his = bruno.memberships.get().client_id
    for table in ("correspondence_conversation", "wallets_destination", "funds_investment"):
        change = sql.SQL("update {} set client_id = %s").format(sql.Identifier(table))
        with acting_as(owned["user"]):
            assert why_refused(change, [his]) == f"permission denied for table {table}"


@pytest.mark.parametrize(
    "statement",
    [
        "update funds_investment set principal_minor = 1",
        "update accounts_client set name = 'Other'",
        "update accounts_user set is_staff = true",
        "insert into accounts_clientmembership select * from accounts_clientmembership",
        "update redemptions_redemption set asked_minor = 1",
        "update wallets_destination set confirmed_by_id = proposed_by_id",
        "delete from redemptions_redemption",
        "select data from trail_event",
        "select * from crm_prospect",
        "select * from login_trycounter",
        "select * from mfa_authenticator",
        "select * from django_session",
        "select * from gateway_apikey",
        "select ledger_seal(1)",
        "select ledger_close_period(current_date, null, now())",
        "insert into ledger_account select * from ledger_account",
        "create table mine (x int)",
        "alter table funds_investment disable row level security",
    ],
)
def test_what_no_client_does_is_refused_even_on_their_own(owned, statement):
    with acting_as(owned["user"]):
        assert "permission denied" in why_refused(statement) or "must be owner" in why_refused(statement)


def test_the_firms_money_is_not_told_by_what_stands_across(owned, bruno):
    """A client reads whole entries of theirs, and no account's balance but their own."""
    with acting_as(owned["user"]), connection.cursor() as cursor:
        cursor.execute("select distinct a.code from ledger_leg l join ledger_account a on a.id = l.account_id")
        codes = {code for (code,) in cursor.fetchall()}
        cursor.execute("select distinct a.code from ledger_day_total t join ledger_account a on a.id = t.account_id")
        totals = {code for (code,) in cursor.fetchall()}
    assert "Assets:Bank:USD" in codes
    assert totals
    assert all(owned["client"].number in code for code in totals)


def test_without_the_clients_said_the_role_reads_nothing(owned):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role fidus_client")
        assert count_of("funds_investment") == 0
        cursor.execute("reset role")


def test_a_connection_that_was_never_told_anything_refuses(committed_db):
    scenes.a_client()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("set role fidus_client")
    with pytest.raises(DatabaseError, match=r"unrecognized configuration parameter \"fidus.clients\""):
        count_of("accounts_client")


def test_the_office_reads_every_row(owned, bruno):
    staff()
    assert Client.objects.count() == 2
    with acting_as(bruno):
        assert Client.objects.count() == 1
    assert Client.objects.count() == 2
