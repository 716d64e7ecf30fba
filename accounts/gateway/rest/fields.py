"""How the API writes and reads what JSON has no type for."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from fidus.lib.money import MINOR_UNITS, Money, MoneyError

_MONEY_SCHEMA = {
    "type": "object",
    "required": ["amount", "currency"],
    "additionalProperties": False,
    "properties": {
        "amount": {"type": "string", "pattern": r"^-?\d{1,15}(\.\d{1,3})?$", "example": "1250.00"},
        "currency": {"type": "string", "enum": sorted(MINOR_UNITS)},
    },
}
# Far beyond any sum the firm will hold, and inside what the ledger's bigint can.
_MOST = Decimal(10) ** 15


@extend_schema_field(_MONEY_SCHEMA)
class MoneyField(serializers.Field):
    """`{"amount": "1250.00", "currency": "USD"}`: the amount is text, so that no program reads it as a float."""

    default_error_messages = {
        "shape": 'Money is {{"amount": "1250.00", "currency": "USD"}} with the amount as text.',
        "amount": "This is not an amount of money: {reason}",
        "positive": "The amount must be more than nothing.",
    }

    def __init__(self, *, positive: bool = True, **kwargs: Any) -> None:
        self.positive = positive
        super().__init__(**kwargs)

    def to_representation(self, value: Money) -> dict[str, str]:
        return {"amount": f"{value.amount:f}", "currency": value.currency}

    def to_internal_value(self, data: Any) -> Money:
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            self.fail("shape")
        amount, currency = data["amount"], data["currency"]
        if not isinstance(amount, str) or not isinstance(currency, str):
            self.fail("shape")
        try:
            if not amount.isascii() or len(amount) > 20 or abs(Decimal(amount)) >= _MOST:
                raise MoneyError("it is too large or not written in digits")
            money = Money.of(amount, currency)
        except (InvalidOperation, MoneyError) as error:
            self.fail("amount", reason=str(error) if isinstance(error, MoneyError) else "write digits like 1250.00")
        if self.positive and money.amount <= 0:
            self.fail("positive")
        return money


class Known(serializers.SlugRelatedField):
    """Something there is, named by its number or code; others are refused at this field."""

    default_error_messages = {"does_not_exist": "There is none that is called this.", "invalid": "Write its name."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, str | int) or not f"{data}".isprintable():
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": r"^[1-9]\d{3}-(0[1-9]|1[0-2])$", "example": "2026-10"})
class MonthField(serializers.CharField):
    """A month as 2026-10; its value is the first day."""

    def to_internal_value(self, data: Any) -> date:
        written = super().to_internal_value(data)
        try:
            if len(written) != 7 or not written.isascii():
                raise ValueError
            return date.fromisoformat(f"{written}-01")
        except ValueError:
            raise serializers.ValidationError("Write the month as 2026-10.") from None

    def to_representation(self, value: date) -> str:
        return f"{value:%Y-%m}"


class Person(serializers.SlugRelatedField):
    """Somebody of the firm, by the e-mail they log in with; null where it was nobody, as by night."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="email", read_only=True, allow_null=True, **kwargs)
