"""How the API writes money that brokers told: a bare column, in the currency of the account that it is of.

What is booked is whole in minor units; a valuation, like a position's floating result, may be finer and is rounded.
"""

from typing import Any

from accounts.gateway.rest.fields import MoneyField
from fidus.lib.money import Money
from trading.models import BrokerAccount


class InItsCurrency(MoneyField):
    """A column of an account, or of what hangs on one by `account`; null where the broker did not say it."""

    def get_attribute(self, row: Any) -> Money | None:
        amount = super().get_attribute(row)
        account = row if isinstance(row, BrokerAccount) else row.account
        return None if amount is None or account is None else Money.rounded(amount, account.currency)
