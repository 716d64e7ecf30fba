from trading.brokers.base import Access, Broker
from trading.brokers.paper import connect
from trading.errors import NoPaperBook
from trading.models import BrokerAccount, PaperBook
from trading.services.paper_rows import PaperRows


def connect_paper(account: BrokerAccount) -> Broker:
    """The paper broker at this account's books; raises NoPaperBook."""
    book = PaperBook.objects.filter(account=account).values_list("pk", flat=True).first()
    if book is None:
        raise NoPaperBook(f"account {account.login} has no paper book")
    access = Access(
        login=str(account.login),
        server=account.server,
        environment=account.environment,
        currency=account.currency,
        options={"margin_mode": account.margin_mode},
    )
    return connect(access, PaperRows(book, seconds=access.seconds))
