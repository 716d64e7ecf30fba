from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.domain.paper.book import open_book
from trading.domain.paper.values import Terms
from trading.domain.paper.written import write_state
from trading.errors import PaperBookRefused
from trading.events import PaperBookOpened, subject_of
from trading.models import BrokerAccount, Environment, MarginMode, PaperBook
from trading.services.paper_rows import append


def open_paper_book(
    *,
    account: BrokerAccount,
    leverage: Decimal = Decimal(100),
    stop_out: Decimal = Decimal(50),
    commission_per_unit: Decimal = Decimal(0),
    commission_percent: Decimal = Decimal(0),
    swap_long: Decimal = Decimal(0),
    swap_short: Decimal = Decimal(0),
    by: User | None,
) -> PaperBook:
    """Empty books for a paper account, on these terms for ever (trading.domain.paper.values.Terms has the units).

    Raises PaperBookRefused for another kind of account, for terms that cannot be, and where there are books already.
    """
    terms = {
        "leverage": leverage,
        "stop_out": stop_out,
        "commission_per_unit": commission_per_unit,
        "commission_percent": commission_percent,
        "swap_long": swap_long,
        "swap_short": swap_short,
    }
    hedging = account.margin_mode == MarginMode.HEDGE
    try:
        whole = Terms(
            login=str(account.login), server=account.server, currency=account.currency, hedging=hedging, **terms
        )
    except ValueError as error:
        raise PaperBookRefused(str(error)) from error
    with transaction.atomic():
        locked = BrokerAccount.objects.select_for_update().get(pk=account.pk)
        if locked.environment != Environment.PAPER:
            raise PaperBookRefused(f"account {account.login} is no paper account; its books are its broker's")
        if locked.disabled_at is not None:
            raise PaperBookRefused(f"account {account.login} is disabled")
        if PaperBook.objects.filter(account=locked).exists():
            raise PaperBookRefused(f"account {account.login} has its books already")
        state, events = open_book(whole, clock.now())
        book = PaperBook.objects.create(account=locked, state=write_state(state), events_kept=len(events))
        append(book, events, after=0)
        told = {name: f"{value:f}" for name, value in terms.items()}
        record(PaperBookOpened(subject=subject_of(account.pk), client=None, hedging=hedging, **told), by=by)
    return book
