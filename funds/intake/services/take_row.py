"""One row becomes what it says, by the service that is there for it."""

from typing import Any

from django.db import DataError, IntegrityError, transaction

from accounts.ledger.api import Draft, LedgerError, Leg, open_account, post_entry
from accounts.models import Client, User
from accounts.services.open_client import open_client
from fidus.lib import clock
from fidus.lib.money import Money, MoneyError
from funds.errors import FundsError
from funds.intake.domain.layouts import Kind
from funds.intake.domain.rows import Row
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeKey, IntakeRun
from funds.models import InterestPayout, Investment, Product
from funds.services.book_operating_cost import book_operating_cost
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.services.pay_interest import pay_interest

# What a row may meet; anything else is an error of ours and stops the run.
REFUSALS = (FundsError, LedgerError, MoneyError, DataError, IntegrityError)


@transaction.atomic
def take_row(*, run: IntakeRun, row: Row, by: User) -> tuple[str, str]:
    """Outcome and words: added, or known from before; raises one of REFUSALS, and nothing of the row is kept."""
    if row.error:
        raise IntakeError(row.error)
    known = IntakeKey.objects.filter(kind=run.kind, key=row.key).first()
    if known is not None:
        if known.content != row.content:
            raise IntakeError(f"The key {row.key} was brought in before with other content, as {known.made}.")
        return "known", f"{known.made}, brought in before"
    made = {Kind.CLIENTS: _client, Kind.INVESTMENTS: _investment, Kind.MOVEMENTS: _movement}[Kind(run.kind)](row, by)
    IntakeKey.objects.create(kind=run.kind, key=row.key, content=row.content, made=made[:80], run=run)
    return "added", made


def words_of(error: Exception) -> str:
    """The database's own words are not for people."""
    if isinstance(error, DataError):
        return "A cell is longer than what it is kept in."
    return "It contradicts what is here already." if isinstance(error, IntegrityError) else str(error)


def _client(row: Row, by: User) -> str:
    values = row.values
    twin = Client.objects.filter(name__iexact=values["name"], email__iexact=values["email"]).first()
    if twin is not None:
        raise IntakeError(f"There is a client of this name and address already: {twin.number}.")
    return open_client(by=by, **values).number


def _investment(row: Row, by: User) -> str:
    values = dict(row.values)
    product = Product.objects.filter(code=values.pop("product")).first()
    if product is None:
        raise IntakeError(f"There is no fund {row.values['product']}.")
    client = _by_number_or_key(Client, Kind.CLIENTS, values.pop("client"))
    return open_investment(client=client, product=product, by=by, **values).number


def _movement(row: Row, by: User) -> str:
    values = row.values
    match values["what"]:
        case "funding":
            investment = _by_number_or_key(Investment, Kind.INVESTMENTS, values["investment"])
            fund_investment(
                investment=investment,
                received_on=values["on"],
                bank_reference=values["reference"],
                amount=values["amount"],
                by=by,
            )
        case "interest_payment":
            pay_interest(payout=_payout(values), bank_reference=values["reference"], paid_on=values["on"], by=by)
        case "cost":
            book_operating_cost(
                reference=values["reference"],
                text=values["text"],
                amount=values["amount"],
                incurred_on=values["on"],
                by=by,
            )
        case _:
            _balance(values, by)
    return f"{values['what'].replace('_', ' ')} {values['reference']}"


def _payout(values: dict[str, Any]) -> InterestPayout:
    investment = _by_number_or_key(Investment, Kind.INVESTMENTS, values["investment"])
    payout = InterestPayout.objects.filter(investment=investment, due_on=values["due"]).first()
    if payout is None:
        raise IntakeError(f"No interest of {investment.number} fell due on {values['due']:%-d %b %Y}.")
    if payout.amount != values["amount"]:
        raise IntakeError(f"The interest that fell due is {payout.amount}, not {values['amount']}.")
    return payout


def _balance(values: dict[str, Any], by: User) -> None:
    """A bank balance taken over from the books before: against the equity the firm began with."""
    amount: Money = values["amount"]
    currency = amount.currency
    if values["on"] > clock.today():
        raise IntakeError("A balance is taken over when it stands, not before.")
    bank = open_account(code=f"Assets:Bank:{currency}", kind="asset", currency=currency, label="The firm's bank")
    equity = open_account(
        code=f"Equity:TakenOver:{currency}", kind="equity", currency=currency, label="Balances taken over"
    )
    draft = Draft(
        key=f"taken-over:{values['reference']}",
        kind="balance_taken_over",
        text=values["text"],
        booked_on=clock.today(),
        value_on=values["on"],
        legs=(Leg(bank, amount), Leg(equity, -amount)),
    )
    post_entry(draft, by=by)


def _by_number_or_key(model: type[Any], kind: Kind, given: str) -> Any:
    found = model.objects.filter(number=given).first()
    if found is None:
        key = IntakeKey.objects.filter(kind=kind.value, key=given).first()
        found = model.objects.filter(number=key.made).first() if key else None
    if found is None:
        raise IntakeError(f"There is no {model._meta.verbose_name} {given}.")
    return found
