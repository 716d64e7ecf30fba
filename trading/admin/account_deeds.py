"""What staff may do to a broker account: open one before its first report, and disable one."""

from typing import Any

from accounts.admin.deeds import Deed
from accounts.models import User
from trading.forms import ChangeAccountForm, DisableAccountForm, OpenAccountForm
from trading.models import BrokerAccount
from trading.services.change_broker_account import change_broker_account
from trading.services.disable_broker_account import disable_broker_account
from trading.services.open_broker_account import open_broker_account


def _open(nothing: None, data: dict[str, Any], by: User) -> BrokerAccount:
    return open_broker_account(**data, by=by)


def _change(account: BrokerAccount, data: dict[str, Any], by: User) -> BrokerAccount:
    return change_broker_account(account=account, by=by, **data)


def _as_it_is(account: BrokerAccount) -> dict[str, Any]:
    return {name: getattr(account, name) for name in ("broker", "name", "environment", "margin_mode")}


def _disable(account: BrokerAccount, data: dict[str, Any], by: User) -> BrokerAccount:
    return disable_broker_account(account=account, reason=data["reason"], by=by)


DEEDS = (
    Deed(
        "open",
        "Open account",
        "An account without history. A report opens its account by itself; open one here to map investments to it "
        "before its first report. Login and server are as the terminal shows them, to the letter.",
        "The account is open and waits for its first report.",
        "trading.open_account",
        _open,
        OpenAccountForm,
        on_list=True,
    ),
    Deed(
        "edit",
        "Change",
        "Its broker's and holder's names; its kind only before its first history. Server, login and currency say which "
        "account it is, and stay.",
        "The account is changed.",
        "trading.open_account",
        _change,
        ChangeAccountForm,
        possible=lambda account: account.disabled_at is None,
        initial=_as_it_is,
    ),
    Deed(
        "disable",
        "Disable",
        "It takes no more history, for good. What it made so far still counts for the investments mapped to it.",
        "The account is disabled.",
        "trading.disable_account",
        _disable,
        DisableAccountForm,
        possible=lambda account: account.disabled_at is None,
    ),
)
