"""How many rows a piece of work reads, where statements are planned as `manage.py trade` plans them."""

from django.db import connection


def plan_while_small() -> None:
    """Until the test's transaction ends: once, while there is next to nothing (docs/adr/0054)."""
    with connection.cursor() as cursor:
        cursor.execute("set local plan_cache_mode = force_generic_plan")
        cursor.execute("set local enable_seqscan = off")


def rows_read() -> int:
    """Since the test's transaction began, by whatever ways."""
    with connection.cursor() as cursor:
        cursor.execute("select sum(seq_tup_read) + sum(coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
