"""Forms of gateways and connections: their fields come from what each platform says it needs."""

from typing import Any

from django import forms

from trading.connections.description import Adapter, Field, Of
from trading.connections.domain.account_file import LARGEST
from trading.connections.models import BrokerGateway
from trading.models import BrokerAccount


class GivenForm(forms.Form):
    """What a platform asks; `initial` brings its `adapter`, and `options` and `secrets` come out cleaned.

    A secret is never filled in again, neither what is held nor what was typed a moment ago.
    """

    of = Of.ACCOUNT
    asks_options = True
    asks_secrets = True
    secrets_needed = True

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.adapter: Adapter = initial["adapter"]
        held = initial.get("options", {})
        for field in self._asked(secret=False) if self.asks_options else ():
            self.fields[field.name] = _option(field)
            self.initial[field.name] = held.get(field.name, "")
        for field in self._asked(secret=True) if self.asks_secrets else ():
            self.fields[field.name] = _secret(field, needed=self.secrets_needed and field.needed)

    def _asked(self, *, secret: bool) -> list[Field]:
        return [field for field in self.adapter.fields_of(self.of, secret=secret) if field.by_hand]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for secret, name in ((False, "options"), (True, "secrets")):
            asked = self._asked(secret=secret) if (self.asks_secrets if secret else self.asks_options) else []
            data[name] = {field.name: data.get(field.name, "") for field in asked}
            if not asked or (secret and not self.secrets_needed and not any(data[name].values())):
                continue
            for field, words in self.adapter.faults(self.of, data[name], secret=secret).items():
                if field not in self.errors:
                    self.add_error(field, words)
        return data


def _option(field: Field) -> forms.Field:
    given: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.needed}
    if field.choices:
        return forms.ChoiceField(choices=[("", "–"), *((one, one) for one in field.choices)], **given)
    return forms.CharField(max_length=field.longest, **given)


def _secret(field: Field, *, needed: bool) -> forms.Field:
    typed = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    # Spaces around it are told, not taken away without a word.
    return forms.CharField(
        label=field.label, help_text=field.help, required=needed, max_length=field.longest, widget=typed, strip=False
    )


class AddGatewayForm(GivenForm):
    of = Of.GATEWAY
    name = forms.CharField(max_length=80, help_text="As people call it, like Bridge London.")
    address = forms.CharField(max_length=300, required=False)
    at_once = forms.IntegerField(min_value=1, max_value=256, label="Visits at a time")

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["address"].required = self.adapter.address_needed
        self.fields["address"].help_text = self.adapter.address_help
        self.initial.setdefault("at_once", self.adapter.at_once)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and (fault := self.adapter.address_fault(address)):
            raise forms.ValidationError(fault)
        return address


class ChangeGatewayForm(GivenForm):
    of, asks_secrets = Of.GATEWAY, False
    name = forms.CharField(max_length=80)
    at_once = forms.IntegerField(min_value=1, max_value=256, label="Visits at a time")


class GatewaySecretsForm(GivenForm):
    of, asks_options = Of.GATEWAY, False


class AddressForm(forms.Form):
    address = forms.CharField(max_length=300, label="New address")

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.adapter: Adapter = initial["adapter"]
        self.fields["address"].help_text = self.adapter.address_help

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if fault := self.adapter.address_fault(address):
            raise forms.ValidationError(fault)
        return address


class SeenAddressForm(forms.Form):
    """What was on the page when somebody said yes to it."""

    address = forms.CharField(widget=forms.HiddenInput)


class ConnectForm(GivenForm):
    gateway = forms.ModelChoiceField(BrokerGateway.objects.none(), required=False, empty_label=None)

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        if not self.adapter.through_gateway:
            del self.fields["gateway"]
            return
        open_ones = BrokerGateway.objects.filter(platform=self.adapter.platform, disabled_at=None)
        self.fields["gateway"].queryset = open_ones
        self.fields["gateway"].label = self.adapter.gateway_word
        self.fields["gateway"].required = True


class ChangeConnectionForm(ConnectForm):
    """Secrets are wanted only for another gateway; left empty, those that are held stay."""

    secrets_needed = False


class SecretsForm(GivenForm):
    asks_options = False


class ChooseAccountForm(forms.Form):
    account = forms.ModelChoiceField(BrokerAccount.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BrokerAccount.objects.filter(connection=None, disabled_at=None)


class AccountFileForm(forms.Form):
    file = forms.FileField(
        label="Accounts",
        help_text="CSV in UTF-8, a line an account, at most 1 MB. It is read and forgotten.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is larger than 1 MB; bring the accounts in parts.")
        return file
