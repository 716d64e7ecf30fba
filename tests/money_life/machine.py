"""Every way money takes, in any order, through the real services on the real database, beside the plain model."""

from datetime import date, timedelta
from fractions import Fraction

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.ledger.api import trial_balance
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.errors import FundsError, IllegalState, NotWithinTerms, ReferenceUsed, SecondPersonNeeded
from funds.models import InterestMode, InterestPayout, Investment
from funds.selectors.obligations import obligations
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.book_operating_cost import book_operating_cost
from funds.services.cancel_investment import cancel_investment
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.services.pay_interest import pay_interest
from funds.services.run_night import run_night
from funds.tests.scenes import a_client, a_product, a_user
from tests.money_life.model import Tranche, months_later

START = date(2027, 12, 29)
PRODUCTS = {
    "BALANCE": ("0.025", DayCount.THIRTY_360, False),
    "CORE": ("0.015", DayCount.ACT_365F, False),
    "DYNAMIC": ("0.035", DayCount.ACT_30_44, True),
}
INCUBATION = 1
LEAST = 1_000

cents = st.one_of(st.integers(LEAST, 5_000), st.integers(LEAST, 10**11))
picks = st.integers(0, 10**6)


def dollars(minor: int) -> Money:
    return Money.from_minor(minor, "USD")


