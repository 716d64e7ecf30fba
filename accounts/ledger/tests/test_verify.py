"""What somebody with SQL could do, and what verify says to it."""

import re

import pytest
from django.core.management import CommandError, call_command

from accounts.ledger import api
from accounts.ledger.services.verify import verify
from accounts.ledger.tests.conftest import a_deposit


@pytest.fixture
def entries(bank, client) -> list[int]:
    drafts = [a_deposit(bank, client, f"{number}.00", key=f"deposit:{number}") for number in range(1, 6)]
    posted = [one.entry for one in api.post_entries(drafts, by=None)]
    api.seal()
    return posted


@pytest.fixture
def tamper(as_owner):
    def run(table: str, statement: str) -> None:
        as_owner(f"alter table {table} disable trigger user")
        as_owner(statement)
        as_owner(f"alter table {table} enable trigger user")

    return run


def test_an_untouched_ledger_holds(entries):
    result = verify()
    assert (result.findings, result.sealed, result.unsealed, result.newest) == ([], 5, 0, 5)


def test_an_entry_without_its_seal_yet_is_only_counted(entries, bank, client):
    api.post_entry(a_deposit(bank, client, key="late"), by=None)
    result = verify()
    assert (result.holds, result.sealed, result.unsealed) == (True, 5, 1)


@pytest.mark.parametrize(
    ("table", "statement", "finding"),
    [
        ("ledger_leg", "update ledger_leg set amount = amount + 1 where entry_id = {2} and position = 1",
         r"entry {2} \(deposit:3\) does not balance: its legs in USD sum to 1 minor units"),
        ("ledger_leg", "update ledger_leg set amount = amount * 2 where entry_id = {2}",
         r"entry {2} \(deposit:3\) was changed: its legs, text"),
        ("ledger_leg", "update ledger_leg set value_on = '2026-03-11' where entry_id = {2} and position = 1",
         r"entry {2} \(deposit:3\) has a leg with another value date"),
        ("ledger_leg", "delete from ledger_leg where entry_id = {2}", r"entry {2} \(deposit:3\) has no legs"),
        ("ledger_entry", "update ledger_entry set text = 'Gift' where id = {2}", "entry {2} .* was changed"),
        ("ledger_entry", "update ledger_entry set booked_on = '2026-03-12' where id = {2}",
         r"seal 3: the chain breaks at entry {2} \(deposit:3\)"),
        ("ledger_entry", "update ledger_entry set by_id = 1 where id = {2}", "seal 3: the chain breaks at entry {2}"),
        ("ledger_entry", "delete from ledger_entry where id = {2}", "seal 3: its entry {2} is missing"),
        ("ledger_entry", "delete from ledger_entry where id = {2}", "entry {2} is missing, but it has legs"),
        ("ledger_account", "update ledger_account set code = 'Liabilities:Clients:C1' where kind = 'liability'",
         r"entry {2} \(deposit:3\) was changed"),
        ("ledger_seal", "delete from ledger_seal where number = 3", "seal 3 is missing"),
        ("ledger_seal", "delete from ledger_seal where number = 3", "entry {2} .* was left out of the chain"),
        ("ledger_seal", "update ledger_seal set hash = sha256('x') where number = 3", "seal 3: the chain breaks"),
        ("ledger_day_total", "update ledger_day_total set amount = amount + 1",
         "the total of Assets:Bank:USD for the day of 2026-03-10 is 1501 minor units, but its legs sum to 1500"),
        ("ledger_month_total", "delete from ledger_month_total",
         "the total of Assets:Bank:USD for the month of 2026-03-01 is 0 minor units, but its legs sum to 1500"),
    ],
)  # fmt: skip
def test_a_change_behind_the_ledgers_back_is_named(entries, tamper, table, statement, finding):
    tamper(table, statement.format(*entries))
    findings = verify().findings
    assert any(re.search(finding.format(*entries), found) for found in findings), findings


def test_two_entries_that_changed_places_are_named(entries, tamper):
    first, second = entries[1:3]
    for old, new in ((first, -1), (second, first), (-1, second)):
        tamper("ledger_seal", f"update ledger_seal set entry_id = {new} where entry_id = {old}")
    findings = verify().findings
    assert [found[:27] for found in findings] == ["seal 2: the chain breaks at", "seal 3: the chain breaks at"]


def test_a_cut_off_end_is_found_by_a_seal_noted_down_before(entries, tamper):
    noted = verify()
    tamper("ledger_seal", "delete from ledger_seal where number = 5")
    tamper("ledger_leg", f"delete from ledger_leg where entry_id = {entries[4]}")
    tamper("ledger_entry", f"delete from ledger_entry where id = {entries[4]}")
    tamper("ledger_day_total", "update ledger_day_total set amount = amount - sign(amount) * 500")
    tamper("ledger_month_total", "update ledger_month_total set amount = amount - sign(amount) * 500")
    assert verify().holds
    assert verify(expect=(noted.newest, noted.hash)).findings == [
        "the chain ends at seal 4, before the expected seal 5"
    ]


def test_a_guard_that_is_switched_off_is_named(entries, as_owner):
    as_owner("alter table ledger_leg disable trigger only_grows")
    assert verify().findings == ["the guard only_grows of ledger_leg is switched off"]


def test_the_command_ends_with_1_and_says_where(entries, tamper, capsys):
    call_command("ledger", "verify")
    assert "The ledger holds." in capsys.readouterr().out
    tamper("ledger_entry", f"update ledger_entry set text = 'Gift' where id = {entries[2]}")
    with pytest.raises(SystemExit) as ended:
        call_command("ledger", "verify")
    assert ended.value.code == 1
    assert "deposit:3) was changed" in capsys.readouterr().err


def test_no_command_closes_the_books_past_the_two_people_it_takes():
    with pytest.raises(CommandError, match="invalid choice: 'close-period'"):
        call_command("ledger", "close-period", "2026-03-31")


def test_the_commands_seal_and_list(entries, capsys):
    call_command("ledger", "seal")
    call_command("ledger", "trial-balance", "--as-of", "2026-03-31")
    out = capsys.readouterr().out
    assert "newest seal 5" in out
    assert re.search(r"Assets:Bank:USD +15\.00 USD", out)
    assert re.search(r"Total USD +15\.00 +15\.00", out)
