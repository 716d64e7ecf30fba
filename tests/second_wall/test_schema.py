"""No table that leads to a client stands outside the second wall unless it is written here, with the reason."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from accounts.tests.people import member
from fidus.second_wall import ALL, OURS, NoLesserRole, build_second_wall, clients_rows
from fidus.stack.postgres import APPLICATION, CLIENT
from funds.models import Investment
from funds.tests import scenes
from tests.second_wall.scenes import acting_as

CLIENTS = "accounts_client"
ROOT = settings.BASE_DIR
pytestmark = pytest.mark.usefixtures("db")
# Tables that lead to a client, of which a client's request reaches nothing at all.
CLOSED = {
    "accounts_invitation": "the office invites; accepting is done before anybody acts as a client",
    "crm_prospect": "who was won is the office's",
    "crm_prospectnote": "what the office wrote of them, too",
    "fees_feerunrow": "a run is the office's; what came of it is a charge",
    "funds_statementbatch": "a run is the office's, also one for a single client",
    "funds_statementbatchrow": "a batch is the office's; what came of it is a statement",
}


# Where a client's request steps outside, which no other code does without standing here.
OUTSIDE = {
    "accounts/login/forms.py": "codes and passkeys of the second step, and their tries",
    "accounts/login/templatetags/login.py": "in the demo alone, the code that an invented person's app would show",
    "accounts/password_again.py": "the person's own password, hashed anew where it was hashed in an old way",
    "accounts/ledger/services/open_accounts.py": "the chart of accounts",
    "funds/selectors/performance.py": "a cent that cannot be split is divided among everybody's shares",
}


def leading_to_clients() -> set[str]:
    """Tables from which references, one after the other, reach the table of clients; the models' and the database's."""
    references: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model:
                references.setdefault(model._meta.db_table, set()).add(field.related_model._meta.db_table)
    for table, other in told("select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
                             " where contype = 'f'"):  # fmt: skip
        references.setdefault(table, set()).add(other)
    found = {CLIENTS}
    while further := {table for table, others in references.items() if others & found} - found:
        found |= further
    return found


def told(question: str, parameters: list[object] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return list(cursor.fetchall())


def may(table: str, *rights: str) -> bool:
    ((held,),) = told("select has_any_column_privilege(%s, %s, %s)", [CLIENT, table, ", ".join(rights)])
    return bool(held)


def behind_policies() -> set[str]:
    question = (
        "select c.relname from pg_class c where c.relrowsecurity and %s = (select count(*) from pg_policies p"
        " where p.tablename = c.relname and (p.policyname, p.roles) in ((%s, %s), (%s, %s)) and p.with_check is null)"
    )
    return {name for (name,) in told(question, [2, OURS, [CLIENT], ALL, [APPLICATION]])}


def test_every_table_that_leads_to_a_client_has_its_policy_or_is_closed():
    leading, fenced = leading_to_clients(), {name for name, rows in clients_rows().items() if rows.which}
    assert leading - fenced == set(CLOSED)
    assert {name for name in CLOSED if may(name, "select", "insert", "update", "references")} == set()
    assert len(leading) > 25


def test_the_policies_are_those_that_the_apps_name():
    assert behind_policies() == {name for name, rows in clients_rows().items() if rows.which}


def test_what_is_everybodys_says_why_and_is_only_read():
    common = {name: rows for name, rows in clients_rows().items() if rows.which is None}
    assert all(rows.why for rows in common.values())
    assert [name for name in common if may(name, "insert", "update")] == []


def test_clients_reach_no_other_table_and_remove_nothing():
    tables = [name for (name,) in told("select tablename from pg_tables where schemaname = 'public'")]
    assert {name for name in tables if may(name, "select", "insert", "update")} == set(clients_rows())
    removed = "select has_table_privilege(%s, %s, 'delete, truncate, trigger')"
    assert [name for name in tables if told(removed, [CLIENT, name]) == [(True,)]] == []


def test_nobody_logs_in_as_the_lesser_role_and_nothing_of_it_is_inherited():
    flags = "rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
    assert told(f"select {flags.rpartition(',')[0]} from pg_roles where rolname = %s", [CLIENT]) == [(False,) * 5]
    inherits = "select inherit_option, set_option from pg_auth_members m join pg_roles r on r.oid = m.roleid"
    assert told(f"{inherits} where r.rolname = %s and m.member = %s::regrole", [CLIENT, APPLICATION]) == [(False, True)]
    assert told("select 1 from pg_auth_members where member = %s::regrole", [CLIENT]) == []


def test_the_houses_own_role_passes_no_policy():
    assert told("select rolbypassrls from pg_roles where rolname = %s", [APPLICATION]) == [(True,)]
    plan = "explain (verbose) select * from funds_investment where currency like 'U%'"
    assert "fidus.clients" not in str(told(plan))
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {CLIENT}")
        behind = told(plan)
        cursor.execute("reset role")
    assert "fidus.clients" in str(behind)


def test_plans_of_the_house_are_those_of_a_database_without_the_wall(as_owner):
    asked = [
        "select * from {} where id between 5 and 9 order by id desc limit 3",
        "select count(*) from {} t join accounts_client c on c.id = t.id where c.name like 'A%'",
    ]
    fenced = [name for name, rows in clients_rows().items() if rows.which and has_id(name)]
    plans = [told(f"explain {question}".format(table)) for table in fenced for question in asked]
    for table in fenced:
        as_owner(f"alter table {table} disable row level security")
    assert [told(f"explain {question}".format(table)) for table in fenced for question in asked] == plans
    assert len(fenced) > 20


def has_id(table: str) -> bool:
    columns = "select 1 from information_schema.columns where table_name = %s and column_name = 'id'"
    return bool(told(columns, [table]))


def built() -> tuple[list[tuple], set[str]]:
    """What `migrate` does at its end; the policies, and those tables that have theirs."""
    with connection.cursor() as cursor:
        cursor.execute("set local role fidus_owner")
        build_second_wall(apps.get_app_config("accounts"), "default")
        cursor.execute("reset role")
    return told("select oid, polname from pg_policy order by oid"), behind_policies()


def test_migrating_again_changes_nothing_and_mends_what_was_taken_away(as_owner):
    before = built()
    assert built() == before
    as_owner(f"drop policy {OURS} on funds_investment")
    as_owner(f"grant select on accounts_invitation to {CLIENT}")
    assert built()[1] == before[1]
    assert not may("accounts_invitation", "select")


def test_a_database_with_rows_from_before_gets_the_wall_as_it_stands(as_owner):
    """Forward on data: nothing is fenced, people and money are there, and one migration later everything is."""
    for table in [name for name, rows in clients_rows().items() if rows.which]:
        as_owner(f"drop policy {OURS} on {table}")
        as_owner(f"drop policy {ALL} on {table}")
        as_owner(f"alter table {table} disable row level security")
    as_owner(f"revoke all on all tables in schema public from {CLIENT}")
    ada = scenes.an_investment().client
    bruno = scenes.an_investment(client=scenes.a_client("Bruno Sample")).client
    # A table with checks that wait for a transaction's end cannot be altered in it.
    connection.check_constraints()
    built()
    with acting_as(member(ada)):
        assert [one.client_id for one in Investment.objects.all()] == [ada.pk]
    assert {one.client_id for one in Investment.objects.all()} == {ada.pk, bruno.pk}


def test_a_server_without_the_lesser_role_is_told_how_to_make_it(monkeypatch):
    monkeypatch.setattr("fidus.second_wall.CLIENT", "nobody_made_it")
    with connection.cursor() as cursor:
        cursor.execute("set local role fidus_owner")
        with pytest.raises(NoLesserRole, match="create role nobody_made_it nologin"):
            build_second_wall(apps.get_app_config("accounts"), "default")
        cursor.execute("reset role")


def test_every_step_outside_the_wall_is_written_down():
    sources = [
        path
        for app in ("accounts", "compliance", "crm", "fidus", "funds", "trading")
        for path in (ROOT / app).rglob("*.py")
    ]
    using = {str(path.relative_to(ROOT)) for path in sources if "with outside_wall()" in path.read_text()}
    assert using == set(OUTSIDE)
