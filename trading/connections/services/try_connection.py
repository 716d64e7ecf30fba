"""Ask a broker once, now, and write down what came of it: outside of transactions, within a time limit."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswerInTime

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.brokers.base import BrokerError, LoginRefused, Refused, WrongAccount
from trading.brokers.facts import AccountState
from trading.connections.errors import ConnectionsConflict, NotConnected
from trading.connections.events import ConnectionTested
from trading.connections.gates import Reach, open_reach, reach_of, without_secrets
from trading.connections.models import Connection, Outcome
from trading.errors import TradingError

SECONDS = 8.0
# Looking a name up cannot be interrupted; one that hangs holds its thread and nobody else.
_asking = ThreadPoolExecutor(8, "try-connection")


def try_connection(*, connection: Connection, seconds: float = SECONDS, by: User | None) -> Connection:
    """Whether the account answers, and as what. Never raises for what the broker does.

    Must not be called inside a transaction. Raises ConnectionsConflict if the connection changed meanwhile.
    """
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a broker is not waited for inside a transaction")
    connection = Connection.objects.select_related("account", "gateway").get(pk=connection.pk)
    before = connection.sealed, connection.options, connection.gateway_id
    outcome, words = _outcome(connection, seconds)
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
        if (row.sealed, row.options, row.gateway_id) != before:
            raise ConnectionsConflict("The connection was changed while it was tried; try it again.")
        row.tested_at, row.test_outcome, row.test_words = clock.now(), outcome, words[:1000]
        row.save(update_fields=["tested_at", "test_outcome", "test_words"])
        event = ConnectionTested(subject=row.subject, client=None, account=row.account_id, outcome=str(outcome))
        record(event, by=by)
    return row


def _outcome(connection: Connection, seconds: float) -> tuple[Outcome, str]:
    try:
        found = reach_of(connection, even_paused=True)
    except NotConnected as error:
        return Outcome.REFUSED, str(error)
    try:
        state = _state(found, seconds)
    except (BrokerError, TradingError, NoAnswerInTime) as error:
        return _what(error), without_secrets(_words(error, seconds), found.access)
    differences = _differences(connection, state)
    told = _told(state, connection)
    if differences:
        return Outcome.DIFFERS, without_secrets(f"{' '.join(differences)} {told}", found.access)
    return Outcome.GOOD, without_secrets(told, found.access)


def _state(found: Reach, seconds: float) -> AccountState:
    if found.gateway_id is None:
        return _asked(found, seconds)  # our own books, in this very database
    return _asking.submit(_asked, found, seconds).result(seconds + 1.0)


def _asked(found: Reach, seconds: float) -> AccountState:
    broker = open_reach(found, seconds=seconds)
    try:
        return broker.account()
    finally:
        broker.close()


def _what(error: Exception) -> Outcome:
    match error:
        case WrongAccount():
            return Outcome.WRONG_ACCOUNT
        case LoginRefused():
            return Outcome.LOGIN_REFUSED
        case Refused() | TradingError():
            return Outcome.REFUSED
    return Outcome.NOT_REACHED


def _words(error: Exception, seconds: float) -> str:
    if isinstance(error, NoAnswerInTime):
        return f"There was no answer within {seconds:.0f} seconds."
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def _differences(connection: Connection, state: AccountState) -> list[str]:
    """Where what the broker says is not what is written here, each as a sentence."""
    account, found = connection.account, []
    for what, ours, theirs in (
        ("currency", account.currency, state.currency),
        ("environment", account.environment, state.environment),
        ("server", account.server if account.platform == "mt5" else "", state.server),
        ("holder", account.name, state.name),
    ):
        if ours and theirs and ours.casefold() != theirs.casefold():
            found.append(f"Its {what} is {theirs}, written here is {ours}.")
    if connection.may_trade and not state.may_trade:
        found.append("It may not be traded with this password, and it is marked as one that may.")
    return found


def _told(state: AccountState, connection: Connection) -> str:
    who = f"{state.login}{f' of {state.name}' if state.name else ''}{f', {state.company}' if state.company else ''}"
    words = f"It is {who}: {state.environment}, balance {state.balance} {state.currency}."
    if state.may_trade and not connection.may_trade and "password" in connection.secrets_held:
        words += " The password could trade; an investor password would be enough."
    return words
