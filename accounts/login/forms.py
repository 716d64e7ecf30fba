"""The second step, wherever it is asked for."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts.login.browser import token_of
from accounts.login.domain.tries import code_counters
from accounts.login.errors import TooManyTries
from accounts.login.services.count_try import count_try, take_back_try
from accounts.login.services.know_device import known_device
from accounts.login.services.use_code import step_of, take_step, use_code
from accounts.login.strength import note_factor
from accounts.models import User
from accounts.wall import outside_wall

_DIGITS = {
    "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off",
}  # fmt: skip


# Where FactorAgainForm notes that a factor was given for a page, and for how long that stands; seconds.
_GIVEN, _STANDS_FOR = "login.given", 180


class CodeField(forms.CharField):
    """Six digits of the app, or a recovery code; blanks between them are nobody's mistake."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **{"widget": forms.TextInput(_DIGITS), "label": "Code", **kwargs})


class CountsTries:
    """A form whose code is tried at most so often; used up tries are an error at the field."""

    def counted(self, request: HttpRequest, user: User) -> list[str]:
        device = known_device(email=user.email, token=token_of(request))
        address = get_adapter().get_client_ip(request)
        try:
            return count_try(code_counters(account=str(user.pk), address=address, device=device))
        except TooManyTries as refusal:
            raise forms.ValidationError(str(refusal), code="too_many_tries") from refusal


class CodeForm(CountsTries, BaseAuthenticateForm):
    """At sign-in, and when it is asked for again: a code that was taken is never taken a second time."""

    code = CodeField()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        counted = self.counted(context.request, self.user)
        factor = use_code(self.user, code)
        if factor is None:
            main = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
            if held := main.order_by("-type").first():
                self._emit_authentication_failed(held)
            raise factor_adapter().validation_error("incorrect_code")
        take_back_try(counted)
        self.authenticator = factor
        factor.user = self.user
        return code

    def save(self) -> None:
        note_factor(context.request, self.user, self.authenticator)


class ActivateAppForm(CountsTries, ActivateTOTPForm):
    """The code that proves the app is set up is used by that."""

    code = CodeField(label="The six digits it shows now")

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        code: str = self.cleaned_data["code"]
        counted = self.counted(context.request, self.user)
        step = step_of(self.secret, code)
        if step is None or not take_step(self.user, step):
            raise factor_adapter().validation_error("incorrect_code")
        take_back_try(counted)
        return code


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey unless somebody's key cannot be one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Your name for it"
        self.fields["name"].help_text = "For instance: this laptop."
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = "Sign in with it alone, without the password"
            self.fields["passwordless"].help_text = "It then asks for your finger, face or PIN each time."
            self.fields["passwordless"].initial = True


class FactorAgainForm(CountsTries, forms.Form):
    """A code or a passkey once more, for what a stolen password must not be enough for.

    Forms that inherit say in `because` why it is asked, and in `refused` what was not done. Whoever has no second
    factor has no field: `has_factor` is False and the form is not valid; the view leads them to set one up. A factor
    that was given while the rest was refused counts for what is sent next from the same page (`settled`); the view
    calls `used_up` when the thing is done.
    """

    because = ""
    refused = "Nothing was done."

    code = CodeField(label="Code of your authenticator app", required=False)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        self.fields["code"].help_text = f"{self.because} A recovery code will do, too."
        # Taken out of the session: it stands for one more form, not for all that follow.
        self.settled = request.method == "POST" and self._given_before(request.session.pop(_GIVEN, None))
        if not self.has_factor or self.settled:
            del self.fields["code"], self.fields["credential"]
        elif not self.has_app:
            self.fields["code"].label = "Recovery code"
            self.fields["code"].help_text = f"{self.because} Or use your passkey below."

    @cached_property
    def _held(self) -> set[str]:
        with outside_wall():
            return set(Authenticator.objects.filter(user=self._request.user).values_list("type", flat=True))

    @property
    def has_app(self) -> bool:
        return Authenticator.Type.TOTP in self._held

    @property
    def has_passkey(self) -> bool:
        return Authenticator.Type.WEBAUTHN in self._held

    @property
    def has_factor(self) -> bool:
        return self.has_app or self.has_passkey

    @cached_property
    def passkey_options(self) -> dict[str, Any]:
        """What the browser needs to ask for the passkey; asking for it begins the question."""
        from allauth.mfa.webauthn.internal.auth import begin_authentication

        with outside_wall():
            return {"request_options": begin_authentication(self._request.user)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.has_factor:
            raise forms.ValidationError(f"Set up two-step sign-in first. {self.refused}", code="no_factor")
        code, credential = str(data.pop("code", "")).strip(), data.pop("credential", None)
        # A code is used up only where the rest stands: it works once.
        if not self.settled and not self.errors:
            # Tries and factors are the house's: no client's request has a right to them.
            with outside_wall():
                self._check(code, credential)
        if self.settled:
            self._request.session[_GIVEN] = {"path": self._request.path, "at": self._given_at}
        return data

    def used_up(self) -> None:
        """What it was given for is done."""
        self._request.session.pop(_GIVEN, None)

    def _given_before(self, given: dict[str, Any] | None) -> bool:
        self._given_at = time.time()
        if not given or given["path"] != self._request.path or time.time() - given["at"] > _STANDS_FOR:
            return False
        self._given_at = given["at"]
        return True

    def _check(self, code: str, credential: Any) -> None:
        user = self._request.user
        if not code and not credential:
            self.add_error("code", "Give the code, or use your passkey.")
            return
        try:
            counted = self.counted(self._request, user)
        except forms.ValidationError as refusal:
            self.add_error("code", refusal)
            return
        factor = self._by_passkey(credential) if credential else use_code(user, code)
        if factor is None:
            self.add_error("code", f"This is not a code of yours, or it was used before. {self.refused}")
            return
        take_back_try(counted)
        note_factor(self._request, user, factor)
        self.settled = True

    def _by_passkey(self, credential: Any) -> Authenticator | None:
        from allauth.mfa.webauthn.internal.auth import complete_authentication, parse_authentication_response

        try:
            parse_authentication_response(credential)
            return complete_authentication(self._request.user, credential)
        except forms.ValidationError:
            return None
