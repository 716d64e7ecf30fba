"""What staff fill in at the bank's side; each form answers with the arguments of its service."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from funds.bank.domain.csv_mapping import DATE_FORMATS, CsvMapping
from funds.bank.models import BankAccount, BankTransaction, BookingKind
from funds.bank.services.receive_file import LARGEST
from funds.models import InterestPayout, Investment

_DELIMITERS = [(";", "Semicolon ;"), (",", "Comma ,"), ("\t", "Tabulator"), ("|", "Bar |")]
_DECIMALS = [(".", "1234.56"), (",", "1234,56")]
_THOUSANDS = [("", "none"), (",", "1,234"), (".", "1.234"), ("'", "1'234"), (" ", "1 234")]
_SPELLED = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "Mon"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The bank's file", help_text="CAMT.053, 052 or 054, MT940 or MT942, or CSV. At most 20 MB."
    )
    account = forms.ModelChoiceField(
        BankAccount.objects.all(),
        required=False,
        empty_label="The one named in the file",
        help_text="A CSV does not say which account it is of: choose it.",
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is larger than 20 MB; ask the bank for shorter periods.")
        return file


class OpenBankAccountForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="As people of the firm call it.")
    bank = forms.CharField(max_length=120, required=False)
    identifier = forms.CharField(max_length=50, label="IBAN or number", help_text="As the bank's files write it.")
    currency = forms.ChoiceField(choices=[(code, code) for code in sorted(MINOR_UNITS)], initial="USD")


class SpellingForm(forms.Form):
    spelling = forms.CharField(max_length=50, help_text="The number as a file of the bank writes it.")


class MappingForm(forms.Form):
    """Columns are offered from the file's own headings."""

    delimiter = forms.ChoiceField(choices=_DELIMITERS, label="Between cells")
    skip = forms.IntegerField(min_value=0, max_value=200, label="Rows above the headings")
    date_format = forms.ChoiceField(choices=[], label="Dates")
    decimal = forms.ChoiceField(choices=_DECIMALS, label="Decimal sign")
    thousands = forms.ChoiceField(choices=_THOUSANDS, required=False, label="Between thousands")
    booked_on = forms.ChoiceField(label="Booking date")
    value_on = forms.ChoiceField(required=False, label="Value date")
    amount = forms.ChoiceField(required=False, label="Amount, with its sign")
    debit = forms.ChoiceField(required=False, label="Money out")
    credit = forms.ChoiceField(required=False, label="Money in")
    side = forms.ChoiceField(required=False, label="Says debit or credit")
    negated = forms.BooleanField(required=False, label="Money in has the minus")
    currency = forms.ChoiceField(required=False)
    counterparty = forms.ChoiceField(required=False)
    counterparty_account = forms.ChoiceField(required=False)
    text = forms.MultipleChoiceField(required=False, label="Text")
    reference = forms.ChoiceField(required=False, label="The bank's reference")
    balance = forms.ChoiceField(required=False, label="Balance after it")

    def __init__(self, *args: Any, headings: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(name, name) for name in headings if name]
        spelled = []
        for form in DATE_FORMATS:
            words = form
            for sign, word in _SPELLED.items():
                words = words.replace(sign, word)
            spelled.append((form, words))
        self.fields["date_format"].choices = spelled
        for name in CsvMapping.__dataclass_fields__:
            if name in {"delimiter", "skip", "date_format", "decimal", "thousands", "negated"}:
                continue
            self.fields[name].choices = columns if name == "text" else [("", "none"), *columns]

    def clean(self) -> dict[str, Any]:
        for problem in self.mapping().problems():
            self.add_error(None, problem)
        return self.cleaned_data

    def mapping(self) -> CsvMapping:
        given = {name: self.cleaned_data.get(name) for name in CsvMapping.__dataclass_fields__}
        return CsvMapping.from_json({name: "" if value is None else value for name, value in given.items()})


class AsOfForm(forms.Form):
    as_of = forms.DateField(required=False, label="As of", widget=forms.DateInput(attrs={"type": "date"}))

    def day(self) -> Any:
        given = self.cleaned_data.get("as_of") if self.is_valid() else None
        return min(given, clock.today()) if given else clock.today()


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class FundingForm(forms.Form):
    investment = forms.ModelChoiceField(Investment.objects.none())

    def __init__(self, *args: Any, transaction: BankTransaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Investment.objects.filter(state=Investment.State.OPEN.value, currency=transaction.account.currency)
        self.fields["investment"].queryset = found.select_related("client")
        self.fields["investment"].label_from_instance = lambda one: f"{one.number}, {one.client.name}, {one.principal}"


class PayoutForm(forms.Form):
    payout = forms.ModelChoiceField(InterestPayout.objects.none(), label="Approved payment")

    def __init__(self, *args: Any, transaction: BankTransaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = InterestPayout.objects.filter(
            state=InterestPayout.State.APPROVED.value,
            currency=transaction.account.currency,
            amount_minor=-transaction.amount_minor,
        )
        self.fields["payout"].queryset = found.select_related("investment__client")


class CostForm(forms.Form):
    text = forms.CharField(max_length=200, label="For what")


class ProposeForm(forms.Form):
    kind = forms.ChoiceField(choices=BookingKind.choices, label="What it is")
    text = forms.CharField(max_length=200, label="In words")
    other_account = forms.ModelChoiceField(
        BankAccount.objects.none(), required=False, help_text="Of a transfer between the firm's own accounts."
    )

    def __init__(self, *args: Any, transaction: BankTransaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = BankAccount.objects.filter(currency=transaction.account.currency).exclude(pk=transaction.account_id)
        self.fields["other_account"].queryset = others
