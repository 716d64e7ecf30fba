from dataclasses import replace
from datetime import date
from decimal import Decimal

from accounts.models import User
from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.interest import InterestRule, anniversary
from funds.domain.windows import WindowRule
from funds.models import InterestMode, Product, TermsVersion
from funds.services.draft_investment import terms_in_force
from funds.solvency.domain.cash_items import CashItem, CashKind
from funds.solvency.domain.claims_ahead import Standing, claims_ahead
from funds.solvency.domain.haircuts import AssetKind, haircut
from funds.solvency.domain.inputs import Inflow
from funds.solvency.errors import SolvencyRefused
from funds.solvency.models import SolvencyRun
from funds.solvency.selectors.currency import into_firm_currency
from funds.solvency.selectors.facts import claims_of
from funds.solvency.services.start_solvency_run import record_run

NUMBER = "what-if"


def ask_what_if(
    *,
    run: SolvencyRun,
    amount: Money,
    product: Product,
    on: date,
    interest_mode: str,
    by: User,
    account: str = "",
    agreed_rate: Decimal | None = None,
) -> SolvencyRun:
    """A run on the facts of a finished one, with this subscription besides; set side by side they say what it changes.

    `account` is the key of the account its money would go to, empty for the bank. Raises SolvencyRefused, NotOffered.
    """
    if run.result is None or run.purpose == SolvencyRun.Purpose.WHAT_IF:
        raise SolvencyRefused("A subscription is tried against a finished run that is not itself a what-if.")
    facts, told = run.facts, run.told
    until = anniversary(facts.as_of, told.horizon_months)
    if not facts.as_of < on <= until:
        raise SolvencyRefused(f"Choose a day after {facts.as_of:%-d %b %Y} and up to {until:%-d %b %Y}.")
    if account and account not in {one.key for one in facts.accounts}:
        raise SolvencyRefused("The run knows no such account.")
    into = into_firm_currency(as_of=facts.as_of)
    counted = into(amount)
    if counted is None:
        raise SolvencyRefused(into.missing[amount.currency])
    terms = terms_in_force(product, amount.currency)
    standing = _standing(terms, amount, on, interest_mode, _rate(terms, product, agreed_rate))
    items = claims_ahead(standing, as_of=on, until=until)
    converted = [replace(item, amount=in_firm) for item in items if (in_firm := into(item.amount)) is not None]
    kept = haircut(AssetKind.BROKER, None) if account else Decimal(0)
    inflow = Inflow(on, float(counted.amount * (1 - kept)), account)
    inputs = replace(
        facts, claims=(*facts.claims, *claims_of(converted)), inflows=(*facts.inflows, inflow)
    )  # fmt: skip
    question = {
        "amount": str(amount.amount),
        "currency": amount.currency,
        "fund": product.code,
        "on": on.isoformat(),
        "interest": str(InterestMode(interest_mode).label),
        "account": next((one.label for one in facts.accounts if one.key == account), ""),
        "interest_until": str(_sum(converted, CashKind.INTEREST, into.to)),
    }
    return record_run(
        inputs=inputs, told=told, purpose=SolvencyRun.Purpose.WHAT_IF, known_at=run.known_at, notes=run.notes,
        by=by, what_if=question, beside=run,
    )  # fmt: skip


def _rate(terms: TermsVersion, product: Product, agreed: Decimal | None) -> Decimal:
    rate = agreed if product.by_invitation and agreed is not None else terms.monthly_rate
    if rate is None:
        raise SolvencyRefused(f"{product.code} is entered by invitation: say the rate that would be agreed.")
    return rate


def _standing(terms: TermsVersion, amount: Money, on: date, interest_mode: str, rate: Decimal) -> Standing:
    earns_from = anniversary(on, terms.incubation_months)
    return Standing(
        number=NUMBER,
        investment_id=0,
        client="",
        client_number=NUMBER,
        fund=terms.product.code,
        rule=InterestRule(amount, rate, earns_from, DayCount(terms.day_count), terms.throughout),
        owed=amount,
        pays_out=interest_mode == InterestMode.PAY_OUT,
        window_rule=WindowRule(terms.window_rule),
        notice_days=terms.notice_business_days,
        calendar=Calendar(terms.calendar),
        matures_on=anniversary(earns_from, terms.term_months) if terms.term_months else None,
    )


def _sum(items: list[CashItem], kind: CashKind, currency: str) -> Money:
    found = Money.zero(currency)
    for item in items:
        if item.kind is kind:
            found += item.amount
    return found
