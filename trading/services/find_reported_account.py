from __future__ import annotations

from contextlib import suppress

from accounts.models import User
from fidus.lib.money import MINOR_UNITS
from trading.domain.history import AccountHeader
from trading.errors import AccountDisabled, AccountExists, AccountMismatch
from trading.models import BrokerAccount
from trading.services.open_broker_account import open_broker_account


def find_reported_account(
    header: AccountHeader, *, chosen: BrokerAccount | None, open_unknown: bool, by: User | None
) -> BrokerAccount:
    """The account a report's header names, locked until the transaction ends; opened if unknown and allowed.

    Raises AccountMismatch and AccountDisabled.
    """
    if header.currency not in MINOR_UNITS:
        raise AccountMismatch(f"the account is kept in {header.currency}, a currency the firm keeps no books in")
    if chosen is not None and (chosen.login, chosen.server) != (str(header.login), header.server):
        raise AccountMismatch(
            f"the report is of account {header.login} on {header.server}, not of {chosen.login} on {chosen.server}"
        )
    account = _locked(header)
    if account is None:
        if not open_unknown:
            raise AccountMismatch(f"account {header.login} on {header.server} is not known; open it first")
        # The same report may be uploaded twice at the same moment: then the other one has opened the account.
        with suppress(AccountExists):
            open_broker_account(
                broker=header.company or header.server,
                server=header.server,
                login=header.login,
                currency=header.currency,
                environment=header.environment,
                margin_mode=header.margin_mode,
                name=header.name,
                company=header.company,
                by=by,
            )
        account = _locked(header)
        assert account is not None
    if account.currency != header.currency:
        raise AccountMismatch(
            f"account {account.login} is kept in {account.currency}, the report is in {header.currency}"
        )
    if account.disabled_at:
        raise AccountDisabled(f"account {account.login} on {account.server} is disabled and takes no more history")
    return account


def _locked(header: AccountHeader) -> BrokerAccount | None:
    return BrokerAccount.objects.select_for_update().filter(server=header.server, login=str(header.login)).first()
