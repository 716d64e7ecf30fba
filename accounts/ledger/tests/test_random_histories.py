"""Any history of postings against a plain-Python model, on the real database."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.ledger import api
from accounts.ledger.api import Draft, Leg
from accounts.ledger.services.verify import verify
from fidus.lib import clock
from fidus.lib.money import Money

START = date(2026, 1, 28)
CHART = [("Assets:Bank", "asset"), ("Liabilities:Clients:C1", "liability"), ("Income:Fees", "income")]
CURRENCIES = ["USD", "JPY"]

days = st.integers(0, 70).map(lambda number: START + timedelta(days=number))
amounts = st.one_of(st.integers(1, 500), st.integers(1, 10**15))


class Books(RuleBasedStateMachine):
    """The model: a list of entries (key, value date, legs) in the order they were posted."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        specs = [api.AccountSpec(f"{code}:{cur}", kind, cur) for cur in CURRENCIES for code, kind in CHART]
        ids = iter(api.open_accounts(specs))
        self.accounts = {currency: [next(ids) for _ in CHART] for currency in CURRENCIES}
        self.currency = {account: cur for cur, accounts in self.accounts.items() for account in accounts}
        self.entries: list[tuple[int, Draft]] = []
        self.reversed: set[int] = set()
        self.closed = date.min

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def draft(self, value_on: date, booked_on: date, currency: str, moves: list[tuple[int, int, int]]) -> Draft:
        legs = []
        for giver, step, minor in moves:
            accounts, amount = self.accounts[currency], Money.from_minor(minor, currency)
            legs += [Leg(accounts[giver], -amount), Leg(accounts[(giver + step) % len(CHART)], amount)]
        return Draft(f"key:{len(self.entries)}", "transfer", "A transfer", booked_on, value_on, legs)

    moves = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2), amounts), min_size=1, max_size=3)

    @rule(value_on=days, booked_on=days, currency=st.sampled_from(CURRENCIES), moves=moves)
    def post(self, value_on: date, booked_on: date, currency: str, moves: list[tuple[int, int, int]]) -> None:
        draft = self.draft(value_on, booked_on, currency, moves)
        try:
            posted = api.post_entry(draft, by=None)
        except api.PeriodClosed:
            assert min(value_on, booked_on) <= self.closed
        else:
            assert min(value_on, booked_on) > self.closed
            assert not posted.replayed
            self.entries.append((posted.entry, draft))

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def post_again(self, data: st.DataObject) -> None:
        entry, draft = data.draw(st.sampled_from(self.entries))
        assert api.post_entry(draft, by=None) == api.Posted(entry, replayed=True)

    @rule(value_on=days, account=st.integers(0, 2), minor=amounts)
    def post_unbalanced(self, value_on: date, account: int, minor: int) -> None:
        legs = [Leg(self.accounts["USD"][account], Money.from_minor(minor, "USD"))]
        try:
            api.post_entry(Draft("bad", "transfer", "", value_on, value_on, legs), by=None)
        except (api.Unbalanced, api.PeriodClosed):
            return
        raise AssertionError("an unbalanced entry was taken")

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), later=st.integers(0, 40))
    def reverse(self, data: st.DataObject, later: int) -> None:
        entry, draft = data.draw(st.sampled_from(self.entries))
        value_on = draft.value_on + timedelta(days=later)
        key = f"key:{len(self.entries)}"
        try:
            posted = api.reverse_entry(entry, key=key, value_on=value_on, by=None, reason="Undone")
        except api.AlreadyReversed:
            assert entry in self.reversed
        except api.PeriodClosed:
            assert value_on <= self.closed
        else:
            assert entry not in self.reversed
            self.reversed.add(entry)
            legs = [Leg(leg.account, -leg.amount) for leg in draft.legs]
            undone = Draft(key, "reversal", "Undone", clock.today(), value_on, legs, reverses=entry)
            self.entries.append((posted.entry, undone))

    @precondition(lambda self: self.closed < START + timedelta(days=60))
    @rule(more=st.integers(1, 20))
    def close(self, more: int) -> None:
        self.closed = max(self.closed, START) + timedelta(days=more)
        api.close_period(until=self.closed, by=None)

    def expected(self, as_of: date, known: int | None = None) -> dict[int, int]:
        sums: dict[int, int] = defaultdict(int)
        for _, draft in self.entries[:known]:
            for leg in draft.legs:
                sums[leg.account] += leg.amount.minor if draft.value_on <= as_of else 0
        return {account: sums[account] for account in self.currency}

    @rule(as_of=days)
    def ask_for_balances(self, as_of: date) -> None:
        found = api.balances(self.currency, as_of=as_of)
        assert {account: money.minor for account, money in found.items()} == self.expected(as_of)

    @rule(as_of=days, back=st.integers(0, 3))
    def ask_as_known_then(self, as_of: date, back: int) -> None:
        known = max(api.seal() - back, 0)
        found = api.balances(self.currency, as_of=as_of, known_at=known)
        assert {account: money.minor for account, money in found.items()} == self.expected(as_of, known)

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        sums = dict.fromkeys(CURRENCIES, 0)
        for line in api.trial_balance(as_of=date(2999, 12, 31)):
            sums[line.debit.currency] += line.debit.minor - line.credit.minor
        assert set(sums.values()) == {0}

    @rule()
    def prove(self) -> None:
        assert verify().findings == []


def test_any_history_agrees_with_a_plain_model(db):
    quick = settings(
        max_examples=8,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    run_state_machine_as_test(Books, settings=quick)
