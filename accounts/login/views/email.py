"""Another address to sign in with: asked for, then confirmed by whoever reads it."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.login.email_links import read_link
from accounts.login.errors import AddressNotFree, LinkNotGood
from accounts.login.services.ask_email_change import ask_email_change
from accounts.login.services.change_email import change_email


class AddressForm(forms.Form):
    address = forms.EmailField(
        label="New e-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="We send a link there. Your present address stays until it is opened.",
    )


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required
def change_own_email(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_email_change(request.user, form.cleaned_data["address"])
        messages.success(request, "A link is on its way. Open it on this browser within a day.")
        return redirect("login_change_email")
    return render(request, "login/email.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by its owner only: a link in the wrong hands changes nothing."""
    try:
        user, address = read_link(token)
        if user.pk != request.user.pk:
            raise LinkNotGood("This link is for another login. Nothing was changed.")
        if request.method == "POST":
            change_email(user, address, by=user, confirmed=True)
            messages.success(request, f"You sign in with {address} from now on.")
            return redirect("login_change_email")
    except (LinkNotGood, AddressNotFree) as refused:
        return render(request, "login/email_not_good.html", {"text": refused}, status=410)
    return render(request, "login/email_confirm.html", {"address": address})
