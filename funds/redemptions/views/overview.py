"""What the client asked for and what comes next, what can be asked for, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.portal import client_required
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.investment_states import EARNING, HOLDING
from funds.domain.windows import next_window, windows
from funds.models import Investment
from funds.redemptions.domain.redemption_states import RESERVING, RedemptionState
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.window_terms import window_terms
from funds.selectors.tranches import oldest_first

_AHEAD = timedelta(days=370)


@dataclass(frozen=True)
class Line:
    """One request with the sentence that says what comes next."""

    redemption: Redemption
    amount: Money
    sentence: str
    on: date | None
    may_cancel: bool


@dataclass(frozen=True)
class Offer:
    """An investment that money can be taken from; `first` marks the oldest of several tranches."""

    investment: Investment
    available: Money
    window_on: date
    notice_by: date
    first: bool


@dataclass(frozen=True)
class Day:
    """A window and whose it is; `open` while notice can be given."""

    on: date
    notice_by: date
    names: tuple[str, ...]
    open: bool


@require_GET
@client_required
def redemptions(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    mine = Redemption.objects.filter(investment__client=request.client)
    asked = list(mine.select_related("investment__terms__product", "destination").order_by("-pk"))
    held = request.client.investments.filter(state__in=HOLDING).select_related("terms__product")
    investments = oldest_first(held)
    context = {
        "lines": [line_of(one, today) for one in asked],
        "offers": offers(investments, asked, today),
        "days": window_days(investments, today),
        "holds": bool(investments),
    }
    return render(request, "redemptions/portal/redemptions.html", context)


def may_cancel(redemption: Redemption, today: date) -> bool:
    """Whether its client can still take it back."""
    return redemption.state in RESERVING and today <= redemption.notice_by


def line_of(redemption: Redemption, today: date) -> Line:
    match RedemptionState(redemption.state):
        case RedemptionState.REQUESTED:
            sentence, on = "We look at it, then a second person approves. Leaves on", redemption.window_on
        case RedemptionState.CHECKED:
            sentence, on = "Checked; a second person approves it. Leaves on", redemption.window_on
        case RedemptionState.APPROVED:
            sentence, on = "Approved. Leaves on", redemption.window_on
        case RedemptionState.PAYABLE if redemption.failed_payments:
            sentence, on = "Our payment did not arrive. The money is set aside for you, and we send it again.", None
        case RedemptionState.PAYABLE:
            sentence, on = "Set aside for you. Sent on", max(redemption.pay_on, today)
        case RedemptionState.PAID:
            sentence, on = f"Sent to {redemption.destination} on", redemption.paid_on
        case RedemptionState.RETURNED:
            sentence, on = f"The payment came back and is invested again: {redemption.reason}", None
        case RedemptionState.REJECTED:
            sentence, on = f"We could not do it: {redemption.reason}", None
        case _:
            sentence, on = "Taken back; nothing moved.", None
    return Line(redemption, redemption.net or redemption.asked, sentence, on, may_cancel(redemption, today))


def offers(investments: list[Investment], asked: list[Redemption], today: date) -> list[Offer]:
    reserved: dict[int, int] = {}
    for one in asked:
        if one.state in RESERVING:
            reserved[one.investment_id] = reserved.get(one.investment_id, 0) + one.asked_minor
    found: list[Offer] = []
    families: set[int] = set()
    several = [one.tops_up_id or one.pk for one in investments]
    for investment in investments:
        left = investment.principal_left - Money.from_minor(reserved.get(investment.pk, 0), investment.currency)
        if investment.state not in EARNING or not left:
            continue
        family = investment.tops_up_id or investment.pk
        window = next_window(as_of=today, **window_terms(investment))
        first = family not in families and several.count(family) > 1
        families.add(family)
        found.append(Offer(investment, left, window.opens_on, window.notice_by, first))
    return found


def window_days(investments: list[Investment], today: date) -> list[Day]:
    """The windows of a year, each day once."""
    days: dict[tuple[date, date], list[str]] = {}
    for investment in investments:
        following = windows(start=today, **window_terms(investment))
        for window in takewhile(lambda one: one.opens_on <= today + _AHEAD, following):
            name = f"{investment.terms.product.code} {investment.number}"
            days.setdefault((window.opens_on, window.notice_by), []).append(name)
    return [Day(on, notice_by, tuple(names), notice_by >= today) for (on, notice_by), names in sorted(days.items())]
