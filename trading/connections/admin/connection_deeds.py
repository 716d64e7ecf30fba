"""What staff may do to an account's connection."""

from typing import Any

from accounts.admin.deeds import Deed
from accounts.admin.forms import ReasonForm
from accounts.models import User
from trading.connections.description import Of
from trading.connections.forms import ChangeConnectionForm, SecretsForm
from trading.connections.models import Connection
from trading.connections.registry import adapter_of
from trading.connections.services.allow_trading import allow_trading
from trading.connections.services.change_connection import change_connection
from trading.connections.services.forbid_trading import forbid_trading
from trading.connections.services.pause_connection import pause_connection
from trading.connections.services.replace_secrets import replace_secrets
from trading.connections.services.resume_connection import resume_connection
from trading.connections.services.try_connection import try_connection

CONNECT, TRADE = "connections.connect_account", "connections.allow_trading"


def _test(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    return try_connection(connection=connection, by=by)


def _change(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    given = data["secrets"] if any(data["secrets"].values()) else None
    return change_connection(
        connection=connection, gateway=data.get("gateway"), options=data["options"], secrets=given, by=by
    )


def _replace(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    return replace_secrets(connection=connection, secrets=data["secrets"], by=by)


def _allow(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    return allow_trading(connection=connection, by=by)


def _forbid(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    return forbid_trading(connection=connection, by=by)


def _pause(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    return pause_connection(connection=connection, reason=data["reason"], by=by)


def _resume(connection: Connection, data: dict[str, Any], by: User) -> Connection:
    return resume_connection(connection=connection, reason=data["reason"], by=by)


def _filled(connection: Connection) -> dict[str, Any]:
    adapter = adapter_of(connection.account.platform)
    return {"adapter": adapter, "gateway": connection.gateway_id, "options": connection.options}


def _has_typed_secret(connection: Connection) -> bool:
    fields = adapter_of(connection.account.platform).fields_of(Of.ACCOUNT, secret=True)
    return any(field.by_hand for field in fields)


DEEDS = (
    Deed(
        "test",
        "Test",
        "The broker is asked once, now, for at most eight seconds; what it answers is compared with what is written "
        "here and shown on the connection's page.",
        "The broker was asked; what came of it stands below.",
        CONNECT,
        _test,
    ),
    Deed(
        "edit",
        "Change",
        "Another gateway wants the secrets anew: those that are held were given for the one it has. Left empty, they "
        "stay as they are.",
        "The connection is changed. Test it.",
        CONNECT,
        _change,
        ChangeConnectionForm,
        initial=_filled,
    ),
    Deed(
        "replace_secrets",
        "Replace secrets",
        "What is held now is dropped, and nobody is shown it. Prefer a password that can only look.",
        "The new secrets are sealed. Test the connection.",
        CONNECT,
        _replace,
        SecretsForm,
        possible=_has_typed_secret,
        initial=_filled,
    ),
    Deed(
        "allow_trading",
        "Allow trading",
        "FIDUS may send orders of this account. It needs a password that can trade.",
        "The account may be traded.",
        TRADE,
        _allow,
        possible=lambda connection: not connection.may_trade,
    ),
    Deed(
        "forbid_trading",
        "Forbid trading",
        "Nothing is sent any more; the account is still looked at.",
        "The account is not traded any more.",
        CONNECT,
        _forbid,
        possible=lambda connection: connection.may_trade,
    ),
    Deed(
        "pause",
        "Pause",
        "The account is neither looked at nor traded until the connection is resumed.",
        "The connection is paused.",
        CONNECT,
        _pause,
        ReasonForm,
        possible=lambda connection: connection.paused_at is None,
    ),
    Deed(
        "resume",
        "Resume",
        "The account is looked at again.",
        "The connection is resumed.",
        CONNECT,
        _resume,
        ReasonForm,
        possible=lambda connection: connection.paused_at is not None,
    ),
)
