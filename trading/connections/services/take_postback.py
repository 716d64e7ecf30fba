"""Kite says that an order moved: checked, and taken as a reason to look, never as a fact."""

from trading.brokers.kite.postback import read
from trading.connections.errors import CannotOpen
from trading.connections.models import BrokerGateway, Connection
from trading.connections.registry import look_soon
from trading.connections.sealing import opened


def take_postback(*, gateway: BrokerGateway, body: bytes) -> bool:
    """Whether it is of an account that is reached through this app; raises BadPostback and CannotOpen."""
    secret = opened(gateway.sealed, owner=gateway.owner).get("api_secret", "")
    if not secret:
        raise CannotOpen("The app has no secret yet.")
    told = read(body, api_secret=secret)
    ours = Connection.objects.filter(gateway=gateway, account__login=told.login, paused_at=None)
    accounts = list(ours.values_list("account_id", flat=True))
    look_soon(accounts)
    return bool(accounts)
