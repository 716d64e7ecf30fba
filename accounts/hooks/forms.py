"""What people fill in about their webhooks."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.text import slugify

from accounts.hooks.domain.kinds import heading_of, words_of
from accounts.hooks.domain.receivers import LONGEST, address_fault
from accounts.hooks.gates import kinds_open_to
from accounts.hooks.kinds import grouped
from accounts.hooks.models import Hook
from accounts.models import User

_PREFIX = "about_"
ENVIRONMENTS = [
    (Hook.Environment.TEST, "Test: it hears of nothing but the test messages that you send"),
    (Hook.Environment.LIVE, "Live: it hears of what happens"),
]


class KindsForm(forms.Form):
    """Which kinds of events are chosen: a group of them for each sort of record that the owner may look at."""

    def offer(self, groups: Mapping[str, Collection[str]], *, chosen: Collection[str]) -> None:
        """`groups` is heading -> the kinds below it."""
        for heading, kinds in groups.items():
            self.fields[f"{_PREFIX}{slugify(heading)}"] = forms.MultipleChoiceField(
                label=heading,
                choices=[(kind, words_of(kind)) for kind in kinds],
                required=False,
                initial=[kind for kind in kinds if kind in chosen],
                widget=forms.CheckboxSelectMultiple,
            )

    def groups(self) -> Iterator[BoundField]:
        return (field for field in self if field.name.startswith(_PREFIX))

    def rest(self) -> Iterator[BoundField]:
        return (field for field in self if not field.name.startswith(_PREFIX))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [kind for name in list(data) if name.startswith(_PREFIX) for kind in data.pop(name)]
        if not chosen and not self.errors:
            raise forms.ValidationError("Choose at least one kind of event.")
        return {**data, "kinds": chosen}


class ChangeHookForm(KindsForm):
    environment = forms.ChoiceField(choices=ENVIRONMENTS, widget=forms.RadioSelect, initial=Hook.Environment.TEST)

    def __init__(self, *args: Any, user: User, chosen: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = grouped(kinds_open_to(user))
        self.offer({heading_of(address): kinds for address, kinds in groups.items()}, chosen=chosen)


class NewHookForm(ChangeHookForm):
    label = forms.CharField(label="For what", max_length=80, help_text="The program or machine that listens there.")
    url = forms.CharField(
        label="Address",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Like https://books.example/fidus; it must be reachable from the internet.",
    )
    field_order = ("label", "url", "environment")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if fault := address_fault(url, loopback=settings.HOOKS_TO_LOOPBACK):
            raise forms.ValidationError(f"This address is not called: {fault}.")
        return url
