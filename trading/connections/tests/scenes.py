"""Accounts and gateways of invented brokers, with secrets that must be seen nowhere."""

from datetime import timedelta
from itertools import count

from fidus.lib import clock
from trading.connections.models import BrokerGateway, Connection
from trading.connections.sealing import sealed
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.models import BrokerAccount
from trading.services.open_broker_account import open_broker_account

# Whatever is given as a secret has these letters in it; whoever finds them where they are not sealed found a leak.
CANARY = "canary-in-the-seal"
TOKEN = f"{CANARY}-bridge-0123456789-0123456789"
PASSWORD = f"{CANARY}-password"
_logins = count(880_001)


def account(platform="mt5", **given) -> BrokerAccount:
    plain = {
        "mt5": {"login": next(_logins), "server": "Invented-Live", "currency": "USD"},
        "ib": {
            "login": f"DU{next(_logins)}",
            "server": "Interactive Brokers",
            "currency": "USD",
            "environment": "paper",
        },
        "kite": {"login": f"AB{next(_logins)}", "server": "Zerodha", "currency": "INR"},
        "alpaca": {"login": f"PA{next(_logins)}", "server": "Alpaca", "currency": "USD", "environment": "paper"},
        "paper": {"login": f"P{next(_logins)}", "server": "FIDUS", "currency": "USD", "environment": "paper"},
    }[platform]
    return open_broker_account(**{"broker": "Invented Markets", "platform": platform, "by": None, **plain, **given})


def bridge(**given) -> BrokerGateway:
    plain = {"name": f"Bridge {next(_logins)}", "platform": "mt5", "address": "https://bridge.invalid:8443"}
    return add_gateway(**{**plain, "secrets": {"token": TOKEN}, "by": None, **given})


def kite_app(**given) -> BrokerGateway:
    plain = {"name": f"App {next(_logins)}", "platform": "kite"}
    secrets = {"api_key": "canarykey", "api_secret": "canaryinthesealsecret"}
    return add_gateway(**{**plain, "secrets": secrets, "by": None, **given})


def tws(**given) -> BrokerGateway:
    plain = {"name": f"Gateway {next(_logins)}", "platform": "ib", "address": "127.0.0.1:4002"}
    return add_gateway(**{**plain, "options": {"client_ids": "7-9"}, "by": None, **given})


def connected(gateway=None, **given) -> Connection:
    gateway = gateway or bridge()
    plain = {"account": None, "secrets": {"password": PASSWORD}, "by": None}
    if gateway.platform != "mt5":
        plain["secrets"] = None
    given = {**plain, **given}
    given["account"] = given["account"] or account(gateway.platform)
    return connect_account(gateway=gateway, **given)


def logged_in(connection: Connection) -> Connection:
    """With a day's token, as a login leaves it."""
    connection.sealed = sealed({"access_token": f"{CANARY}-day-token"}, owner=connection.owner)
    connection.secrets_held, connection.expires_at = ["access_token"], clock.now() + timedelta(hours=9)
    connection.secrets_set_at = clock.now()
    connection.save()
    return connection
