"""What staff fill in about funds; each form answers with the arguments of its service."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Client
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS, Money, MoneyError
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.windows import WindowRule
from funds.models import InterestMode, Investment, Product
from trading.models import BrokerAccount

CURRENCIES = [(code, code) for code in MINOR_UNITS]


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AmountField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=3, min_value=Decimal("0.001"), **kwargs)


class PerCentField(forms.DecimalField):
    """Written as 2.5, answered as 0.025."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=4, min_value=Decimal("0.0001"), max_value=100, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        return None if written is None else written / 100


class _MoneyForm(forms.Form):
    """A form with `amount`, turned into money of `currency`, which is a field or given."""

    currency_given = ""

    def clean_money(self, field: str, cleaned: dict[str, Any]) -> Money | None:
        amount, currency = cleaned.get(field), self.currency_given or cleaned.get("currency")
        if amount is None or not currency:
            return None
        try:
            return Money(amount, currency)
        except MoneyError as error:
            self.add_error(field, str(error))
            return None


class OpenInvestmentForm(_MoneyForm):
    client = forms.ModelChoiceField(Client.objects.all())
    product = forms.ModelChoiceField(Product.objects.all(), label="Fund")
    principal = AmountField()
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD")
    interest_mode = forms.ChoiceField(choices=InterestMode.choices, label="Interest", initial=InterestMode.PAY_OUT)
    custom_rate = PerCentField(
        required=False, label="Agreed rate, % a month", help_text="Only in a fund by invitation."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data, "principal": self.clean_money("principal", self.cleaned_data)}
        cleaned.pop("currency", None)
        return cleaned


class TopUpForm(_MoneyForm):
    """More money for an investment: fund, client and currency are those of the first tranche."""

    principal = AmountField()
    interest_mode = forms.ChoiceField(choices=InterestMode.choices, label="Interest")

    def __init__(self, *args: Any, investment: Investment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency_given = investment.currency
        self.fields["principal"].label = f"Amount, {investment.currency}"
        self.fields["interest_mode"].initial = investment.interest_mode

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "principal": self.clean_money("principal", self.cleaned_data)}


class FundForm(_MoneyForm):
    amount = AmountField(help_text="What came in becomes the principal.")
    received_on = DayField(label="Value date", help_text="Incubation is counted from it.")
    bank_reference = forms.CharField(
        max_length=80, label="The bank's reference", help_text="One reference is booked once, whoever tries again."
    )

    def __init__(self, *args: Any, investment: Investment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency_given = investment.currency
        self.fields["amount"].label = f"Amount received, {investment.currency}"
        self.fields["amount"].initial = investment.principal.amount
        self.fields["received_on"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "amount": self.clean_money("amount", self.cleaned_data)}


class CancelForm(forms.Form):
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MapAccountForm(forms.Form):
    account = forms.ModelChoiceField(BrokerAccount.objects.none())
    share = PerCentField(label="Share of its result, %", initial=100)
    from_on = DayField(label="From")

    def __init__(self, *args: Any, investment: Investment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = BrokerAccount.objects.filter(currency=investment.currency, disabled_at=None)
        self.fields["account"].queryset = accounts
        self.fields["from_on"].initial = investment.funded_on or clock.today()


class UnmapForm(forms.Form):
    until_on = DayField(label="First day without it", initial=clock.today)


class AccrueForm(forms.Form):
    as_of = DayField(initial=clock.today, help_text="Nights that were missed before it are made up for.")


class PayForm(forms.Form):
    bank_reference = forms.CharField(max_length=80, label="The bank's reference, or the transaction's hash")
    paid_on = DayField(label="Value date", initial=clock.today)


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FailForm(ReasonForm):
    failed_on = DayField(
        label="Back with us on",
        initial=clock.today,
        help_text="The day the bank sent it back; today where it never left.",
    )
    field_order = ("failed_on",)


class OperatingCostForm(_MoneyForm):
    reference = forms.CharField(max_length=80, help_text="The bank's reference or the invoice's number; booked once.")
    text = forms.CharField(max_length=200, label="For what")
    amount = AmountField()
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD")
    incurred_on = DayField(label="Value date", initial=clock.today)

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data, "amount": self.clean_money("amount", self.cleaned_data)}
        cleaned.pop("currency", None)
        return cleaned


class TermsForm(_MoneyForm):
    valid_from = DayField(help_text="Investments opened from this day on get these terms; earlier ones keep theirs.")
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD")
    monthly_rate = PerCentField(required=False, label="Rate, % a month", help_text="Empty: as agreed with each client.")
    minimum = AmountField(label="Smallest principal")
    incubation_months = forms.IntegerField(min_value=0, max_value=24, initial=2)
    day_count = forms.ChoiceField(choices=[(count.value, count.value) for count in DayCount])
    throughout = forms.BooleanField(required=False, label="The day count runs through full months too")
    window_rule = forms.ChoiceField(choices=[(rule.value, rule.value) for rule in WindowRule], label="Windows")
    notice_business_days = forms.IntegerField(min_value=0, max_value=250, initial=10)
    calendar = forms.ChoiceField(choices=[(days.value, days.value) for days in Calendar])
    pay_out_allowed = forms.BooleanField(required=False, initial=True, label="Interest may be paid out")
    keep_allowed = forms.BooleanField(required=False, initial=True, label="Interest may be kept")
    term_months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=600,
        label="Term, months",
        help_text="Counted from the end of incubation; all is paid back at its end. Empty: no end is agreed.",
    )
    maturity_allowed = forms.BooleanField(required=False, label="Interest may be paid at the end of the term")

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data, "minimum": self.clean_money("minimum", self.cleaned_data)}
        cleaned.pop("currency", None)
        for name, kind in (("day_count", DayCount), ("window_rule", WindowRule), ("calendar", Calendar)):
            if name in cleaned:
                cleaned[name] = kind(cleaned[name])
        return cleaned
