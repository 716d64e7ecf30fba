from dataclasses import replace
from datetime import date

import pytest

from accounts.ledger import api
from accounts.ledger.api import Draft, Leg
from accounts.ledger.tests.conftest import DAY, a_deposit, open_client, usd
from fidus.lib.money import Money


def test_a_posted_entry_moves_both_balances(bank, client):
    posted = api.post_entry(a_deposit(bank, client), by=None)
    assert not posted.replayed
    assert api.balances([bank, client], as_of=DAY) == {bank: usd("100.00"), client: usd("-100.00")}
    assert api.balance(bank, as_of=date(2026, 3, 9)) == usd("0.00")


def test_the_same_key_again_returns_the_first_answer(bank, client):
    first = api.post_entry(a_deposit(bank, client), by=None)
    again = api.post_entry(a_deposit(bank, client), by=None)
    assert (again.entry, again.replayed) == (first.entry, True)
    assert api.balance(bank, as_of=DAY) == usd("100.00")


def test_the_same_key_with_other_content_is_refused(bank, client):
    api.post_entry(a_deposit(bank, client), by=None)
    with pytest.raises(api.KeyConflict):
        api.post_entry(a_deposit(bank, client, "100.01"), by=None)
    assert api.balance(bank, as_of=DAY) == usd("100.00")


def test_legs_that_do_not_sum_to_zero_are_refused(bank, client):
    draft = a_deposit(bank, client, legs=[Leg(bank, usd("1.00")), Leg(client, usd("-0.99"))])
    with pytest.raises(api.Unbalanced):
        api.post_entry(draft, by=None)


def test_an_entry_without_legs_is_refused(bank, client):
    with pytest.raises(api.Unbalanced):
        api.post_entry(a_deposit(bank, client, legs=[]), by=None)


def test_movements_tell_what_happened(bank, client):
    posted = api.post_entry(a_deposit(bank, client), by=None)
    number = api.seal()
    (movement,) = api.movements([client])
    assert (movement.entry, movement.seal, movement.amount) == (posted.entry, number, usd("-100.00"))


def test_the_same_key_may_be_booked_on_another_day_by_somebody_else(bank, client):
    first = api.post_entry(a_deposit(bank, client), by=None)
    again = api.post_entry(replace(a_deposit(bank, client), booked_on=date(2026, 3, 11), event=5), by=None)
    assert again == api.Posted(first.entry, replayed=True)


def test_the_order_of_legs_does_not_make_another_entry(bank, client):
    draft = a_deposit(bank, client)
    api.post_entry(draft, by=None)
    assert api.post_entry(replace(draft, legs=draft.legs[::-1]), by=None).replayed


def test_a_batch_answers_in_its_own_order_and_knows_a_key_that_comes_twice(bank, client):
    api.post_entry(a_deposit(bank, client, key="b"), by=None)
    keys = ["c", "b", "a", "c"]
    posted = api.post_entries([a_deposit(bank, client, key=key) for key in keys], by=None)
    assert [one.replayed for one in posted] == [False, True, False, True]
    assert posted[0].entry == posted[3].entry
    found = {movement.key: movement.entry for movement in api.movements([bank])}
    assert [found[key] for key in keys] == [one.entry for one in posted]
    assert api.balance(bank, as_of=DAY) == usd("300.00")


@pytest.mark.parametrize("size", [1, 20, 21, 300])
def test_few_and_many_are_posted_alike(bank, client, size):
    drafts = [a_deposit(bank, client, f"{number}.01", key=f"k{number:04}") for number in range(1, size + 1)]
    posted = api.post_entries(drafts, by=None)
    assert not any(one.replayed for one in posted)
    assert all(one.replayed for one in api.post_entries(drafts, by=None))
    assert api.balance(bank, as_of=DAY).minor == sum(100 * number + 1 for number in range(1, size + 1))


def test_one_bad_entry_keeps_the_whole_batch_out(bank, client):
    bad = a_deposit(bank, client, key="bad", legs=[Leg(bank, usd("1.00"))])
    with pytest.raises(api.Unbalanced, match="sum to 100 minor units"):
        api.post_entries([a_deposit(bank, client), bad], by=None)
    assert api.movements([bank]) == []


