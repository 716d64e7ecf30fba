"""Coming windows, with what could leave and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.domain.investment_states import HOLDING
from funds.domain.windows import windows
from funds.models import Investment
from funds.redemptions.domain.redemption_states import LIVE
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.window_terms import window_terms


@dataclass(slots=True)
class WindowAhead:
    """One day on which money can leave a fund, in one currency; `notice_by` is the last day any of it can be asked for.

    `redeemable` is the principal whose window it is, `requested` the principal asked for, `requests` how many.
    """

    opens_on: date
    product: str
    currency: str
    notice_by: date
    redeemable: Money
    requested: Money
    investments: int = 0
    requests: list[str] = field(default_factory=list)


def windows_ahead(*, as_of: date, months: int = 12) -> list[WindowAhead]:
    """Windows from `as_of` on for `months`, by day, fund and currency. Two queries.

    A request outside the windows, early or at the end of a term, stands on its own day.
    """
    until = anniversary(as_of, months)
    found: dict[tuple[date, str, str], WindowAhead] = {}
    held = Investment.objects.filter(state__in=HOLDING, earns_from__isnull=False).select_related("terms__product")
    for investment in held:
        for window in takewhile(lambda one: one.opens_on <= until, windows(start=as_of, **window_terms(investment))):
            line = _line(found, window.opens_on, investment, window.notice_by)
            line.redeemable += investment.principal_left
            line.investments += 1
    asked = Redemption.objects.filter(state__in=LIVE, window_on__gte=as_of, window_on__lte=until)
    for redemption in asked.select_related("investment__terms__product").order_by("pk"):
        line = _line(found, redemption.window_on, redemption.investment, redemption.notice_by)
        line.requested += redemption.asked
        line.requests.append(redemption.number)
    return sorted(found.values(), key=lambda line: (line.opens_on, line.product, line.currency))


def by_currency(lines: Iterable[WindowAhead]) -> list[WindowAhead]:
    """The same, all funds of a day and currency together."""
    sums: dict[tuple[date, str], WindowAhead] = {}
    for line in lines:
        key = (line.opens_on, line.currency)
        one = sums.setdefault(
            key, WindowAhead(line.opens_on, "", line.currency, line.notice_by, *[Money.zero(line.currency)] * 2)
        )
        one.notice_by = max(one.notice_by, line.notice_by)
        one.redeemable += line.redeemable
        one.requested += line.requested
        one.investments += line.investments
        one.requests += line.requests
    return list(sums.values())


def _line(
    found: dict[tuple[date, str, str], WindowAhead], on: date, investment: Investment, notice_by: date
) -> WindowAhead:
    product, currency = investment.terms.product.code, investment.currency
    zero = Money.zero(currency)
    line = found.setdefault((on, product, currency), WindowAhead(on, product, currency, notice_by, zero, zero))
    line.notice_by = max(line.notice_by, notice_by)
    return line
