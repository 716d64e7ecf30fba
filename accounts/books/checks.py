"""What the books themselves look at before a month is closed; a check's name is its title on the checklist."""

from collections import defaultdict
from datetime import date

from django.urls import reverse

from accounts.books.services.prove_chain import prove_chain
from accounts.ledger.api import account_balances, seal, unsealed_until, wrong_totals
from fidus.lib.finding import Finding
from fidus.lib.money import Money


def every_entry_is_sealed(*, until: date) -> list[Finding]:
    """Seals what can be sealed first; what is left waits for a transaction that is still under way."""
    newest = seal()
    waiting = unsealed_until(until)
    if waiting:
        entries = "One entry waits" if waiting == 1 else f"{waiting:,} entries wait"
        return [Finding(False, f"{entries} for the seal: something is still being written. Check again in a minute.")]
    return [Finding(True, f"The newest seal is {newest:,}.")]


def debits_equal_credits(*, until: date) -> list[Finding]:
    """The trial balance in every currency."""
    debits: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for account in account_balances(dates=[until]):
        minor = account.balances[0].minor
        sums[account.currency] += minor
        debits[account.currency] += max(minor, 0)
    url = f"{reverse('admin:books_trial_balance')}?until={until}"
    found = []
    for currency, off in sorted(sums.items()):
        if off:
            found.append(Finding(False, f"Debits and credits differ by {Money.from_minor(off, currency)}.", url))
        else:
            found.append(Finding(True, f"{Money.from_minor(debits[currency], currency)} on both sides.", url))
    return found or [Finding(True, "Nothing stands on any account.")]


def totals_agree_with_the_entries(*, until: date) -> list[Finding]:
    """The month's totals, from which statements are made, against the month's legs."""
    wrong = wrong_totals(start=until.replace(day=1), until=until)
    return [Finding(False, f"{text[0].upper()}{text[1:]}.") for text in wrong] or [
        Finding(True, "Every day's and the month's totals are the sums of their entries.")
    ]


def the_chain_of_new_entries_holds(*, until: date) -> list[Finding]:
    """Recomputes what was sealed since the last proof, and goes on where a proof that was cut short stopped."""
    proof = prove_chain()
    if not proof.holds:
        return [Finding(False, f"{text[0].upper()}{text[1:]}.") for text in proof.findings[:20]]
    return [Finding(True, f"The chain holds up to seal {proof.newest:,}; {proof.sealed:,} entries were new.")]
