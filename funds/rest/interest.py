"""An investment's interest and what comes next, as the API shows them."""

from dataclasses import dataclass
from datetime import date

from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.records import Figures
from funds.models import Investment
from funds.selectors.interest import InterestLine, interest_table
from funds.selectors.schedule import Coming

# An approved payment and one that waits for approval are the same to a client.
RUNNING, CREDITED, ON_ITS_WAY, PAID_OUT = "running", "credited", "on_its_way", "paid_out"


@dataclass(frozen=True)
class InterestRow:
    """An interest month and what became of it."""

    line: InterestLine
    state: str


class InterestFigures(Figures):
    """One month's interest."""

    number = serializers.IntegerField(source="line.month.number")
    start = serializers.DateField(source="line.month.start")
    end = serializers.DateField(source="line.month.end")
    days = serializers.IntegerField(source="line.month.days")
    interest = MoneyField(source="line.month.interest")
    cumulative = MoneyField(source="line.month.cumulative")
    state = serializers.ChoiceField([RUNNING, CREDITED, ON_ITS_WAY, PAID_OUT])


class ComingField(serializers.ChoiceField):
    """What comes, in one word."""

    def __init__(self) -> None:
        super().__init__([kind.name.lower() for kind in Coming])

    def to_representation(self, value: Coming) -> str:
        return value.name.lower()


class ComingFigures(Figures):
    """Something that comes on a day."""

    on = serializers.DateField()
    kind = ComingField()
    amount = MoneyField(allow_null=True)


def interest_rows(investment: Investment, as_of: date) -> list[InterestRow]:
    """Every interest month begun by `as_of`, oldest first."""
    return [InterestRow(line, _became(line)) for line in interest_table(investment, as_of)]


def _became(line: InterestLine) -> str:
    if not line.month.complete:
        return RUNNING
    if line.payout is None:
        return CREDITED
    return PAID_OUT if line.payout.state == "paid" else ON_ITS_WAY
