"""Open an investment: terms frozen, ledger accounts opened, ready for its money."""

from decimal import Decimal

from django.db import transaction

from accounts.ledger.api import AccountSpec, open_accounts
from accounts.models import Client, User
from accounts.trail.api import record
from compliance.gates import may_invest
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.investment_states import Action
from funds.errors import MayNotInvest
from funds.events import InvestmentOpened
from funds.models import InterestMode, Investment, Product
from funds.services.draft_investment import draft_investment
from funds.services.move_investment import move_investment


@transaction.atomic
def open_investment(
    *,
    client: Client,
    product: Product,
    principal: Money,
    interest_mode: str = InterestMode.KEEP,
    custom_rate: Decimal | None = None,
    tops_up: Investment | None = None,
    by: User | None,
) -> Investment:
    """A new investment, or a tranche of one, that waits for its money; raises as draft_investment, and MayNotInvest."""
    investment = draft_investment(
        client=client,
        product=product,
        principal=principal,
        interest_mode=interest_mode,
        custom_rate=custom_rate,
        tops_up=tops_up,
        by=by,
    )
    return open_draft(investment=investment, by=by)


@transaction.atomic
def open_draft(*, investment: Investment, by: User | None) -> Investment:
    """The draft, opened under its terms; raises MayNotInvest, IllegalState."""
    verdict = may_invest(investment.client)
    if not verdict.allowed:
        raise MayNotInvest(verdict.reasons)
    root = f"Liabilities:Clients:C{investment.client.number}:{investment.number}"
    kinds = ("Principal", "Interest", "PaidOut")
    labels = (
        f"{investment.client.name}, {investment.number}: {kind}" for kind in ("principal", "interest", "paid out")
    )
    principal, interest, paid = open_accounts(
        [
            AccountSpec(f"{root}:{kind}", "liability", investment.currency, label)
            for kind, label in zip(kinds, labels, strict=True)
        ]
    )
    move_investment(
        investment,
        Action.OPEN,
        opened_on=clock.today(),
        opened_by=by,
        principal_account=principal,
        interest_account=interest,
        paid_account=paid,
    )
    terms = investment.terms
    event = InvestmentOpened(
        investment.number, investment.client_id, terms.product.code, terms.version, investment.principal
    )
    record(event, by=by)
    return investment
