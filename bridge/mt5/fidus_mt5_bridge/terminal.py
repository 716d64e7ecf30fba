"""One terminal, as its worker process holds it: the package, who is logged in, and doubt in every answer."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fidus_mt5_bridge.amounts import UNKNOWN_DIGITS
from fidus_mt5_bridge.failures import Failure, Kind

AUTH_FAILED, NOT_FOUND, SUCCESS = -6, -4, 1
IPC = range(-10005, -9999)  # the line between the package and the terminal itself
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Account:
    login: int
    server: str
    password: str = field(repr=False)


class Terminal:
    """`mt5` is the MetaTrader5 module, which knows one terminal per process; so there is one Terminal per process."""

    def __init__(self, mt5: Any, path: str, *, portable: bool, seconds: float) -> None:
        self.mt5, self._path, self._portable = mt5, path, portable
        self._milliseconds = int(seconds * 1000)
        self._connected = False
        self._let_in: tuple[int, str, bytes] | None = None  # login, server, keyed hash of the password that was good
        self._key = secrets.token_bytes(16)
        self._digits: dict[tuple[str, str], int] = {}
        self.account: Account | None = None

    # ---- whose terminal it is

    def stand_on(self, account: Account) -> Any:
        """Log in unless logged in; returns account_info of the account that was asked for, or raises Failure."""
        self.account = account
        if not self._connected:
            self._start(account)
        elif not self._stands(account):
            self._log_in(account)
        return self.check()

    def check(self) -> Any:
        """account_info, sure to be of the account that was asked for; asked before and after everything."""
        account = self.account
        info = self.sure(self.mt5.account_info(), "account_info")
        if account is None or (info.login, info.server) != (account.login, account.server):
            self._let_in = None
            raise Failure(Kind.WRONG_ACCOUNT, "another account answered than was asked")
        return info

    def _stands(self, account: Account) -> bool:
        if self._let_in != self._mark(account):
            return False
        info, terminal = self.mt5.account_info(), self.mt5.terminal_info()
        # A terminal that was thrown out goes on answering from what it remembers.
        return (
            info is not None
            and terminal is not None
            and bool(terminal.connected)
            and (info.login, info.server) == (account.login, account.server)
        )

    def _start(self, account: Account) -> None:
        self._let_in = None
        good = self.mt5.initialize(
            self._path, login=account.login, password=account.password, server=account.server,
            timeout=self._milliseconds, portable=self._portable,
        )  # fmt: skip
        if not good:
            raise self._failed("initialize")
        self._connected = True
        self._let_in = self._mark(account)

    def _log_in(self, account: Account) -> None:
        self._let_in = None
        good = self.mt5.login(
            account.login, password=account.password, server=account.server, timeout=self._milliseconds
        )
        if not good:
            raise self._failed("login")
        self._let_in = self._mark(account)

    def _mark(self, account: Account) -> tuple[int, str, bytes]:
        # Kept to see whether a caller knows the password that was good, without keeping the password.
        digest = hashlib.blake2b(account.password.encode(), key=self._key).digest()
        return account.login, account.server, digest

    def let_go(self) -> None:
        self.mt5.shutdown()
        self._connected, self._let_in = False, None

    # ---- answers

    def sure(self, answer: Any, what: str, *, none_is_empty: bool = False) -> Any:
        """`answer` unless it is None; raises Failure with last_error."""
        if answer is not None:
            return answer
        if none_is_empty and self.mt5.last_error()[0] in {SUCCESS, NOT_FOUND}:
            return ()
        raise self._failed(what)

    def _failed(self, what: str) -> Failure:
        code, words = self.mt5.last_error()
        if code == AUTH_FAILED:
            return Failure(Kind.LOGIN_REFUSED, f"the broker refused the login ({words})", str(code))
        if code in IPC:
            self._connected = False
        return Failure(Kind.NOT_SENT, f"{what}: {words}", str(code))

    def all_of(self, function: str, **chosen: Any) -> tuple[Any, ...]:
        """positions_get, orders_get and their like; a package that finds none may say so with None and success."""
        answer = getattr(self.mt5, function)(**chosen)
        if answer is None and not chosen and self.mt5.last_error()[0] == SUCCESS:
            return ()
        return tuple(self.sure(answer, function, none_is_empty=bool(chosen)))

    def digits(self, symbol: str) -> int:
        """Of a symbol's prices; symbols that the broker lists no more have eight."""
        server = self.account.server if self.account else ""
        known = self._digits.get((server, symbol))
        if known is None:
            info = self.mt5.symbol_info(symbol)
            if info is None and self.mt5.last_error()[0] != NOT_FOUND:
                raise self._failed("symbol_info")
            known = UNKNOWN_DIGITS if info is None else int(info.digits)
            self._digits[server, symbol] = known
        return known

    # ---- history, a bounded part at a time

    def history(self, what: str, start: int, limit: int) -> Iterator[tuple[list[Any], int | None]]:
        """Parts of `history_deals` or `history_orders` from `start` (seconds) on, each with where the next begins.

        A part has at most `limit` rows unless one second has more. Whole seconds of the broker's clock are numbers
        here: the package would read a datetime without a zone in the machine's own.
        """
        total, get = getattr(self.mt5, f"{what}_total"), getattr(self.mt5, f"{what}_get")
        last = int(time.time()) + 3 * DAY  # the broker's clock may run ahead of ours
        while start < last:
            end = last
            while end - start > 1 and self.sure(total(start, end), f"{what}_total") > limit:
                end = start + (end - start) // 2
            rows = list(self.sure(get(start, end), f"{what}_get"))
            if what == "history_deals":
                # Whether the end counts in is not written anywhere, so whole seconds are cut here. By which of their
                # times orders are chosen is not written either: of them some may come twice.
                rows = [row for row in rows if start <= row.time < end]
            start = end
            yield rows, (end if end < last else None)
