from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from accounts.models import User
from fidus.lib.money import MINOR_UNITS
from trading.brokers.ib.flex import Statement
from trading.brokers.ib.flex_facts import base_of
from trading.brokers.ib.holdings import is_paper
from trading.errors import AccountMismatch
from trading.models import BrokerAccount, Environment, Platform
from trading.services.find_platform_account import NewAccount, find_platform_account

BROKER = "Interactive Brokers"
MOST_NAMED = 20


def find_flex_accounts(
    statements: Sequence[Statement], *, chosen: BrokerAccount | None, open_unknown: bool, by: User | None
) -> list[tuple[BrokerAccount, list[Statement]]]:
    """The accounts a file is of, each with its statements, oldest first; locked in one order, before any is booked.

    One unknown account may be opened; of several all must be known, for such a file may be of somebody else's accounts
    as well. Raises AccountMismatch, which names all of them, and AccountDisabled.
    """
    by_login: dict[str, list[Statement]] = defaultdict(list)
    for statement in sorted(statements, key=lambda one: one.from_on):
        by_login[statement.account].append(statement)
    if len(by_login) > 1:
        _lock_known(by_login, chosen)
    found = [
        (_found(login, told, chosen=chosen, open_unknown=open_unknown and len(by_login) == 1, by=by), told)
        for login, told in by_login.items()
    ]
    return sorted(found, key=lambda pair: pair[0].pk)


def _lock_known(by_login: dict[str, list[Statement]], chosen: BrokerAccount | None) -> None:
    logins = sorted(by_login)
    if chosen is not None:
        raise AccountMismatch(f"the file is of {_named(logins)}, not of {chosen} alone: choose none")
    # Whoever books locks accounts by their numbers, too.
    same = BrokerAccount.objects.select_for_update(no_key=True).filter(platform=Platform.IB, login__in=logins)
    known = {account.login for account in same.order_by("pk")}
    if unknown := [login for login in logins if login not in known]:
        raise AccountMismatch(f"the file is of {_named(logins)}, and not known are {_named(unknown)}: open them first")


def _named(logins: Sequence[str]) -> str:
    shown = ", ".join(login[:20] for login in logins[:MOST_NAMED])
    more = f" and {len(logins) - MOST_NAMED} more" if len(logins) > MOST_NAMED else ""
    return f"{len(logins)} account{'s' if len(logins) > 1 else ''} ({shown}{more})"


def _found(
    login: str, statements: Sequence[Statement], *, chosen: BrokerAccount | None, open_unknown: bool, by: User | None
) -> BrokerAccount:
    def new() -> NewAccount:
        environment = Environment.PAPER if is_paper(login) else Environment.LIVE
        return NewAccount(
            broker=BROKER, server=BROKER, currency=base_of(statements[-1]), environment=environment,
            name=next((statement.name for statement in statements if statement.name), ""),
        )  # fmt: skip

    found = find_platform_account(
        platform=Platform.IB, login=login, chosen=chosen, new=new if open_unknown else None, by=by
    )
    for currency in {statement.currency for statement in statements} - {"", found.currency}:
        raise AccountMismatch(f"account {login} is kept in {found.currency}, the statement is in {currency[:10]}")
    if found.currency not in MINOR_UNITS:
        raise AccountMismatch(f"the account is kept in {found.currency}, a currency the firm keeps no books in")
    return found
