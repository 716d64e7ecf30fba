"""Book an open bank transaction as what it is, by the service that is there for it, and match both at once."""

from collections.abc import Callable
from typing import Any

from django.db.transaction import atomic

from accounts.models import User
from funds.bank.errors import NotBookable
from funds.bank.models import BankTransaction, Match
from funds.bank.selectors import ledger_side, matched_entries
from funds.bank.services.match_transactions import match_transactions
from funds.models import InterestPayout, Investment
from funds.services.book_operating_cost import book_operating_cost
from funds.services.fund_investment import fund_investment
from funds.services.pay_interest import pay_interest


@atomic
def book_funding(*, transaction: BankTransaction, investment: Investment, by: User) -> Match:
    """The money is that client's; raises what fund_investment raises, NotBookable, NotMatching."""
    _check(transaction, incoming=True)
    return _book(
        transaction,
        fund_investment,
        f"funds {investment.number}",
        by,
        investment=investment,
        received_on=transaction.value_on,
        bank_reference=reference_of(transaction),
        amount=transaction.amount,
    )


@atomic
def book_interest_payment(*, transaction: BankTransaction, payout: InterestPayout, by: User) -> Match:
    """The approved payment left the bank; raises what pay_interest raises, NotBookable, NotMatching."""
    _check(transaction, incoming=False)
    if payout.amount != -transaction.amount:
        raise NotBookable(f"The payment is {payout.amount}, the bank paid {-transaction.amount}.")
    return _book(
        transaction,
        pay_interest,
        f"pays {payout}",
        by,
        payout=payout,
        bank_reference=reference_of(transaction),
        paid_on=transaction.value_on,
    )


@atomic
def book_cost(*, transaction: BankTransaction, text: str, by: User) -> Match:
    """An operating cost; raises what book_operating_cost raises, NotBookable, NotMatching."""
    _check(transaction, incoming=False)
    return _book(
        transaction,
        book_operating_cost,
        f"operating cost: {text}",
        by,
        reference=reference_of(transaction),
        text=text,
        amount=-transaction.amount,
        incurred_on=transaction.value_on,
    )


def reference_of(transaction: BankTransaction) -> str:
    """What keeps it from being booked twice: the bank's reference and our own number of the booking."""
    given = transaction.bank_reference or transaction.end_to_end_id
    return f"{given} BK-{transaction.pk}"[-80:].strip()


def _check(transaction: BankTransaction, *, incoming: bool) -> None:
    if not transaction.account.is_main:
        raise NotBookable(
            f"Clients' money and costs are booked on the main account in {transaction.account.currency}; "
            "book a transfer to it instead."
        )
    if not transaction.final or (transaction.amount_minor > 0) is not incoming:
        raise NotBookable("Only money that came in funds an investment, only money that went out pays something.")


def _book(transaction: BankTransaction, service: Callable[..., Any], reason: str, by: User, **arguments: Any) -> Match:
    account = transaction.account
    before = {one.entry for one in ledger_side(account, start=transaction.value_on, end=transaction.value_on)}
    service(by=by, **arguments)
    after = [
        one
        for one in ledger_side(account, start=transaction.value_on, end=transaction.value_on)
        if one.entry not in before and one.amount == transaction.amount
    ]
    if len(after) != 1 or after[0].entry in matched_entries(account):
        raise NotBookable("It was booked before; match it with the movement that is there.")
    return match_transactions(
        account=account,
        transactions=[transaction.pk],
        entries=[after[0].entry],
        reasons=[f"booked from it: {reason}"],
        score=100,
        by=by,
    )
