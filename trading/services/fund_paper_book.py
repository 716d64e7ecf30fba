from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib.money import Money
from trading.domain.paper.book import deposit
from trading.domain.paper.events import Moved
from trading.errors import PaperBookRefused
from trading.events import PaperMoneyMoved, subject_of
from trading.models import BrokerAccount
from trading.services.write_paper_book import write_paper_book


def fund_paper_book(
    *, account: BrokerAccount, amount: Money, kind: str = "balance", comment: str = "", by: User | None
) -> str:
    """Money comes into a paper account, or goes if below zero; the cash operation's number comes back.

    `kind` is one of trading.domain.history.CASH_KINDS that change the balance. Raises PaperBookRefused and NoPaperBook.
    """
    if amount.currency != account.currency:
        raise PaperBookRefused(f"account {account.login} is kept in {account.currency}, not in {amount.currency}")
    with transaction.atomic():
        events = write_paper_book(
            account=account, deed=lambda state, now: deposit(state, amount.amount, now, kind=kind, comment=comment)
        )
        moved = PaperMoneyMoved(
            subject=subject_of(account.pk), client=None, operation=kind, amount=amount, comment=comment
        )
        record(moved, by=by)
    (number,) = [event.cash.id for event in events if isinstance(event, Moved)]
    return number
