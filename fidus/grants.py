"""What the application's own database role may do: all rows, but the append-only tables only read and append.

An app names its append-only tables as `append_only_tables` in its AppConfig, and tables that only database functions
may write as `function_only_tables`.
"""

from django.apps import AppConfig, apps
from django.db import connections
from psycopg import sql

APP_ROLE = "fidus_app"


def grant_to_application(sender: AppConfig, using: str, **kwargs: object) -> None:
    """After migrate, as the tables' owner; repeatable. Without the role (one login for all) nothing happens."""
    connection = connections[using]
    role = sql.Identifier(APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("select current_user, exists (select from pg_roles where rolname = %s)", [APP_ROLE])
        current, exists = cursor.fetchone()
        if current == APP_ROLE or not exists:
            return
        for grant in (
            "grant usage on schema public to {}",
            "grant select, insert, update, delete on all tables in schema public to {}",
            "grant usage, select on all sequences in schema public to {}",
        ):
            cursor.execute(sql.SQL(grant).format(role))
        for config in apps.get_app_configs():
            for table in getattr(config, "append_only_tables", ()):
                cursor.execute(sql.SQL("revoke update, delete on {} from {}").format(sql.Identifier(table), role))
            for table in getattr(config, "function_only_tables", ()):
                cursor.execute(
                    sql.SQL("revoke insert, update, delete on {} from {}").format(sql.Identifier(table), role)
                )
