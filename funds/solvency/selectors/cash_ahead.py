"""Everything the firm will have to pay, item by item, read from investments, payouts, terms and costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Max

from accounts.ledger.api import movements, trial_balance
from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.interest import anniversary
from funds.domain.investment_states import HOLDING
from funds.domain.payout_states import PayoutState
from funds.domain.windows import WindowRule
from funds.models import InterestMode, InterestPayout, Investment
from funds.redemptions.domain.redemption_states import RedemptionState
from funds.redemptions.selectors import coming_redemptions
from funds.selectors.obligations import Obligation, obligations
from funds.solvency.domain.cash_items import CashItem, CashKind
from funds.solvency.domain.claims_ahead import Asked, Standing, claims_ahead
from funds.solvency.domain.costs_ahead import MONTHS_BACK, CostGuess, cost_days, guess_costs

# Ledger accounts of what comes round every month.
PAID_BY_THE_FIRM = ("Expenses:Operating:", "Expenses:BankCharges:")


def held_investments() -> list[Investment]:
    """Those whose money is with the firm, with client, terms and fund, by number."""
    held = Investment.objects.filter(state__in=[state.value for state in HOLDING], earns_from__isnull=False)
    return list(held.select_related("client", "terms__product").prefetch_related("reductions").order_by("number"))


def cash_ahead(
    *,
    as_of: date,
    until: date,
    investments: Sequence[Investment] | None = None,
    owed: dict[int, Obligation] | None = None,
) -> list[CashItem]:
    """Items from `as_of` to `until` by day, each in its own currency."""
    held = held_investments() if investments is None else investments
    known = obligations(held, as_of=as_of) if owed is None else owed
    items = [
        item
        for one in standings(held, owed=known, as_of=as_of, until=until)
        for item in claims_ahead(one, as_of=as_of, until=until)
    ]
    items += costs_expected(as_of=as_of, until=until)
    return sorted(items, key=lambda item: (item.on, item.kind.value, item.investment))


def standings(
    investments: Iterable[Investment], *, owed: dict[int, Obligation], as_of: date, until: date
) -> list[Standing]:
    """Each investment as it stands; three queries for all."""
    asked: dict[str, list[Asked]] = defaultdict(list)
    for one in coming_redemptions(start=as_of, end=until):
        settled = one.state == RedemptionState.PAYABLE
        asked[one.investment].append(Asked(one.number, one.window_on, one.pay_on, one.amount, one.full, settled))
    unpaid: dict[int, list[tuple[date, Money]]] = defaultdict(list)
    waiting = InterestPayout.objects.exclude(state=PayoutState.PAID.value).order_by("due_on")
    for payout in waiting:
        unpaid[payout.investment_id].append((payout.due_on, payout.amount))
    made_out = dict(InterestPayout.objects.order_by().values_list("investment").annotate(last=Max("due_on")))
    return [
        Standing(
            number=one.number,
            investment_id=one.pk,
            client=one.client.name,
            client_number=one.client.number,
            fund=one.terms.product.code,
            rule=one.rule,
            owed=owed[one.pk].total,
            pays_out=one.interest_mode == InterestMode.PAY_OUT,
            window_rule=WindowRule(one.terms.window_rule),
            notice_days=one.terms.notice_business_days,
            calendar=Calendar(one.terms.calendar),
            made_out_until=made_out.get(one.pk),
            unpaid=tuple(unpaid.get(one.pk, ())),
            asked=tuple(asked.get(one.number, ())),
            matures_on=one.matures_on,
            taken=tuple((part.effective_on, part.interest) for part in one.reductions.all()),
        )
        for one in investments
    ]


def costs_expected(*, as_of: date, until: date) -> list[CashItem]:
    """A month's usual costs on its usual day, in each currency they were paid in; a guess, and said so."""
    items = []
    for guess in cost_guesses(as_of=as_of):
        note = f"Estimate: the mean of the last {guess.months} month{'s' if guess.months > 1 else ''}"
        items += [
            CashItem(on, CashKind.COSTS, guess.monthly, note=note) for on in cost_days(guess, after=as_of, until=until)
        ]
    return items


def cost_guesses(*, as_of: date) -> list[CostGuess]:
    """By currency, from the books: operating costs and what banks charge; none where no whole month had one."""
    since = anniversary(as_of.replace(day=1), -MONTHS_BACK)
    paid_for = [line.account for line in trial_balance(as_of=as_of) if line.code.startswith(PAID_BY_THE_FIRM)]
    costs = [(one.value_on, one.amount) for one in movements(paid_for, start=since, end=as_of - timedelta(days=1))]
    currencies = sorted({amount.currency for _, amount in costs})
    guesses = [guess_costs(costs, as_of=as_of, currency=currency) for currency in currencies]
    return [guess for guess in guesses if guess is not None]


def in_one_currency(items: Iterable[CashItem], into: Callable[[Money], Money | None]) -> list[CashItem]:
    """Those that can be converted, converted as of today."""
    converted = ((item, into(item.amount)) for item in items)
    return [replace(item, amount=amount) for item, amount in converted if amount is not None]
