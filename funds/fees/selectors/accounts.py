"""The ledger accounts that fees use, opened where they are not yet."""

from accounts.ledger.api import open_account
from funds.fees.domain.fee_terms import FeeKind
from funds.models import Investment


def income_account(kind: FeeKind, investment: Investment) -> int:
    product, currency = investment.terms.product.code, investment.currency
    return open_account(
        code=f"Income:Fees:{kind.account_word}:{product}:{currency}",
        kind="income",
        currency=currency,
        label=f"{kind.label}s of {product}",
    )


def bill_account(investment: Investment) -> int:
    """What the client has been billed and has not paid."""
    client = investment.client
    return open_account(
        code=f"Assets:Receivable:Fees:C{client.number}:{investment.number}",
        kind="asset",
        currency=investment.currency,
        label=f"{client.name}, {investment.number}: fees billed",
    )
