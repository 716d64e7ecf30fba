"""What people fill in about their notices."""

from collections.abc import Collection
from typing import Any
from zoneinfo import available_timezones

from django import forms

from accounts.hooks.forms import KindsForm
from accounts.models import User
from accounts.notices import registry
from accounts.notices.domain.ways import WAYS, Ask, faults
from accounts.notices.gates import kinds_open_to
from accounts.notices.models import Channel, NoticeRule
from accounts.notices.selectors import channels_of, usable_channels

_QUIET = {"type": "time", "step": "60"}


class ChannelForm(forms.Form):
    """A channel: what its way asks for. What was typed of a secret is never sent back."""

    label = forms.CharField(label="What you call it", max_length=80)

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        self.fields["label"].initial = WAYS[way].title
        for ask in WAYS[way].asks:
            self.fields[ask.name] = _asked(ask)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = {ask.name: data.get(ask.name, "") for ask in WAYS[self.way].asks}
        for name, wrong in faults(self.way, given).items():
            if name not in self.errors:
                self.add_error(name, wrong)
        return {"label": data.get("label", ""), "given": given}


class CodeForm(forms.Form):
    code = forms.CharField(
        label="The code that was sent",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class RuleForm(KindsForm):
    """What is told by which channel."""

    channel = forms.ModelChoiceField(Channel.objects.none(), empty_label=None)
    pace = forms.ChoiceField(
        label="When",
        choices=NoticeRule.Pace.choices,
        widget=forms.RadioSelect,
        initial=NoticeRule.Pace.AT_ONCE,
        help_text="Quiet hours hold for all of them.",
    )

    def __init__(self, *args: Any, user: User, chosen: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of(user).exclude(state=Channel.State.PROPOSED)  # type: ignore[attr-defined]
        self.offer(groups_of(kinds_open_to(user)), chosen=chosen)


class HabitsForm(forms.Form):
    zone = forms.ChoiceField(label="Your time zone", choices=[(name, name) for name in sorted(available_timezones())])
    quiet_from = forms.TimeField(label="Quiet from", required=False, widget=forms.TimeInput(_QUIET, "%H:%M"))
    quiet_until = forms.TimeField(label="Quiet until", required=False, widget=forms.TimeInput(_QUIET, "%H:%M"))
    urgent_passes = forms.BooleanField(
        label="Tell me what is urgent in quiet hours, too",
        required=False,
        help_text="What puts money or positions in danger until a person looks, and a new sign-in of yours.",
    )
    daily_at = forms.TypedChoiceField(
        label="What is gathered once a day comes at",
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
    )


class FigureForm(forms.Form):
    """A figure to be watched, of what its owner may see."""

    of = forms.ChoiceField(label="Of what")
    below = forms.TypedChoiceField(
        label="Tell me when it",
        coerce=lambda value: value == "below",
        choices=[("below", "falls below"), ("above", "reaches or goes above")],
    )
    threshold = forms.DecimalField(max_digits=22, decimal_places=6)
    clears_at = forms.DecimalField(
        label="Told again after it was back at",
        max_digits=22,
        decimal_places=6,
        help_text="On the good side of the threshold, so that a figure that trembles on it is told once.",
    )
    channel = forms.ModelChoiceField(Channel.objects.none(), empty_label=None)
    urgent = forms.BooleanField(label="In quiet hours, too", required=False)

    def __init__(self, *args: Any, user: User, figure: str, **kwargs: Any) -> None:
        watched = registry.figure(figure)
        kwargs["initial"] = {"below": "below" if watched.below else "above", **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choices = watched.choices(user)
        self.fields["of"].choices = list(choices.items())  # type: ignore[attr-defined]
        if set(choices) == {""}:
            self.fields["of"].required = False
            self.fields["of"].widget = forms.HiddenInput()
        self.fields["threshold"].label = f"Threshold{f' ({watched.unit})' if watched.unit else ''}"
        self.fields["channel"].queryset = usable_channels(user)  # type: ignore[attr-defined]


def groups_of(kinds: Collection[str]) -> dict[str, list[str]]:
    """Heading -> the kinds among `kinds` that stand below it, in the order of the wiring."""
    groups: dict[str, list[str]] = {}
    for name in kinds:
        kind = registry.kinds().get(name)
        groups.setdefault(kind.group if kind else "Told no more", []).append(name)
    return groups


def _asked(ask: Ask) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    widget = forms.PasswordInput(attrs) if ask.secret else forms.TextInput(attrs)
    return forms.CharField(label=ask.label, help_text=ask.explain, max_length=300, widget=widget)
