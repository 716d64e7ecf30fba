"""What staff fill in about fees; each form answers with the arguments of its service."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Client
from fidus.lib import clock
from fidus.lib.money import Money, MoneyError
from funds.domain.day_counts import DayCount
from funds.fees.domain.fee_terms import Every, ManagementBase, TakenFrom
from funds.fees.domain.penalties import BadSteps, PenaltyStep, checked
from funds.fees.models import FeeCharge
from funds.fees.models.schedule import BASES, PERIODS, SOURCES
from funds.forms import CURRENCIES, DayField, PerCentField
from funds.models import Product

_STEP = re.compile(
    r"^(?:below\s+)?(\d{1,3}|after)\s*(?:months?)?\s*[:;,\s]\s*(\d{1,2}(?:\.\d{1,4})?)\s*%?$", re.IGNORECASE
)


class StepsField(forms.CharField):
    """One step a line, as `6: 3` for 3 % below six months held, and `after: 0.5` for what stays."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> tuple[PenaltyStep, ...]:
        steps = [self._step(line) for line in str(super().clean(value)).splitlines() if line.strip()]
        try:
            return checked(steps)
        except BadSteps as error:
            raise forms.ValidationError(str(error)) from error

    def _step(self, line: str) -> PenaltyStep:
        found = _STEP.match(line.strip())
        if found is None:
            raise forms.ValidationError(f"“{line.strip()}” is no step. Write months, a colon and per cent, as in 6: 3")
        months, per_cent = found.groups()
        below = None if months.lower() == "after" else int(months)
        return PenaltyStep(below, Decimal(per_cent) / 100)


def _rate(label: str, **options: Any) -> PerCentField:
    return PerCentField(label=label, required=False, **options)


class ScheduleForm(forms.Form):
    product = forms.ModelChoiceField(Product.objects.all(), label="Fund")
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD")
    client = forms.ModelChoiceField(
        Client.objects.all(), required=False, help_text="Empty: everybody in the fund. A client's own fees come first."
    )
    valid_from = DayField(initial=clock.today, help_text="Investments opened from this day on are under these fees.")
    applies_to_all = forms.BooleanField(
        required=False,
        label="From that day also for investments opened before",
        help_text="Otherwise they keep theirs.",
    )
    management_rate = _rate("Management fee, % a year")
    management_base = forms.ChoiceField(choices=BASES, label="Management fee on")
    day_count = forms.ChoiceField(choices=[(c.value, c.value) for c in DayCount], initial=DayCount.ACT_365F.value)
    charged_every = forms.ChoiceField(choices=PERIODS[:2], label="Management fee charged", initial=Every.QUARTER.value)
    performance_rate = _rate("Performance fee, % of gains above the high-water mark")
    hurdle_rate = _rate("Hurdle, % a year", help_text="Must be earned above the mark before a fee is due.")
    crystallised_every = forms.ChoiceField(
        choices=PERIODS[1:], label="Performance fee charged", initial=Every.QUARTER.value
    )
    taken_from = forms.ChoiceField(choices=SOURCES, label="Both taken from")
    withdrawal_flat = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=3, label="Withdrawal fee, flat"
    )
    withdrawal_rate = _rate("Withdrawal fee, % of what leaves")
    early_allowed = forms.BooleanField(required=False, label="Money may leave outside the windows")
    early_steps = StepsField(
        required=False, label="Penalty for leaving outside them",
        help_text="One step a line: “6: 3” is 3 % below six whole months held, “after: 0.5” is 0.5 % from then on.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        for name in ("management_rate", "performance_rate", "hurdle_rate", "withdrawal_rate"):
            cleaned[name] = cleaned.get(name) or Decimal(0)
        words = (
            ("management_base", ManagementBase), ("day_count", DayCount), ("charged_every", Every),
            ("crystallised_every", Every), ("taken_from", TakenFrom),
        )  # fmt: skip
        for name, kind in words:
            if name in cleaned:
                cleaned[name] = kind(cleaned[name])
        cleaned["withdrawal_flat"] = self._flat(cleaned)
        return cleaned

    def _flat(self, cleaned: dict[str, Any]) -> Money | None:
        amount, currency = cleaned.get("withdrawal_flat"), cleaned.get("currency")
        if amount is None or not currency:
            return None
        try:
            return Money(amount, currency)
        except MoneyError as error:
            self.add_error("withdrawal_flat", str(error))
            return None


def last_month_end() -> date:
    return clock.today().replace(day=1) - timedelta(days=1)


class PrepareRunForm(forms.Form):
    until = DayField(label="Fees to the end of", initial=last_month_end, help_text="The last day of a month.")
    value_on = DayField(
        label="Value date", initial=clock.today, help_text="From this day the client owes or holds less."
    )


class ReverseForm(forms.Form):
    value_on = DayField(label="Value date", initial=clock.today)
    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="It stands in the client's movements."
    )
    charge_again = forms.BooleanField(
        required=False, label="The next run charges it anew", help_text="Otherwise the client is let off this fee."
    )


class BillPaidForm(forms.Form):
    bank_reference = forms.CharField(
        max_length=80, label="The bank's reference", help_text="One reference is booked once, whoever tries again."
    )
    paid_on = DayField(label="Value date", initial=clock.today)

    def __init__(self, *args: Any, charge: FeeCharge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].help_text = f"The bill is over {charge.billed}."
