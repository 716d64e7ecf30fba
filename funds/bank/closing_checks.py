"""What the bank's side looks at before a month of the books is closed."""

from datetime import date

from django.urls import reverse

from fidus.lib.finding import Finding
from funds.bank.models import BankAccount
from funds.bank.selectors import reconcile


def every_bank_account_is_reconciled(*, until: date) -> list[Finding]:
    """The bank has stated the month to its end, and ledger and open items lead to what it states."""
    found = []
    for account in BankAccount.objects.all():
        url = f"{reverse('admin:bank_bankaccount_desk', args=[account.pk])}?as_of={until:%Y-%m-%d}"
        state = reconcile(account, as_of=until)
        if state.bank is None:
            found.append(Finding(False, f"{account}: no statement of the bank is here yet.", url, warning=True))
        elif state.difference:
            text = f"{account}: the bank states {state.bank}, the ledger and its open items lead to {state.led_to}."
            found.append(Finding(False, text, url, warning=True))
        elif state.not_in_ledger:
            text = (
                f"{account}: {len(state.not_in_ledger)} bookings of the bank, {state.to_book}, are not in the ledger."
            )
            found.append(Finding(False, text, url, warning=True))
    return found or [Finding(True, "Every bank account is reconciled to the month's end.")]
