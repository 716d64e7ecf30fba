from datetime import date

from accounts.ledger import api
from accounts.ledger.tests.conftest import DAY, a_deposit, usd

MONTH_END = date(2026, 3, 31)


def test_a_statement_is_reproduced_as_known_when_it_was_issued(bank, client):
    """Issued after one deposit of 100; 50 more, back-dated, must not change the issued figures."""
    api.post_entry(a_deposit(bank, client), by=None)
    issued = api.seal()
    late = a_deposit(bank, client, "50.00", key="deposit:2", booked_on=date(2026, 4, 7), value_on=date(2026, 3, 20))
    api.post_entry(late, by=None)
    newest = api.seal()

    assert newest == issued + 1
    assert api.balance(client, as_of=MONTH_END, known_at=issued) == usd("-100.00")
    assert (
        api.balance(client, as_of=MONTH_END, known_at=newest) == api.balance(client, as_of=MONTH_END) == usd("-150.00")
    )
    assert [movement.key for movement in api.movements([client], end=MONTH_END, known_at=issued)] == ["deposit:1"]
    assert [movement.key for movement in api.movements([client], end=MONTH_END)] == ["deposit:1", "deposit:2"]
    history = api.balance_history([client], dates=[date(2026, 3, 9), DAY, MONTH_END], known_at=issued)
    assert history == {client: [usd("0.00"), usd("-100.00"), usd("-100.00")]}


def test_an_entry_that_is_not_sealed_is_not_known_at_any_seal(bank, client):
    before = api.seal()
    api.post_entry(a_deposit(bank, client), by=None)
    assert api.balance(client, as_of=DAY, known_at=before) == usd("0.00")


def test_balances_follow_the_days_and_months_of_value(bank, client):
    """By hand: 10.00 on 31 Jan, 20.00 on 1 Feb, 40.00 on 28 Feb, 80.00 on 1 Jan of the next year."""
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2027, 1, 1)]
    for number, day in enumerate(days):
        api.post_entry(a_deposit(bank, client, f"{10 * 2**number}.00", key=str(number), value_on=day), by=None)
    asked = [date(2026, 1, 30), *days, date(2026, 12, 31), date(2030, 6, 15)]
    figures = [str(money.amount) for money in api.balance_history([bank], dates=asked)[bank]]
    assert figures == ["0.00", "10.00", "30.00", "70.00", "150.00", "70.00", "150.00"]


def test_the_trial_balance_sums_to_zero_and_leaves_out_what_stands_at_zero(bank, client):
    nobody = api.open_account(code="Assets:Bank:Other", kind="asset", currency="USD")
    api.post_entry(a_deposit(bank, client), by=None)
    lines = api.trial_balance(as_of=MONTH_END)
    assert [(line.account, str(line.debit.amount), str(line.credit.amount)) for line in lines] == [
        (bank, "100.00", "0.00"),
        (client, "0.00", "100.00"),
    ]
    assert nobody not in {line.account for line in lines}
    assert api.trial_balance(as_of=date(2026, 3, 9)) == []