def test_a_leg_in_another_currency_than_its_account_is_refused(bank, client):
    euros = Money.of("5.00", "EUR")
    with pytest.raises(api.UnknownAccount, match="is kept in USD, not in EUR"):
        api.post_entry(a_deposit(bank, client, legs=[Leg(bank, euros), Leg(client, -euros)]), by=None)


def test_an_account_that_does_not_exist_is_refused(bank):
    with pytest.raises(api.UnknownAccount, match="there is no account 987654321"):
        api.post_entry(a_deposit(bank, 987654321), by=None)
    with pytest.raises(api.UnknownAccount):
        api.balance(987654321, as_of=DAY)


def test_a_leg_of_nothing_is_refused(bank, client):
    legs = [Leg(bank, usd("0.00")), Leg(client, usd("0.00"))]
    with pytest.raises(api.LedgerError):
        api.post_entry(a_deposit(bank, client, legs=legs), by=None)


def test_each_currency_balances_by_itself(bank, client):
    """1,000 USD bought for 150,000 JPY and 300.500 KWD: every currency against an exchange account of its own."""
    specs = [
        api.AccountSpec(f"{root}:Exchange:{currency}", kind, currency)
        for currency in ("USD", "JPY", "KWD")
        for root, kind in (("Assets", "asset"), ("Equity", "equity"))
    ]
    usd_asset, usd_equity, jpy_asset, jpy_equity, kwd_asset, kwd_equity = api.open_accounts(specs)
    yen, dinars = Money.of("150000", "JPY"), Money.of("300.500", "KWD")
    legs = [
        Leg(usd_asset, usd("1000.00")), Leg(usd_equity, usd("-1000.00")),
        Leg(jpy_asset, -yen), Leg(jpy_equity, yen),
        Leg(kwd_asset, -dinars), Leg(kwd_equity, dinars),
    ]  # fmt: skip
    api.post_entry(Draft("fx:1", "exchange", "Dollars bought", DAY, DAY, legs), by=None)
    assert str(api.balance(jpy_equity, as_of=DAY)) == "150,000 JPY"
    assert str(api.balance(kwd_asset, as_of=DAY)) == "-300.500 KWD"
    crossed = [Leg(usd_asset, usd("1.00")), Leg(jpy_asset, Money.of("-100", "JPY"))]
    with pytest.raises(api.Unbalanced):
        api.post_entry(Draft("fx:2", "exchange", "Crossed", DAY, DAY, crossed), by=None)


def test_huge_amounts_are_exact_and_beyond_64_bits_they_are_refused(bank, client):
    ninety_quadrillion = "90000000000000000.01"
    api.post_entry(a_deposit(bank, client, ninety_quadrillion), by=None)
    assert str(api.balance(client, as_of=DAY)) == "-90,000,000,000,000,000.01 USD"
    with pytest.raises(api.LedgerError):
        api.post_entry(a_deposit(bank, client, ninety_quadrillion, key="deposit:2"), by=None)
    assert api.balance(bank, as_of=DAY) == usd(ninety_quadrillion)


def test_texts_come_back_as_they_were_given(bank, client):
    text = 'a "quote", a \\ backslash,\na new line, {braces}, NULL, % and ünïcode'
    api.post_entry(a_deposit(bank, client, text=text, key='k"{},\\'), by=None)
    (movement,) = api.movements([bank])
    assert (movement.text, movement.key) == (text, 'k"{},\\')


def test_opening_an_account_again_finds_it_unless_it_is_something_else(client):
    assert open_client() == client
    with pytest.raises(api.AccountConflict):
        api.open_account(code="Liabilities:Clients:C100417", kind="liability", currency="EUR")


@pytest.mark.parametrize(
    ("code", "kind"),
    [("Liabilities:clients", "liability"), ("Assets:Bank", "liability"), ("Assets", "asset"), ("Wallet:X", "asset")],
)
def test_a_code_that_is_not_beancounts_is_refused(db, code, kind):
    with pytest.raises(api.LedgerError):
        api.open_account(code=code, kind=kind, currency="USD")


def test_a_refused_posting_leaves_the_callers_transaction_usable(bank, client):
    with pytest.raises(api.Unbalanced):
        api.post_entry(a_deposit(bank, client, legs=[Leg(bank, usd("1.00"))]), by=None)
    assert not api.post_entry(a_deposit(bank, client), by=None).replayed
