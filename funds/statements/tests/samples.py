"""Invented clients with real arithmetic: lines as the ledger would hold them, accrued day by day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.interest import InterestRule, anniversary, cumulative_interest
from funds.domain.windows import WindowRule
from funds.statements.compose import compose
from funds.statements.facts import Agreed, InvestmentFacts, Line
from funds.statements.figures import Letterhead, StatementFigures

START, END = date(2026, 10, 1), date(2026, 10, 31)
ISSUED_AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)
_RATES = {"CORE": "0.015", "BALANCE": "0.025", "DYNAMIC": "0.035"}


def agreed(product="CORE", **changes):
    terms = {
        "version": 3,
        "since": date(2026, 1, 1),
        "monthly_rate": Decimal(_RATES[product]),
        "day_count": DayCount.THIRTY_E_360,
        "throughout": False,
        "pays_out": False,
        "window_rule": WindowRule.QUARTER_ENDS,
        "notice_days": 20,
        "business_days": Calendar.WEEKDAYS,
    }
    return Agreed(**{**terms, **changes})


def investment(number, product, principal, started_on, *, end=END, currency="USD", first_entry=1000, **terms):
    """Funded on `started_on`, two months of incubation, interest posted every day, paid out monthly if agreed."""
    rule_terms = agreed(product, **terms)
    earns_from = anniversary(started_on, 2)
    money = Money(Decimal(principal), currency)
    rule = InterestRule(money, rule_terms.monthly_rate, earns_from, rule_terms.day_count, rule_terms.throughout)
    lines = [_line(first_entry, started_on, f"Subscription received, {number}", money.amount, principal=True)]
    posted, paid, day = Decimal(0), Decimal(0), earns_from + DAY
    while day <= end:
        more = cumulative_interest(rule, day).amount - posted
        posted += more
        entry = first_entry + 17 * (day - started_on).days
        if more:
            lines.append(_line(entry, day, "Interest of the day", more, interest=True, daily=True))
        months = (day.year - earns_from.year) * 12 + day.month - earns_from.month
        if rule_terms.pays_out and months and anniversary(earns_from, months) == day:
            lines.append(_line(entry + 1, day, "Interest paid out to account ending 4417", paid - posted))
            paid = posted
        day += DAY
    return InvestmentFacts(number, product, currency, rule_terms, started_on, earns_from, tuple(lines))


def _line(entry, day, text, amount, *, principal=False, interest=False, daily=False):
    return Line(entry, day, day, text, amount, principal=principal, interest=interest, daily=daily)


def letterhead(**changes):
    head = {
        "number": "2026-10-100417",
        "start": START,
        "end": END,
        "issued_on": ISSUED_AT.date(),
        "client_number": "100417",
        "client_name": "Ada Example",
        "address": ("14 Analytical Gardens", "Flat 3", "London SW1Y 0ZZ", "United Kingdom"),
        "contact": "Margaret Sample",
        "firm_name": "FIDUS Capital",
        "firm_address": "12 Specimen Row, London EC2V 0AA",
        "firm_email": "clients@fidus.example",
        "firm_phone": "+44 20 7946 0417",
        "verify_at": "https://fidus.example/verify/2026-10-100417",
        "demo": True,
    }
    return Letterhead(**{**head, **changes})


def ada():
    """The published case in BALANCE, a CORE investment paid out monthly, and one still incubating."""
    return [
        investment("INV-0101", "CORE", "400000.00", date(2026, 1, 15), pays_out=True),
        investment(
            "INV-0147",
            "BALANCE",
            "1263485.40",
            date(2026, 5, 25),
            day_count=DayCount.ACT_30_44,
            throughout=True,
            first_entry=30000,
        ),
        investment("INV-0202", "DYNAMIC", "250000.00", date(2026, 10, 12), first_entry=104245),
    ]


def statement(investments=None, **head):
    sheets = compose(ada() if investments is None else investments, start=START, end=END)
    return StatementFigures(letterhead(**head), 104372, sheets)
