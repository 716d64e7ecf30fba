"""The second wall around clients' rows: grants and row-level security for the lesser role, as the apps say.

Each AppConfig may name `clients_rows` (fidus/lib/clients_rows.py), `clients_sequences` and `clients_functions`;
docs/adr/0034-a-second-wall.md says why it is built so.
"""

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from fidus.grants import APP_ROLE
from fidus.lib.clients_rows import Rows
from fidus.stack.postgres import CLIENT

OURS, ALL = "clients_own", "all_for_the_house"


class NoLesserRole(Exception):
    """The role that clients' requests run as is missing, and this login may not make it."""


def clients_rows() -> dict[str, Rows]:
    """Table -> what of it clients may reach, of all apps."""
    named: dict[str, Rows] = {}
    for config in apps.get_app_configs():
        for table, rows in getattr(config, "clients_rows", {}).items():
            if table in named:
                raise ValueError(f"{table} is named by two apps")
            named[table] = rows
    return named


def build_second_wall(sender: AppConfig, using: str, **kwargs: object) -> None:
    """After migrate, as the tables' owner; repeatable, and all at once: no moment without it. Raises NoLesserRole."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("select current_user")
        if cursor.fetchone()[0] == APP_ROLE:
            return
        _have_role(cursor)
        client = sql.Identifier(CLIENT)
        for statement in (
            "revoke all on all tables in schema public from {}",
            "revoke all on all sequences in schema public from {}",
            "grant usage on schema public to {}",
        ):
            cursor.execute(sql.SQL(statement).format(client))
        named = clients_rows()
        for table, rows in named.items():
            cursor.execute(sql.SQL("grant {} on {} to {}").format(sql.SQL(rows.may), sql.Identifier(table), client))
        for config in apps.get_app_configs():
            for sequence in getattr(config, "clients_sequences", ()):
                cursor.execute(sql.SQL("grant usage on sequence {} to {}").format(sql.Identifier(sequence), client))
        _keep_functions(cursor)
        _draw_policies(cursor, {table: rows.which for table, rows in named.items() if rows.which is not None})


def _have_role(cursor: CursorWrapper) -> None:
    """Our own server and docker's have it made by their superuser; where one login is for all, it makes it itself."""
    cursor.execute("select current_user, rolsuper or rolcreaterole from pg_roles where rolname = current_user")
    login, may_make = cursor.fetchone()
    if _is_there(cursor, APP_ROLE):
        login, may_make = APP_ROLE, False
    if may_make and not _is_there(cursor, CLIENT):
        cursor.execute(sql.SQL("create role {} nologin").format(sql.Identifier(CLIENT)))
        grant = sql.SQL("grant {} to {} with inherit false, set true")
        cursor.execute(grant.format(sql.Identifier(CLIENT), sql.Identifier(login)))
    cursor.execute(
        "select exists (select from pg_roles where rolname = %s and pg_has_role(%s, oid, 'set'))", [CLIENT, login]
    )
    if not cursor.fetchone()[0]:
        raise NoLesserRole(
            f"{login} cannot take on the role {CLIENT}, as which clients' requests run. As the server's superuser:\n"
            f"create role {CLIENT} nologin; grant {CLIENT} to {login} with inherit false, set true;\n"
            f"alter role {login} bypassrls;\n"
            "Then migrate again."
        )


def _keep_functions(cursor: CursorWrapper) -> None:
    """What runs as the owner runs for the house alone, but for functions that an app names `clients_functions`."""
    named = {name for config in apps.get_app_configs() for name in getattr(config, "clients_functions", ())}
    house = [APP_ROLE] if _is_there(cursor, APP_ROLE) else []
    cursor.execute(
        "select oid::regprocedure::text, proname from pg_proc"
        " where prosecdef and pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype"
    )
    for signature, name in cursor.fetchall():
        function = sql.SQL(signature)
        revoke = sql.SQL("revoke execute on function {} from public, {}")
        cursor.execute(revoke.format(function, sql.Identifier(CLIENT)))
        for role in [*house, *([CLIENT] if name in named else [])]:
            cursor.execute(sql.SQL("grant execute on function {} to {}").format(function, sql.Identifier(role)))


def _is_there(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute("select exists (select from pg_roles where rolname = %s)", [role])
    return bool(cursor.fetchone()[0])


def _draw_policies(cursor: CursorWrapper, wanted: dict[str, str]) -> None:
    """Only what changed is drawn anew, since that locks the table."""
    cursor.execute(
        "select c.relname, obj_description(p.oid, 'pg_policy') from pg_policy p join pg_class c on c.oid = p.polrelid"
        " where p.polname = %s",
        [OURS],
    )
    standing = dict(cursor.fetchall())
    policies = {OURS: CLIENT, **({ALL: APP_ROLE} if _is_there(cursor, APP_ROLE) else {})}
    for table in sorted({table for table in {**standing, **wanted} if standing.get(table) != wanted.get(table)}):
        on = sql.Identifier(table)
        for policy in (OURS, ALL):
            cursor.execute(sql.SQL("drop policy if exists {} on {}").format(sql.Identifier(policy), on))
        if table not in wanted:
            cursor.execute(sql.SQL("alter table {} disable row level security").format(on))
            continue
        cursor.execute(sql.SQL("alter table {} enable row level security").format(on))
        for policy, role in policies.items():
            which = sql.SQL(wanted[table] if policy == OURS else "true")
            cursor.execute(
                sql.SQL("create policy {} on {} to {} using ({})").format(
                    sql.Identifier(policy), on, sql.Identifier(role), which
                )
            )
        comment = sql.SQL("comment on policy {} on {} is {}")
        cursor.execute(comment.format(sql.Identifier(OURS), on, sql.Literal(wanted[table])))
