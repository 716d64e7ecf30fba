"""What people fill in about strategies and their doors."""

from typing import Any

from django import forms

from accounts.models import User
from trading.signals.domain.doors import TRADINGVIEW
from trading.signals.mail_standing import is_set_up, standing
from trading.signals.models import Door, Strategy
from trading.signals.models.strategy import LONGEST_VALID, AssetChoice
from trading.signals.services.send_sample import samples


class ModeForm(forms.Form):
    mode = forms.ChoiceField(label="What becomes of its signals", choices=Strategy.Mode, initial=Strategy.Mode.APPROVAL)


class TryForm(forms.Form):
    """One of the samples as it is, or words of one's own."""

    sample = forms.ChoiceField(required=False)
    message = forms.CharField(
        label="Or your own words", max_length=60_000, strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 6}), help_text="BUY EURUSD SL 1.07 TP 1.10, or JSON (docs/signals.md).",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, f"{name}: {' '.join(text.split())[:70]}") for name, text in samples().items()]
        self.fields["sample"].choices = [("", "None"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        own, chosen = data.get("message", ""), data.get("sample", "")
        if bool(own.strip()) == bool(chosen):
            raise forms.ValidationError("Choose a sample, or write words of your own.")
        return {"message": own if own.strip() else samples()[chosen]}


class RegisterStrategyForm(forms.Form):
    code = forms.CharField(max_length=20, help_text="Like TREND-1; it stays for ever.")
    name = forms.CharField(max_length=80)
    developer = forms.ModelChoiceField(User.objects.none(), help_text="Strategy developers.")
    environment = forms.ChoiceField(
        choices=Strategy.Environment, help_text="For ever: what goes into production is registered anew."
    )
    asset = forms.ChoiceField(
        label="Kind of instrument", choices=AssetChoice, help_text="What its symbols are where a message does not say."
    )
    mode = forms.ChoiceField(label="What becomes of its signals", choices=Strategy.Mode, initial=Strategy.Mode.APPROVAL)
    valid_for = forms.IntegerField(
        label="Seconds a signal is good for", min_value=1, max_value=LONGEST_VALID, initial=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        developers = User.objects.filter(is_active=True, groups__name="strategy_developer")
        self.fields["developer"].queryset = developers.order_by("email")  # type: ignore[attr-defined]


class OpenDoorForm(forms.Form):
    kind = forms.ChoiceField(label="Way in")
    label = forms.CharField(max_length=80, required=False, help_text="What sends there.")
    tradingview = forms.BooleanField(
        label="Only from TradingView's own addresses", required=False, help_text="For a webhook."
    )
    allowed = forms.CharField(
        label="Only from", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: networks like 192.0.2.0/24, for a webhook; addresses that may write, for e-mail.",
    )  # fmt: skip
    calls_a_minute = forms.IntegerField(label="Messages a minute", min_value=1, max_value=60_000, initial=120)
    names = forms.CharField(
        label="Fields of their JSON", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, ours = theirs: symbol = data.ticker. Usual names need not be said.",
    )  # fmt: skip
    actions = forms.CharField(
        label="Words of their actions", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, theirs = ours: go = buy.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where nobody reads a mailbox, nobody is offered an address for it.
        kinds = [kind for kind in Door.Kind if kind != Door.Kind.MAIL or is_set_up()]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if not is_set_up():
            self.fields["kind"].help_text = standing()

    def clean_names(self) -> dict[str, str]:
        return _pairs(self.cleaned_data["names"])

    def clean_actions(self) -> dict[str, str]:
        return _pairs(self.cleaned_data["actions"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        allowed = data.get("allowed", "").split()
        data["allowed"] = [*allowed, *(TRADINGVIEW if data.pop("tradingview", False) else ())]
        return data


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not name or not value:
            raise forms.ValidationError(f"Write each line as one = other: {line[:60]}")
        found[name] = value
    return found
