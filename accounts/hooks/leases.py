"""Messages wait for receivers, and each receiver is served by one sender at a time, who holds a lease on it.

Notices and their channels are served in the same way. A lease ends by itself when its sender has died; every time is
the database server's clock. What a sender claims differs: each queue has its own statement for that.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Now
from psycopg import sql

_BURY = sql.SQL("""
    update {messages} m set state = 'dead', error = 'Our process died during the last attempt.'
    from {receivers} r
    where r.id = m.{receiver} and m.state = 'waiting' and m.attempts >= %s
      and (r.lease is distinct from m.lease or r.lease_until is null or r.lease_until < clock_timestamp())
""")


def bury(messages: type[Model], receiver: str, *, most_attempts: int) -> None:
    """Give up what has had all its attempts and still waits: whoever held it died over it every time.

    `receiver` names the foreign key of `messages`.
    """
    key = messages._meta.get_field(receiver)
    names = {"messages": messages._meta.db_table, "receivers": key.related_model._meta.db_table, "receiver": key.column}
    with connection.cursor() as cursor:
        cursor.execute(_BURY.format(**{name: sql.Identifier(value) for name, value in names.items()}), [most_attempts])


def release(receiver: Model, lease: UUID) -> None:
    """The time of this turn stays in `lease_until`: who was served last comes last."""
    type(receiver)._default_manager.filter(pk=receiver.pk, lease=lease).update(lease_until=Now())