class MoneyLife(RuleBasedStateMachine):
    """Steps are a person's or a night's; after each one the books must say what the model says."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.today = START
        self.clock = clock.at(self.today)
        self.clock.__enter__()
        self.tranches: dict[int, Tranche] = {}
        self.waiting: dict[int, tuple[str, int, bool]] = {}
        self.bank = self.costs = self.references = 0

    def teardown(self) -> None:
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def the_firm_opens(self) -> None:
        self.products = {
            code: a_product(
                code,
                monthly_rate=rate,
                day_count=count,
                throughout=throughout,
                minimum=Money.from_minor(LEAST, "USD").amount,
                incubation_months=INCUBATION,
            )
            for code, (rate, count, throughout) in PRODUCTS.items()
        }
        self.client = a_client()
        self.people: list[User] = [a_user(name) for name in ("petra", "rosa", "olu")]

    def reference(self) -> str:
        self.references += 1
        return f"REF-{self.references}"

    def pick(self, things: list, number: int):
        return things[number % len(things)]

    # Time.

    def go_to(self, day: date) -> None:
        self.clock.__exit__(None, None, None)
        self.today = day
        self.clock = clock.at(day)
        self.clock.__enter__()
        run_night(as_of=day, by=None)
        for tranche in self.tranches.values():
            if tranche.ended_on is None:
                tranche.fall_due(day)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.go_to(self.today + timedelta(days=days))

    @rule()
    def the_month_passes(self) -> None:
        self.go_to(months_later(self.today, 1))

    @rule()
    def the_night_runs_again(self) -> None:
        run_night(as_of=self.today, by=None)

    # Money in.

    @rule(code=st.sampled_from(sorted(PRODUCTS)), minor=cents, pays_out=st.booleans())
    def open_one(self, code: str, minor: int, pays_out: bool) -> None:
        mode = InterestMode.PAY_OUT if pays_out else InterestMode.KEEP
        investment = open_investment(
            client=self.client, product=self.products[code], principal=dollars(minor), interest_mode=mode, by=None
        )
        self.waiting[investment.pk] = (code, minor, pays_out)

    @precondition(lambda self: self.waiting)
    @rule(number=picks, late=st.integers(0, 90), again=st.booleans())
    def fund_one(self, number: int, late: int, again: bool) -> None:
        pk = self.pick(sorted(self.waiting), number)
        investment = Investment.objects.get(pk=pk)
        received_on, reference = self.today - timedelta(days=late), self.reference()
        for _ in range(1 + again):
            fund_investment(investment=investment, received_on=received_on, bank_reference=reference, by=None)
        code, minor, pays_out = self.waiting.pop(pk)
        rate, count, throughout = PRODUCTS[code]
        earns_from = months_later(received_on, INCUBATION)
        self.tranches[pk] = Tranche(minor, Fraction(rate), earns_from, count.value, throughout, pays_out)
        self.bank += minor
        # Money that came earlier than it was booked has nights to make up for.
        self.go_to(self.today)

    @precondition(lambda self: self.waiting)
    @rule(number=picks)
    def give_one_up(self, number: int) -> None:
        pk = self.pick(sorted(self.waiting), number)
        cancel_investment(investment=Investment.objects.get(pk=pk), reason="The money never came", by=None)
        del self.waiting[pk]

    @precondition(lambda self: self.tranches)
    @rule(number=picks)
    def money_that_is_here_cannot_be_given_up_or_come_twice(self, number: int) -> None:
        investment = Investment.objects.get(pk=self.pick(sorted(self.tranches), number))
        self.refused(IllegalState, cancel_investment, investment=investment, reason="No", by=None)
        self.refused(
            IllegalState, fund_investment, investment=investment, received_on=self.today, bank_reference="X", by=None
        )

    # Interest out.

    @precondition(lambda self: any(tranche.due for tranche in self.tranches.values()))
    @rule(number=picks, who=picks)
    def pay_interest_that_is_due(self, number: int, who: int) -> None:
        owners = sorted(pk for pk, tranche in self.tranches.items() if tranche.due)
        pk = self.pick(owners, number)
        tranche = self.tranches[pk]
        day = self.pick(sorted(tranche.due), who)
        payout = InterestPayout.objects.get(investment_id=pk, due_on=day)
        assert payout.amount_minor == tranche.due[day]
        first, second = self.people[who % 3], self.people[(who + 1) % 3]
        if payout.state == "due":
            approve_interest_payout(payout=payout, by=first)
            self.refused(SecondPersonNeeded, pay_interest, payout=payout, bank_reference=self.reference(), by=first)
        elif payout.approved_by_id == second.pk:
            second = self.people[(who + 2) % 3]
        reference = self.reference()
        for _ in range(2):
            pay_interest(payout=payout, bank_reference=reference, by=second)
        amount = tranche.due.pop(day)
        tranche.paid += amount
        self.bank -= amount

    # What the firm spends.

    @rule(minor=st.integers(1, 10**7), ago=st.integers(0, 40), again=st.booleans())
    def spend(self, minor: int, ago: int, again: bool) -> None:
        told = {
            "reference": self.reference(),
            "text": "Rent",
            "amount": dollars(minor),
            "incurred_on": self.today - timedelta(days=ago),
            "by": None,
        }
        for _ in range(1 + again):
            book_operating_cost(**told)
        self.refused(ReferenceUsed, book_operating_cost, **{**told, "amount": dollars(minor + 1)})
        self.refused(NotWithinTerms, book_operating_cost, **{**told, "amount": dollars(0)})
        self.costs += minor
        self.bank -= minor

    def refused(self, error: type[FundsError], service, **told: object) -> None:
        """Refused as said; a refusal leaves nothing behind, which the invariants then see."""
        try:
            service(**told)
        except error:
            return
        raise AssertionError(f"{service.__name__} was not refused")

    # What must hold after every step.

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        type(self).steps += 1
        lines = {line.code: (line.debit - line.credit).minor for line in trial_balance(as_of=self.today)}
        assert sum(lines.values()) == 0
        assert lines.get("Assets:Bank:USD", 0) == self.bank
        assert lines.get("Expenses:Operating:USD", 0) == self.costs
        owed = sum(tranche.owed(self.today) for tranche in self.tranches.values())
        assert -sum(minor for code, minor in lines.items() if code.startswith("Liabilities:Clients:")) == owed
        interest = sum(tranche.earned(self.today) for tranche in self.tranches.values())
        assert sum(minor for code, minor in lines.items() if code.startswith("Expenses:Interest:")) == interest

    @invariant()
    def every_client_is_owed_what_the_model_says(self) -> None:
        found = obligations(Investment.objects.filter(pk__in=self.tranches), as_of=self.today)
        for pk, tranche in self.tranches.items():
            known = found[pk]
            assert known.principal.minor == tranche.left()
            assert known.accrued.minor == tranche.earned(self.today)
            assert known.paid_out.minor == tranche.paid
            assert known.total.minor == tranche.owed(self.today)
