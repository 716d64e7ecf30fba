from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from accounts.models import User
from fidus.lib.money import MINOR_UNITS
from trading.errors import AccountDisabled, AccountExists, AccountMismatch, AccountRefused
from trading.models import BrokerAccount, MarginMode, Platform
from trading.services.open_broker_account import open_broker_account


@dataclass(frozen=True, slots=True)
class NewAccount:
    """How an account that a file names is opened."""

    broker: str
    server: str
    currency: str
    environment: str
    name: str


def find_platform_account(
    *,
    platform: Platform,
    login: str,
    chosen: BrokerAccount | None,
    new: Callable[[], NewAccount] | None,
    by: User | None,
) -> BrokerAccount:
    """The account with this number at a broker that has but one of each, locked; opened by `new` if unknown.

    Raises AccountMismatch and AccountDisabled.
    """
    if chosen is not None and (chosen.platform, chosen.login) != (platform, login):
        raise AccountMismatch(f"the file is of {platform.label} {login}, not of {chosen}")
    account = _locked(platform, login, chosen)
    if account is None:
        if new is None:
            raise AccountMismatch(f"{platform.label} {login} is not known; open it first")
        terms = new()
        if terms.currency not in MINOR_UNITS:
            raise AccountMismatch(f"the account is kept in {terms.currency}, a currency the firm keeps no books in")
        # The same file may be uploaded twice at the same moment: then the other one has opened the account.
        with suppress(AccountExists):
            _open(platform, login, terms, by)
        account = _locked(platform, login, chosen)
        assert account is not None
    if account.disabled_at:
        raise AccountDisabled(f"account {account.login} on {account.server} is disabled and takes no more history")
    return account


def _open(platform: Platform, login: str, terms: NewAccount, by: User | None) -> None:
    try:
        open_broker_account(
            broker=terms.broker,
            server=terms.server,
            login=login,
            platform=platform,
            currency=terms.currency,
            environment=terms.environment,
            margin_mode=MarginMode.NETTING,
            name=terms.name[:200],
            company=terms.broker,
            by=by,
        )
    except AccountRefused as wrong:
        raise AccountMismatch(str(wrong)) from wrong


def _locked(platform: Platform, login: str, chosen: BrokerAccount | None) -> BrokerAccount | None:
    same = BrokerAccount.objects.select_for_update(no_key=True).filter(platform=platform, login=login).order_by("pk")
    if chosen is not None:
        return same.get(pk=chosen.pk)
    found = list(same)
    if len(found) > 1:
        servers = ", ".join(account.server for account in found)[:200]
        raise AccountMismatch(f"several accounts have the number {login} ({servers}): choose one")
    return found[0] if found else None
