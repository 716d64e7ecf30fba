"""What staff fill in about rebates; each form answers with the arguments of its service."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from fidus.lib import clock
from fidus.lib.money import Money, MoneyError
from funds.forms import CURRENCIES, AmountField, DayField
from funds.rebates.domain.counting import IN_WORDS, Counting
from funds.rebates.models import RebateInvoice
from trading.models import BrokerAccount

COUNTINGS = [(one.value, words) for one, words in IN_WORDS.items()]


class TermsForm(forms.Form):
    valid_from = DayField(label="From", help_text="Deals of this server day and later.")
    rate = forms.DecimalField(
        max_digits=12, decimal_places=4, min_value=Decimal("0.0001"), label="Rate for one lot",
        help_text="In the agreement's currency.",
    )  # fmt: skip
    counting = forms.ChoiceField(choices=COUNTINGS, label="A lot counts")
    minimum = forms.IntegerField(
        min_value=0, max_value=30 * 86400, initial=0, label="Held at least, seconds",
        help_text="A position held for less earns nothing.",
    )  # fmt: skip

    def clean_counting(self) -> Counting:
        return Counting(self.cleaned_data["counting"])

    def clean_minimum(self) -> timedelta:
        return timedelta(seconds=self.cleaned_data["minimum"])


class AgreementForm(TermsForm):
    broker = forms.ChoiceField()
    account = forms.ModelChoiceField(BrokerAccount.objects.none(), required=False, empty_label="All of the broker's")
    pattern = forms.CharField(
        max_length=41,
        label="Symbols",
        initial="*",
        help_text="A symbol, its beginning with a star (XAU*), or * for all.",
    )
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD")
    field_order = ("broker", "account", "pattern", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brokers = BrokerAccount.objects.order_by("broker").values_list("broker", flat=True).distinct()
        self.fields["broker"].choices = [(broker, broker) for broker in brokers]
        self.fields["account"].queryset = BrokerAccount.objects.all()


class EndForm(forms.Form):
    ended_on = DayField(label="First day without it", initial=clock.today)
    reason = forms.CharField(max_length=500)


class CountForm(forms.Form):
    first_on = DayField(required=False, label="Deals from", help_text="Empty: all that were not counted before.")
    as_of = DayField(label="to", initial=clock.today)


class IssueForm(forms.Form):
    of = forms.ChoiceField(label="Broker and currency")
    until = DayField(required=False, label="Deals of months up to", help_text="Empty: all that is accrued.")

    def __init__(self, *args: Any, waiting: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [(f"{currency} {broker}", f"{broker}, {currency}") for broker, currency in waiting]


class ReceiveForm(forms.Form):
    amount = AmountField(label="Amount received")
    received_on = DayField(label="Value date", initial=clock.today)
    bank_reference = forms.CharField(max_length=80, label="The bank's reference", help_text="It is booked once.")

    def __init__(self, *args: Any, invoice: RebateInvoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = invoice.currency
        self.fields["amount"].label = f"Amount received, {invoice.currency}"
        self.fields["amount"].initial = invoice.open.amount

    def clean_amount(self) -> Money:
        try:
            return Money(self.cleaned_data["amount"], self.currency)
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500)


class PeriodForm(forms.Form):
    """Any from-to; anything left out or wrong falls back to this month."""

    start = DayField(required=False, label="Deals from")
    end = DayField(required=False, label="to")

    def period(self) -> tuple[date, date]:
        self.is_valid()
        today = clock.today()
        start = self.cleaned_data.get("start") or today.replace(day=1)
        end = self.cleaned_data.get("end") or today
        return (start, end) if start <= end else (end, start)
