"""The password asked once more, where a device left open must not be enough."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest

from accounts.wall import outside_wall


class PasswordAgainForm(forms.Form):
    """Forms that inherit say in `because` why it is asked, and in `refused` what was not done."""

    because = ""
    refused = "Nothing was done."

    # Passwords may begin and end with a blank (AcceptInvitationForm takes them as they are).
    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        self.fields["password"].help_text = self.because

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        # The same limit as for allauth's own question for the password: ten a minute and user.
        if not ratelimit.consume(self._request, action="reauthenticate", user=self._request.user):
            raise forms.ValidationError("Too many tries. Wait a minute, then try again.")
        # One that was hashed in an old way is hashed anew and kept: no client's request has a right to do that.
        with outside_wall():
            is_theirs = self._request.user.check_password(password)
        if not is_theirs:
            raise forms.ValidationError(f"This is not your password. {self.refused}")
        return password
