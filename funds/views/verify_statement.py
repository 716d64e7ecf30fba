"""Anybody who holds a statement can ask whether it is ours: number and printed code in, two fingerprints out."""

import hmac
import re

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from funds.models import Statement
from funds.statements.canonical import verification_code


class VerifyForm(forms.Form):
    code = forms.CharField(
        label="Verification code",
        max_length=80,
        help_text="The 16 letters and digits printed under “How to verify this document”. Spaces do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
    )

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        if not re.fullmatch(r"[0-9a-f]{16}|[0-9a-f]{64}", code):
            raise forms.ValidationError("The code has 16 letters and digits, 0 to 9 and a to f.")
        return code


@require_http_methods(["GET", "HEAD", "POST"])
def verify_statement(request: HttpRequest, number: str) -> HttpResponse:
    """The same page for every number: it does not tell which exist, and never whose they are."""
    form = VerifyForm(request.POST or None)
    statement, asked = None, request.method == "POST" and form.is_valid()
    if asked:
        statement = _matching(number, form.cleaned_data["code"])
    context = {"number": number, "form": form, "statement": statement, "unknown": asked and statement is None}
    return render(request, "statements/verify.html", context)


def _matching(number: str, code: str) -> Statement | None:
    statement = Statement.objects.filter(number=number).first()
    fingerprint = statement.figures_sha256 if statement else "0" * 64
    wanted = fingerprint if len(code) == 64 else verification_code(fingerprint)
    return statement if hmac.compare_digest(code, wanted) and statement else None
