"""Facts for a statement, read from investments and ledger: one query each."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from datetime import date

from accounts.ledger import api as ledger
from accounts.models import Client
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.windows import WindowRule
from funds.models import InterestMode, Investment
from funds.statements.errors import LedgerDisagrees, NotSealedYet
from funds.statements.facts import Agreed, InvestmentFacts, Line

_ACCRUAL = "accrual"
_REDEMPTION = "redemption"
_PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 0.0)


def investments_of(client: Client, *, end: date) -> list[Investment]:
    """The client's investments that had money by `end`, in the order of their numbers."""
    funded = Investment.objects.filter(client=client, funded_on__lte=end).select_related("terms__product", "accrual")
    return sorted(funded, key=lambda one: (len(one.number), one.number))


def gather(
    investments: Sequence[Investment], *, end: date, known_at: int, paid_out_then: dict[str, bool] | None = None
) -> tuple[InvestmentFacts, ...]:
    """Facts as known when the entry sealed as `known_at` was the newest.

    `paid_out_then` says, by number, how interest was handled when a statement was issued; it may change, all else that
    was agreed cannot.
    """
    accounts = [account for one in investments for account in one.ledger_accounts]
    by_account: dict[int, list[ledger.Movement]] = {account: [] for account in accounts}
    for movement in ledger.movements(accounts, end=end, known_at=known_at):
        by_account[movement.account].append(movement)
    then = paid_out_then or {}
    return tuple(_facts(one, by_account, then.get(one.number)) for one in investments)


def _facts(one: Investment, by_account: dict[int, list[ledger.Movement]], pays_out: bool | None) -> InvestmentFacts:
    moved = [movement for account in one.ledger_accounts for movement in by_account[account]]
    moved.sort(key=lambda movement: (movement.value_on, movement.entry))
    assert one.funded_on
    assert one.earns_from
    return InvestmentFacts(
        number=one.number,
        product=one.terms.product.code,
        currency=one.currency,
        agreed=_agreed(one, one.interest_mode == InterestMode.PAY_OUT if pays_out is None else pays_out),
        started_on=one.funded_on,
        earns_from=one.earns_from,
        lines=tuple(_line(one, movement) for movement in moved),
    )


def _agreed(one: Investment, pays_out: bool) -> Agreed:
    terms = one.terms
    return Agreed(
        version=terms.version,
        since=terms.valid_from,
        monthly_rate=one.monthly_rate.normalize(),
        day_count=DayCount(terms.day_count),
        throughout=terms.throughout,
        pays_out=pays_out,
        window_rule=WindowRule(terms.window_rule),
        notice_days=terms.notice_business_days,
        business_days=Calendar(terms.calendar),
    )


def _line(one: Investment, movement: ledger.Movement) -> Line:
    """The firm's liability is the client's money: a credit there is a plus here."""
    accrued = movement.account == one.interest_account
    return Line(
        entry=movement.entry,
        booked_on=movement.booked_on,
        value_on=movement.value_on,
        text=movement.text,
        amount=-movement.amount.amount,
        principal=movement.account == one.principal_account,
        interest=accrued,
        daily=accrued and movement.kind == _ACCRUAL,
        redeemed=movement.account == one.principal_account and movement.key.startswith(f"{_REDEMPTION}:"),
        payable=movement.account == one.payable_account,
        fee=movement.account == one.fees_account,
    )


def seal_all(investments: Iterable[Investment], *, end: date) -> int:
    """The newest seal's number, once every entry of these investments has its seal.

    An entry without one would be missing from the statement. It waits while an older writing transaction is open
    somewhere; raises NotSealedYet if that takes longer than a person waits.
    """
    accounts = [account for one in investments for account in one.ledger_accounts]
    for pause in _PATIENCE:
        newest = ledger.seal()
        if all(movement.seal is not None for movement in ledger.movements(accounts, end=end)):
            return newest
        time.sleep(pause)
    raise NotSealedYet("The newest ledger entries are just being sealed. Nothing was issued; try again in a moment.")


def check_balances(investments: Sequence[Investment], facts: Sequence[InvestmentFacts], *, end: date) -> None:
    """Raise LedgerDisagrees unless the ledger's running balances say what the lines add up to."""
    accounts = [account for one in investments for account in one.ledger_accounts]
    balances = ledger.balances(accounts, as_of=end)
    for one, fact in zip(investments, facts, strict=True):
        owed = -sum(balances[account].amount for account in one.ledger_accounts)
        listed = sum(line.amount for line in fact.lines)
        if owed != listed:
            raise LedgerDisagrees(
                f"The ledger's balance of {one.number} at {end} is {owed}, but its entries make {listed}. "
                "Nothing was issued. Run `manage.py ledger verify`."
            )


def paid_out_then(canonical_text: str) -> dict[str, bool]:
    """How the interest of each investment was handled when the statement was issued."""
    sheets = json.loads(canonical_text)["sheets"]
    return {one["number"]: one["terms"]["pays_out"] for sheet in sheets for one in sheet["investments"]}
