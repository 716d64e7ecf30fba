"""How accounts are reached, as staff find it: a bridge that moves, an account that was tried, one without a login."""

from datetime import timedelta

from django.contrib.admin.utils import quote

from accounts.models import User
from fidus.lib import clock
from funds.tests.scenes import a_user
from trading.connections.models import Connection
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.connections.services.propose_address import propose_address
from trading.models import BrokerAccount
from trading.services.open_broker_account import open_broker_account
from trading.watch.models import GatewayHealth, PushedNews, Watch
from trading.watch.services.enrol_accounts import enrol_accounts


def accounts_connected(watched: object, by: User) -> dict[str, object]:
    """What pages.py may name: a bridge with a new address proposed, connections, an account that has none yet."""
    bridge = add_gateway(
        name="Bridge London, second rack", platform="mt5", address="https://mt5-host.fidus.internal:8443",
        options={"authority": "office.pem", "push": "yes"}, secrets={"token": "invented-" + "0" * 32}, by=by,
    )  # fmt: skip
    tried = connect_account(
        account=BrokerAccount.objects.get(pk=watched), gateway=bridge, options={"terminal": "two"},
        secrets={"password": "invented"}, by=by,
    )  # fmt: skip
    Connection.objects.filter(pk=tried.pk).update(
        tested_at=clock.now(), test_outcome="differs",
        test_words="Its currency is EUR, written here is USD. It is 4471902 of Northlight Family Holding, Example "
        "Markets: live, balance 1853457.20 EUR. The password could trade; an investor password would be enough.",
    )  # fmt: skip
    propose_address(gateway=bridge, address="https://mt5-new.fidus.internal:8443", by=a_user("proposer"))
    app = add_gateway(name="App", platform="kite", secrets={"api_key": "invented", "api_secret": "invented"}, by=by)
    kite = open_broker_account(
        broker="Zerodha", server="Zerodha", login="AB1234", platform="kite", currency="INR", by=by
    )
    waits = connect_account(account=kite, gateway=app, by=by)
    alone = open_broker_account(broker="Example Markets", server="Example-Live", login="6006", currency="USD", by=by)
    return {"bridge": bridge.pk, "tried": tried.pk, "kite": waits.pk, "alone": alone.pk, **visits(tried)}


def visits(connection: Connection) -> dict[str, object]:
    """A line whose breaker is open, the visit that it costs, and news of the same account that were put aside."""
    enrol_accounts()
    now = clock.now()
    words = "The bridge did not answer: connection to mt5-host.fidus.internal port 8443 timed out after ten seconds"
    watch = Watch.objects.get(account=connection.account)
    GatewayHealth.objects.filter(pk=watch.line_id).update(
        state="open", failures=7, openings=2, opened_at=now - timedelta(minutes=3), words=words,
        again_at=now + timedelta(hours=2), answered_at=now - timedelta(minutes=5),
    )  # fmt: skip
    Watch.objects.filter(pk=watch.pk).update(
        failures=7, failure_kind="not sent", failure_code="timeout", failure_words=words, failed_at=now,
        due_at=now + timedelta(hours=2), seen_at=now - timedelta(minutes=6), unreachable_since=now,
    )  # fmt: skip
    news = PushedNews.objects.create(
        account=connection.account, gateway=connection.gateway_id, boot="b00t", number=4471, kind="delta",
        received_at=now, observed_at=now, size=2048, put_aside_at=now,
        reason="history: deal 920001 is held already, with another price than 1.08412",
        body='{"kind": "delta", "number": 4471, "login": 4471902, "positions_gone": [910001]}',
    )  # fmt: skip
    return {"visited": watch.pk, "line": quote(watch.line_id), "aside": news.pk}
