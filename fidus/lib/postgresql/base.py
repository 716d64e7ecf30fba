"""The database engine `fidus.lib.postgresql` (docs/adr/0054-statements-are-prepared.md)."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ended a connection has said so, and its words wait to be read: mostly nobody has to ask it."""

    def is_usable(self) -> bool:
        if not self.errors_occurred and self._is_silent():
            return True
        return super().is_usable()

    def _is_silent(self) -> bool:
        """Between two transactions, with nothing to read: neither a farewell nor the end of the line."""
        if self.connection is None or self.connection.closed:
            return False
        line = self.connection.pgconn
        if line.transaction_status != TransactionStatus.IDLE:
            return False
        waiting = select.poll()
        waiting.register(line.socket, select.POLLIN)
        return not waiting.poll(0)
