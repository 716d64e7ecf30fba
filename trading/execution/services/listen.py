"""Hear PostgreSQL's notices: they only wake somebody up, whatever is to be done stands in rows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

import psycopg
from django.db import connection as default
from psycopg import sql

logger = logging.getLogger(__name__)
ASKED_AGAIN_AFTER, WAITS = 1.0, 0.5


class Listener(threading.Thread):
    """Tells each channel's messages; an empty one to all of them when it (again) begins to hear."""

    def __init__(self, told: Mapping[str, Callable[[str], None]], stop: threading.Event) -> None:
        super().__init__(name="listener", daemon=True)
        self._told, self._stop_asked = told, stop

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                self._hear()
            except psycopg.Error as error:
                logger.warning("Notices are not heard (%s); rows are looked at by the clock", type(error).__name__)
                self._stop_asked.wait(ASKED_AGAIN_AFTER)

    def _hear(self) -> None:
        given = {**default.get_connection_params(), "autocommit": True}
        given.pop("cursor_factory", None)
        with psycopg.connect(**given) as heard:
            for channel in self._told:
                heard.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            for tell in self._told.values():
                tell("")
            while not self._stop_asked.is_set():
                for notice in heard.notifies(timeout=WAITS):
                    self._told[notice.channel](notice.payload)
