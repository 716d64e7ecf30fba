"""Every way money takes, in any order, through the real services on the real database, beside the plain model."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.module_loading import import_string
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.ledger.api import close_period, trial_balance
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from fidus.wiring import NIGHT
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.errors import BadDate, FundsError, IllegalState, NotWithinTerms, ReferenceUsed, SecondPersonNeeded
from funds.fees.services.publish_schedule import publish_schedule
from funds.models import InterestMode, InterestPayout, Investment
from funds.redemptions.models import Redemption
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.cancel_redemption import cancel_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.services.pay_redemption import pay_redemption
from funds.redemptions.services.reject_redemption import reject_redemption
from funds.redemptions.services.reopen_redemption import reopen_redemption
from funds.redemptions.services.request_redemption import request_redemption
from funds.redemptions.services.return_redemption import return_redemption
from funds.selectors.obligations import obligations
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.book_operating_cost import book_operating_cost
from funds.services.cancel_investment import cancel_investment
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.services.pay_interest import pay_interest
from funds.services.reopen_interest_payout import reopen_interest_payout
from funds.tests.scenes import a_client, a_product, a_user
from funds.wallets.errors import SecondPersonNeeded as WalletRefusal
from funds.wallets.models import Payment
from funds.wallets.services.fail_payment import fail_payment
from funds.wallets.tests.scenes import a_destination, an_instruction
from tests.money_life.model import Exit, Tranche, leaving_costs, months_later, window_after

# Looking ahead posts nothing, and nobody here earns rebates.
MONEY_NIGHT = tuple(step for step in NIGHT if step.split(".")[1] not in ("solvency", "rebates"))
# A window is near, and a leap day.
START = date(2027, 12, 20)
PRODUCTS = {
    "BALANCE": ("0.025", DayCount.THIRTY_360, False),
    "CORE": ("0.015", DayCount.ACT_365F, False),
    "DYNAMIC": ("0.035", DayCount.ACT_30_44, True),
}
CHARGING, WITHDRAWAL = "DYNAMIC", (500, Fraction("0.0125"))
INCUBATION, NOTICE = 1, 3
LEAST = 1_000

cents = st.one_of(st.integers(LEAST, 5_000), st.integers(LEAST, 10**11))
picks = st.integers(0, 10**6)


def dollars(minor: int) -> Money:
    return Money.from_minor(minor, "USD")


class MoneyLife(RuleBasedStateMachine):
    """Steps are a person's or a night's; after each one the books must say what the model says."""

    steps = 0
    # What was reached, so that a long walk that never leaves the door shows.
    seen: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.today = START
        self.clock = clock.at(self.today)
        self.clock.__enter__()
        self.tranches: dict[int, Tranche] = {}
        self.waiting: dict[int, tuple[str, int, bool]] = {}
        self.exits: dict[int, Exit] = {}
        self.sent: list[tuple[int, date, int]] = []
        self.bank = self.costs = self.fees = self.references = 0
        self.closed = date.min

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
                notice_business_days=NOTICE,
                calendar=Calendar.WEEKDAYS,
            )
            for code, (rate, count, throughout) in PRODUCTS.items()
        }
        flat, rate = WITHDRAWAL
        publish_schedule(
            product=self.products[CHARGING],
            currency="USD",
            valid_from=self.today,
            withdrawal_flat=dollars(flat),
            withdrawal_rate=Decimal(str(float(rate))),
            by=None,
        )
        self.client = a_client()
        self.destination = a_destination(
            self.client, network="bank", asset="USD", address="DE89370400440532013000", holder="Ada Example"
        )
        an_instruction(self.destination)
        self.people: list[User] = [a_user(name) for name in ("petra", "rosa", "olu")]
        # Money that earns already, so that no walk stays at the door.
        for code, pays_out in (("BALANCE", True), ("DYNAMIC", False)):
            self.open_one(code, 12_345_67, pays_out)
            self.fund_one(0, 45, again=False)

    def reference(self) -> str:
        self.references += 1
        return f"REF-{self.references}"

    def pick(self, things: list, number: int):
        return things[number % len(things)]

    # Time.

    def go_to(self, day: date) -> None:
        self.clock.__exit__(None, None, None)
        before, self.today = self.today, day
        self.clock = clock.at(day)
        self.clock.__enter__()
        for step in MONEY_NIGHT:
            import_string(step)(as_of=day, by=None)
        approved = [one for _, one in sorted(self.exits.items()) if one.state == "approved" and one.window_on <= day]
        for one in sorted(approved, key=lambda one: one.window_on):
            self.set_aside(one, max(one.window_on, before))
        for tranche in self.tranches.values():
            tranche.fall_due(day)

    def night_by_night(self, day: date) -> None:
        """Each night is a step of its own, after which books and model are compared."""
        while self.today < day:
            self.go_to(self.today + timedelta(days=1))
            self.the_books_say_what_the_model_says()
            self.every_client_is_owed_what_the_model_says()

    def set_aside(self, one: Exit, on: date) -> None:
        """The window has come: principal and interest leave the tranche and wait to be sent."""
        tranche = self.tranches[one.tranche]
        tranche.fall_due(on)
        principal = tranche.left() if one.full else one.asked
        interest = tranche.free_interest(on) if one.with_interest else 0
        kept_back = leaving_costs(principal + interest, *tranche.costs)
        if kept_back == principal + interest:
            self.seen["stayed, as its costs take all"] += 1
            return
        one.state, one.principal, one.interest, one.kept_back = "payable", principal, interest, kept_back
        self.seen["set aside in full" if one.full else "set aside in part"] += 1
        tranche.taken.append((on, principal, interest))
        tranche.payable += one.net()
        self.fees += kept_back

    @rule(days=st.integers(0, 4))
    def days_pass(self, days: int) -> None:
        """None: the night runs again."""
        if days:
            self.night_by_night(self.today + timedelta(days=days))
        else:
            self.go_to(self.today)

    @rule(together=st.booleans())
    def the_month_passes(self, together: bool) -> None:
        """Night by night, or made up for together by the first night that runs again."""
        later = months_later(self.today, 1)
        if together:
            self.go_to(later)
        else:
            self.night_by_night(later)

    @precondition(lambda self: self.today.replace(day=1) - timedelta(days=1) > self.closed)
    @rule()
    def the_last_month_is_closed(self) -> None:
        self.closed = self.today.replace(day=1) - timedelta(days=1)
        close_period(until=self.closed, by=None)
        self.seen["closed"] += 1

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
        if received_on <= self.closed:
            told = {"received_on": received_on, "bank_reference": reference, "by": None}
            self.refused(BadDate, fund_investment, investment=investment, **told)
            return
        for _ in range(1 + again):
            fund_investment(investment=investment, received_on=received_on, bank_reference=reference, by=None)
        code, minor, pays_out = self.waiting.pop(pk)
        rate, count, throughout = PRODUCTS[code]
        earns_from = months_later(received_on, INCUBATION)
        costs = WITHDRAWAL if code == CHARGING else (0, Fraction(0))
        self.tranches[pk] = Tranche(minor, Fraction(rate), earns_from, count.value, throughout, pays_out, costs)
        self.bank += minor
        self.refused(IllegalState, cancel_investment, investment=investment, reason="No", by=None)
        told = {"received_on": received_on, "bank_reference": self.reference(), "by": None}
        self.refused(IllegalState, fund_investment, investment=investment, **told)
        # Money that came earlier than it was booked has nights to make up for.
        self.go_to(self.today)

    @precondition(lambda self: self.waiting)
    @rule(number=picks)
    def give_one_up(self, number: int) -> None:
        pk = self.pick(sorted(self.waiting), number)
        cancel_investment(investment=Investment.objects.get(pk=pk), reason="The money never came", by=None)
        del self.waiting[pk]

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
        self.seen["interest paid"] += 1
        amount = tranche.due.pop(day)
        tranche.paid += amount
        self.bank -= amount
        self.sent.append((pk, day, amount))

    @precondition(lambda self: self.sent)
    @rule(number=picks, again=st.booleans())
    def a_payment_of_interest_fails(self, number: int, again: bool) -> None:
        pk, day, amount = self.sent.pop(number % len(self.sent))
        payout = InterestPayout.objects.get(investment_id=pk, due_on=day)
        told = {"payout": payout, "references": {payout.bank_reference}, "failed_on": self.today, "reason": "Sent back"}
        self.refused(SecondPersonNeeded, reopen_interest_payout, **told, by=payout.paid_by)
        for _ in range(1 + again):
            reopen_interest_payout(**told, by=next(one for one in self.people if one.pk != payout.paid_by_id))
        self.seen["interest failed"] += 1
        tranche = self.tranches[pk]
        tranche.due[day] = amount
        tranche.paid -= amount
        self.bank += amount

    # Principal out.

    def asked_of(self, pk: int) -> int:
        reserving = ("requested", "checked", "approved")
        return sum(one.asked for one in self.exits.values() if one.tranche == pk and one.state in reserving)

    def people_for(self, who: int) -> list[User]:
        return [self.people[(who + place) % 3] for place in range(3)]

    @precondition(lambda self: any(one.earns_from <= self.today and one.left() for one in self.tranches.values()))
    @rule(number=picks, share=st.sampled_from([1, 2, 3, 7, None]), with_interest=st.booleans(), who=picks)
    def ask_for_money(self, number: int, share: int | None, with_interest: bool, who: int) -> None:
        earning = sorted(pk for pk, one in self.tranches.items() if one.earns_from <= self.today and one.left())
        pk = self.pick(earning, number)
        tranche, asked_before = self.tranches[pk], self.asked_of(pk)
        free = tranche.left() - asked_before
        amount = None if share is None else free // share
        with_interest = with_interest and not tranche.pays_out
        told = {
            "investment": Investment.objects.get(pk=pk),
            "with_interest": with_interest,
            "destination": self.destination,
            "by": self.people[who % 3],
        }
        self.refused(FundsError, request_redemption, **told, amount=dollars(free + 1))
        self.refused(FundsError, request_redemption, **told, amount=dollars(0))
        if amount == 0 or (amount is None and asked_before):
            return
        asked = request_redemption(**told, amount=None if amount is None else dollars(amount))
        window_on = window_after(self.today, tranche.earns_from, NOTICE)
        assert asked.window_on == window_on
        full = amount is None
        self.exits[asked.pk] = Exit(pk, free if full else amount, full, full or with_interest, window_on)

    def exit_in(self, states: tuple[str, ...], number: int) -> tuple[Exit, Redemption]:
        pk = self.pick(sorted(pk for pk, one in self.exits.items() if one.state in states), number)
        return self.exits[pk], Redemption.objects.get(pk=pk)

    @precondition(lambda self: any(one.state == "requested" for one in self.exits.values()))
    @rule(number=picks)
    def let_money_go(self, number: int) -> None:
        one, redemption = self.exit_in(("requested",), number)
        others = [person for person in self.people if person.pk != redemption.requested_by_id]
        check_redemption(redemption=redemption, by=others[0])
        for person in (redemption.requested_by, others[0]):
            self.refused(SecondPersonNeeded, approve_redemption, redemption=redemption, by=person)
        approve_redemption(redemption=redemption, by=others[1])
        self.refused(IllegalState, approve_redemption, redemption=redemption, by=others[1])
        one.state = "approved"

    @precondition(lambda self: any(one.state == "payable" for one in self.exits.values()))
    @rule(number=picks, again=st.booleans())
    def send_money(self, number: int, again: bool) -> None:
        one, redemption = self.exit_in(("payable",), number)
        told = {"redemption": redemption, "reference": self.reference()}
        self.refused(SecondPersonNeeded, pay_redemption, **told, by=redemption.approved_by)
        payer = next(person for person in self.people if person.pk != redemption.approved_by_id)
        for _ in range(1 + again):
            pay_redemption(**told, by=payer)
        self.seen["sent"] += 1
        one.state = "paid"
        self.tranches[one.tranche].payable -= one.net()
        self.bank -= one.net()

    @precondition(lambda self: any(one.state == "paid" for one in self.exits.values()))
    @rule(number=picks, again=st.booleans())
    def a_payment_fails(self, number: int, again: bool) -> None:
        """What it paid is payable again; the failure may be told twice."""
        one, redemption = self.exit_in(("paid",), number)
        payment = Payment.objects.get(subject=redemption.number, tx_hash=redemption.reference)
        told = {"payment": payment, "reason": "Sent back"}
        self.refused(WalletRefusal, fail_payment, **told, by=payment.recorded_by)
        fail_payment(**told, by=next(person for person in self.people if person.pk != payment.recorded_by_id))
        for _ in range(1 + again):
            reopen_redemption(payment=payment, by=payment.failed_by)
        self.seen["failed"] += 1
        one.state = "payable"
        self.tranches[one.tranche].payable += one.net()
        self.bank += one.net()

    @precondition(lambda self: any(one.state != "cancelled" for one in self.exits.values()))
    @rule(number=picks, who=picks)
    def take_it_back(self, number: int, who: int) -> None:
        """Cancelled, refused, or come back from the bank: whatever the state still allows."""
        one, redemption = self.exit_in(("requested", "approved", "payable", "paid", "returned"), number)
        person = self.people[who % 3]
        if one.state in ("requested", "approved") and who % 2:
            cancel_redemption(redemption=redemption, by=None)
            one.state = "cancelled"
        elif one.state == "paid":
            return_redemption(redemption=redemption, came_back_on=self.today, reason="Account closed", by=person)
            self.put_back(one)
            self.bank += one.net()
        elif one.state == "returned":
            self.refused(IllegalState, cancel_redemption, redemption=redemption, by=None)
            self.refused(IllegalState, reject_redemption, redemption=redemption, reason="No", by=person)
        else:
            reject_redemption(redemption=redemption, reason="Not now", by=person)
            if one.state == "payable":
                self.tranches[one.tranche].payable -= one.net()
                self.put_back(one)
            one.state = "cancelled"

    @precondition(lambda self: any(one.state in ("requested", "approved") for one in self.exits.values()))
    @rule(number=picks)
    def its_window_comes(self, number: int) -> None:
        one, _ = self.exit_in(("requested", "approved"), number)
        if one.state == "requested":
            self.let_money_go(number)
        self.night_by_night(one.window_on)
        self.go_to(self.today)

    def put_back(self, one: Exit) -> None:
        self.tranches[one.tranche].taken.append((self.today, -one.principal, -one.interest))
        one.state = "returned"
        self.fees -= one.kept_back
        self.seen["put back"] += 1

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
        if told["incurred_on"] <= self.closed:
            self.refused(BadDate, book_operating_cost, **told)
            return
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
        assert -sum(minor for code, minor in lines.items() if code.startswith("Income:")) == self.fees
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
            assert known.paid_out.minor == tranche.paid_out()
            assert known.payable.minor == tranche.payable
            assert known.total.minor == tranche.owed(self.today)
