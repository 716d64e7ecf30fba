"""Redemptions at three points of their way, and money that tops up an investment."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Client, User
from fidus.lib.money import Money
from funds.domain.calendars import Calendar, business_days_before, next_business_day
from funds.domain.interest import anniversary
from funds.models import Investment
from funds.redemptions.models import Redemption
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.services.pay_redemption import pay_redemption
from funds.redemptions.services.request_redemption import request_redemption
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.wallets.models import Destination

_DAY, _NOTICE = timedelta(days=1), 10
PAID, APPROVED, REQUESTED, TOPPED_UP = "Chidi Placeholder", "Emil Muster", "Bruno Sample", "Dora Specimen"


def redemptions_agenda(*, as_of: date, people: Callable[[], tuple[User, User]]) -> dict[date, list[Callable[[], None]]]:
    """What is done on which day; `people` are whoever enters, checks and pays, and whoever approves."""
    window = _window_before(as_of - 8 * _DAY)
    notice_by = business_days_before(Calendar.TARGET, window, _NOTICE)
    return {
        notice_by - 3 * _DAY: [lambda: _ask_and_approve(PAID, "50000", *people())],
        next_business_day(Calendar.TARGET, window + _DAY): [lambda: _pay(people()[0])],
        as_of - 40 * _DAY: [lambda: _top_up(people()[0])],
        as_of - 12 * _DAY: [lambda: _ask_and_approve(APPROVED, "100000", *people())],
        as_of - _DAY: [lambda: _ask_in_the_portal()],
    }


def _window_before(day: date) -> date:
    """The last end of a calendar quarter up to `day`."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    end = anniversary(first, 3) - _DAY
    return end if end <= day else first - _DAY


def _of(name: str) -> Investment:
    return Investment.objects.select_related("client", "terms__product").filter(client__name=name).earliest("pk")


def _ask_and_approve(name: str, amount: str, officer: User, approver: User) -> None:
    """As the client wrote; the officer enters and checks it, and only somebody else can approve."""
    redemption = request_redemption(
        investment=_of(name), amount=Money.of(Decimal(amount), "USD"),
        destination=Destination.objects.get(client__name=name), by=officer,
    )  # fmt: skip
    check_redemption(redemption=redemption, by=officer)
    approve_redemption(redemption=redemption, by=approver)


def _pay(officer: User) -> None:
    redemption = Redemption.objects.get(investment__client__name=PAID)
    pay_redemption(redemption=redemption, reference=f"OUT-{redemption.number}", by=officer)


def _top_up(officer: User) -> None:
    first = _of(TOPPED_UP)
    more = open_investment(
        client=first.client, product=first.terms.product, principal=Money.of(Decimal(40_000), first.currency),
        interest_mode=first.interest_mode, tops_up=first, by=officer,
    )  # fmt: skip
    received_on = more.opened_on
    assert received_on is not None
    fund_investment(investment=more, received_on=received_on, bank_reference=f"TRF-TOP-{more.number}", by=officer)


def _ask_in_the_portal() -> None:
    """Bruno asks for a part himself; it waits to be checked."""
    client = Client.objects.get(name=REQUESTED)
    request_redemption(
        investment=_of(REQUESTED), amount=Money.of(Decimal(25_000), "USD"),
        destination=Destination.objects.get(client=client), by=User.objects.get(memberships__client=client),
    )  # fmt: skip
