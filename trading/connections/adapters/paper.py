"""Paper accounts: FIDUS is their broker, so there is no gateway and no secret."""

from trading.brokers.base import Access, Broker
from trading.connections.description import Adapter
from trading.models import BrokerAccount
from trading.services.connect_paper import connect_paper


def connect(access: Access) -> Broker:
    """Raises NoPaperBook, and BrokerAccount.DoesNotExist for an account that is not ours."""
    return connect_paper(BrokerAccount.objects.get(server=access.server, login=access.login))


ADAPTER = Adapter(
    platform="paper", title="Paper", connect=connect, through_gateway=False, address_needed=False, at_once=16
)
