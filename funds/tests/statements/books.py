"""The invented clients of samples.py, in the ledger: real accounts, real entries, real seals."""

from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.ledger import api as ledger
from accounts.models import Client, ClientMembership, User
from accounts.services.open_client import open_client
from fidus.lib.money import Money
from funds.models import Accrual, Investment, Product, TermsVersion
from funds.statements.tests import samples

THIRD_OF_NOVEMBER = datetime(2026, 11, 3, 9, tzinfo=UTC)
ADDRESS = "14 Analytical Gardens\nFlat 3\nLondon SW1Y 0ZZ\nUnited Kingdom"


def client_with(facts, name="Ada Example") -> Client:
    client = open_client(kind="person", name=name, address=ADDRESS, by=None)
    for one in facts:
        _invest(client, one)
    ledger.seal()
    return client


def ada() -> Client:
    return client_with(samples.ada())


def small(name: str) -> Client:
    """One investment of a few weeks: quick to state."""
    return client_with([samples.investment(_next_number(), "CORE", "1000.00", date(2026, 8, 20))], name)


def user(email: str, client: Client | None = None, **fields) -> User:
    made = User.objects.create_user(email, "correct horse battery", **fields)
    if client:
        ClientMembership.objects.create(client=client, user=made, since=THIRD_OF_NOVEMBER)
    return made


def post(investment: Investment, value_on: date, amount: str, text: str, *, account: str = "interest_account") -> None:
    """A further entry on an account of the investment; `amount` as the client sees it."""
    money = Money(Decimal(amount), investment.currency)
    legs = [ledger.Leg(getattr(investment, account), -money), ledger.Leg(_bank(investment.currency), money)]
    key = f"test:{investment.number}:{value_on}:{text}"
    ledger.post_entry(ledger.Draft(key, "correction", text, date(2026, 11, 4), value_on, legs), by=None)
    ledger.seal()


def _next_number() -> str:
    return f"INV-{Investment.objects.count() + 5000:04}"


def _bank(currency: str) -> int:
    return ledger.open_account(code=f"Assets:Bank:{currency}", kind="asset", currency=currency)


def _invest(client: Client, one) -> Investment:
    accounts = [
        ledger.open_account(code=f"Liabilities:Clients:C{client.number}:{one.number}:{part}", kind="liability",
                            currency=one.currency)
        for part in ("Principal", "Interest", "PaidOut")
    ]  # fmt: skip
    principal = one.lines[0].amount
    investment = Investment.objects.create(
        number=one.number,
        client=client,
        terms=_terms(one),
        currency=one.currency,
        principal_minor=Money(principal, one.currency).minor,
        interest_mode="pay_out" if one.agreed.pays_out else "keep",
        state="active" if one.earns_from < samples.END else "incubating",
        opened_on=one.started_on,
        funded_on=one.started_on,
        earns_from=one.earns_from,
        bank_reference=f"REF-{one.number}",
        principal_account=accounts[0],
        interest_account=accounts[1],
        paid_account=accounts[2],
    )
    if one.earns_from < samples.END:
        Accrual.objects.create(investment=investment, accrued_through=samples.END)
    bank = _bank(one.currency)
    drafts = []
    for place, line in enumerate(one.lines):
        account = accounts[0] if line.principal else accounts[1] if line.interest else accounts[2]
        money = Money(line.amount, one.currency)
        legs = [ledger.Leg(account, -money), ledger.Leg(bank, money)]
        kind = "funding" if line.principal else "accrual" if line.interest else "payout"
        drafts.append(ledger.Draft(f"{one.number}:{place}", kind, line.text, line.booked_on, line.value_on, legs))
    ledger.post_entries(drafts, by=None)
    return investment


def _terms(one) -> TermsVersion:
    agreed = one.agreed
    expense = ledger.open_account(
        code=f"Expenses:Interest:{one.product}:{one.currency}", kind="expense", currency=one.currency
    )
    product, _ = Product.objects.get_or_create(code=one.product, defaults={"name": one.product.capitalize()})
    wanted = {
        "product": product,
        "currency": one.currency,
        "monthly_rate": agreed.monthly_rate,
        "day_count": agreed.day_count.value,
        "throughout": agreed.throughout,
    }
    found = TermsVersion.objects.filter(**wanted).first()
    return found or TermsVersion.objects.create(
        **wanted,
        version=agreed.version + product.terms_versions.count(),
        valid_from=agreed.since,
        window_rule=agreed.window_rule.value,
        notice_business_days=agreed.notice_days,
        calendar=agreed.business_days.value,
        minimum_minor=100,
        expense_account=expense,
        published_at=THIRD_OF_NOVEMBER,
    )
