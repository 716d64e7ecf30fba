"""Watching: a terminal's accounts in rotation, and posts to FIDUS of what changed.

What FIDUS has acknowledged is remembered per account; a post that failed, for whatever reason, is followed by a whole
snapshot. Passwords of watched accounts are in memory alone: after a restart FIDUS gives the list again.
"""

from __future__ import annotations

import http.client
import logging
import secrets
import ssl
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fidus_mt5_bridge.configuration import PushSettings, Tokens
from fidus_mt5_bridge.desk import Call, Desk
from fidus_mt5_bridge.failures import Failure
from fidus_mt5_bridge.messages import SENT_AT, SIGNATURE, Message, News, sign
from fidus_mt5_bridge.rows import Row

log = logging.getLogger("fidus.mt5")
POST_SECONDS = 10.0
LATE = 3600  # seconds that a deal may appear after newer ones: a terminal loads history for a while after a login


@dataclass
class Watched:
    account: Row = field(repr=False)
    seconds: float
    since: int  # deals from here on, seconds of the broker's clock
    due: float = 0.0
    told_at: float = 0.0
    number: int = 0
    whole_in: int = 0  # messages until the next snapshot
    seen_account: Row | None = None
    seen_positions: dict[int, Row] = field(default_factory=dict)
    seen_orders: dict[int, Row] = field(default_factory=dict)
    seen_deals: dict[int, int] = field(default_factory=dict)  # told from `since` on: ticket -> second


class Watch(threading.Thread):
    def __init__(self, source: str, settings: PushSettings, tokens: Tokens, desk: Desk) -> None:
        super().__init__(name=f"watch {desk.settings.name}", daemon=True)
        self._source, self._settings, self._tokens, self._desk = source, settings, tokens, desk
        self._boot = secrets.token_hex(8)
        self._changed = threading.Condition()
        self._watched: dict[tuple[str, int], Watched] = {}
        self._stopped = False

    @property
    def size(self) -> int:
        return len(self._watched)

    def follow(self, rows: list[Row]) -> None:
        """Watch these and no others; those watched already go on where they are, with the password given now."""
        with self._changed:
            before, self._watched = self._watched, {}
            for row in rows:
                key = (row["account"]["server"], row["account"]["login"])
                watched = before.get(key) or Watched(row["account"], row["seconds"], row["since"])
                watched.account, watched.seconds = row["account"], row["seconds"]
                self._watched[key] = watched
            self._changed.notify()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def run(self) -> None:
        while True:
            with self._changed:
                now = time.monotonic()
                watched = min(self._watched.values(), key=lambda each: each.due, default=None)
                if self._stopped:
                    return
                if watched is None or watched.due > now:
                    self._changed.wait(None if watched is None else watched.due - now)
                    continue
                watched.due = now + watched.seconds
            try:
                self.visit(watched)
            except Exception as error:  # noqa: BLE001 - the watch of all others goes on
                # The text of an error nobody foresaw may hold what it was about, a password too.
                log.error("%s: watching failed (%s)", self._desk.settings.name, type(error).__name__)
                watched.whole_in = 0

    def visit(self, watched: Watched) -> None:
        """Look at one account and tell what is new; whatever fails is tried again when its turn comes."""
        deadline = time.monotonic() + self._desk.settings.hang_seconds
        call = Call("snapshot", watched.account, {"since": watched.since}, deadline=deadline, background=True)
        try:
            seen = self._desk.ask(call)
        except Failure as failure:
            log.warning("%s: watching %s: %s", self._desk.settings.name, watched.account["login"], failure)
            return
        news = self._news(watched, seen)
        if news is None:
            return
        watched.number += 1
        if self._post(news):
            self._remember(watched, seen, news)
        else:
            watched.whole_in = 0

    def _news(self, watched: Watched, seen: Row) -> Message | None:
        positions = {row["ticket"]: row for row in seen["positions"]}
        orders = {row["ticket"]: row for row in seen["orders"]}
        deals = [row for row in seen["deals"] if row["ticket"] not in watched.seen_deals]
        whole = watched.whole_in <= 0
        known_positions, known_orders = ({}, {}) if whole else (watched.seen_positions, watched.seen_orders)
        told: Row = {
            "account": seen["account"] if whole or seen["account"] != watched.seen_account else None,
            "positions": [row for ticket, row in positions.items() if known_positions.get(ticket) != row],
            "positions_gone": [ticket for ticket in known_positions if ticket not in positions],
            "orders": [row for ticket, row in orders.items() if known_orders.get(ticket) != row],
            "orders_gone": [ticket for ticket in known_orders if ticket not in orders],
            "deals": deals,
        }
        kind = News.SNAPSHOT if whole else News.DELTA if any(told.values()) else News.HEARTBEAT
        if kind is News.HEARTBEAT and time.monotonic() - watched.told_at < self._settings.heartbeat_seconds:
            return None
        return Message(
            kind=kind, source=f"{self._source}/{self._desk.settings.name}", boot=self._boot, number=watched.number + 1,
            login=watched.account["login"], server=watched.account["server"], observed_at=time.time(), **told,
        )  # fmt: skip

    def _remember(self, watched: Watched, seen: Row, news: Message) -> None:
        watched.told_at = time.monotonic()
        watched.whole_in = self._settings.whole_after if news.kind is News.SNAPSHOT else watched.whole_in - 1
        watched.seen_account = seen["account"]
        watched.seen_positions = {row["ticket"]: row for row in seen["positions"]}
        watched.seen_orders = {row["ticket"]: row for row in seen["orders"]}
        watched.seen_deals |= {row["ticket"]: row["time_msc"] // 1000 for row in seen["deals"]}
        if seen["next"] is not None:
            # More deals than a page: the next turn is now, and begins where this page ended.
            watched.since, watched.due = seen["next"], 0.0
        else:
            newest = max(watched.seen_deals.values(), default=watched.since)
            watched.since = max(watched.since, newest - LATE)
        watched.seen_deals = {ticket: at for ticket, at in watched.seen_deals.items() if at >= watched.since}

    def _post(self, news: Message) -> bool:
        """True if FIDUS took it. No redirect is followed."""
        body, now = news.body(), int(time.time())
        address = urlsplit(self._settings.url)
        headers = {
            "Content-Type": "application/json", SENT_AT: str(now),
            SIGNATURE: sign(body, now, self._tokens.current()[0]),
        }  # fmt: skip
        connection: http.client.HTTPConnection
        if address.scheme == "https":
            context = ssl.create_default_context(cafile=self._settings.authority)
            connection = http.client.HTTPSConnection(address.netloc, timeout=POST_SECONDS, context=context)
        else:
            connection = http.client.HTTPConnection(address.netloc, timeout=POST_SECONDS)
        try:
            connection.request("POST", address.path or "/", body, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            log.warning("posting failed: %s", type(error).__name__)
            return False
        finally:
            connection.close()
        if status == 409:
            log.info("FIDUS missed a message of %s and gets a snapshot", news.login)
        elif not 200 <= status < 300:
            log.warning("FIDUS answered a post with %s", status)
        return 200 <= status < 300
