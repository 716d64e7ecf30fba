"""What a person who acts as a client may reach in the database: the words in which apps say it in their AppConfig.

`clients_rows = {"funds_investment": of_client(), ...}`; fidus/second_wall.py makes grants and policies of it. A table
that no app names is closed to clients altogether (docs/adr/0034-a-second-wall.md).
"""

from dataclasses import dataclass

# Set together with the role (accounts/wall.py). In a select of their own they are worked out once a query; without any
# client the list is empty, and where nothing was ever set PostgreSQL refuses the query.
CLIENTS = "(select string_to_array(current_setting('fidus.clients'), ',')::bigint[])::bigint[]"
LOGIN = "(select nullif(current_setting('fidus.login'), '')::bigint)"


@dataclass(frozen=True)
class Rows:
    """Of one table: `which` rows, as an SQL condition (None: all of them, for the reason `why`), and what may be done.

    Both read as PostgreSQL reads them, so `may` can name columns: "select, insert, update (state)".
    """

    which: str | None
    may: str = "select"
    why: str = ""


def of_client(column: str = "client_id", *, may: str = "select") -> Rows:
    """Rows that name the client."""
    return Rows(f"{column} = any({CLIENTS})", may)


def of_login(column: str = "user_id", *, may: str = "select") -> Rows:
    """Rows of the person themselves, whomever they act for."""
    return Rows(f"{column} = {LOGIN}", may)


def through(column: str, table: str, *, may: str = "select") -> Rows:
    """Rows whose `column` names a row of `table` that may be seen: its own condition decides."""
    # A list would be searched from its beginning for every row; what a subquery gives is looked up.
    return Rows(f"{column} in (select id from {table})", may)  # noqa: S608 (constants of our own)


def everybodys(why: str) -> Rows:
    """Rows that are no client's in particular."""
    return Rows(None, "select", why)
