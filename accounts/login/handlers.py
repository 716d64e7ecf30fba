"""Letters about somebody's way in, written when the trail delivers what happened."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.login.domain.notices import SENTENCES
from accounts.login.email_links import link_to
from accounts.models import User
from accounts.trail.api import RecordedEvent


def tell_owner(event: RecordedEvent) -> None:
    """To whoever the login belongs to; of a changed address, to both."""
    user = _user_of(event)
    if user is None or (event.kind == "NewDeviceUsed" and event.data["first"]):
        return
    to = [str(event.data["before"]), str(event.data["after"])] if event.kind == "EmailChanged" else [user.email]
    sentence = _sentence(event)
    for address in to:
        context = {"event": event, "user": user, "sentence": sentence, "firm": settings.FIRM, "site": settings.SITE_URL}
        body = render_to_string("login/mail/notice.txt", context)
        send_mail(f"{settings.FIRM['name']}: {sentence.rstrip('.')}", body, None, [address])


def send_password_link(event: RecordedEvent) -> None:
    """Nothing where there is no such login, or none that may come in."""
    email = str(event.data["email"])
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    _letter("password_link", email, link=f"{settings.SITE_URL.rstrip('/')}{path}", user=user)


def send_email_link(event: RecordedEvent) -> None:
    """To the address that is to be the new one: only who reads it can confirm it."""
    user, address = _user_of(event), str(event.data["address_asked"])
    if user is not None and user.is_active:
        _letter("email_link", address, link=link_to(user, address), user=user)


def _letter(name: str, to: str, **context: object) -> None:
    subject = render_to_string(f"login/mail/{name}_subject.txt", {"firm": settings.FIRM}).strip()
    send_mail(subject, render_to_string(f"login/mail/{name}.txt", {**context, "firm": settings.FIRM}), None, [to])


def _user_of(event: RecordedEvent) -> User | None:
    return User.objects.filter(pk=int(event.subject.removeprefix("user:"))).first()


def _sentence(event: RecordedEvent) -> str:
    match event.kind:
        case "NewDeviceUsed":
            return f"You signed in with a new browser: {event.data['words']}."
        case "FactorsReset":
            return "Your second step was taken away by us; you set up a new one when you sign in next."
        case "EmailChanged":
            return f"Your sign-in address is now {event.data['after']}."
        case _:
            return SENTENCES[str(event.data["what"])]
