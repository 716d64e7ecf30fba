"""How allauth behaves here: tries are counted before they cost anything, notices leave by the trail."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts.adapter import ClosedSignupAdapter
from accounts.events import of_user
from accounts.login.browser import token_of
from accounts.login.domain.devices import in_words
from accounts.login.domain.notices import WHAT
from accounts.login.domain.tries import password_counters
from accounts.login.errors import TooManyTries
from accounts.login.events import LoginChanged
from accounts.login.hashing import a_place_to_hash
from accounts.login.services.count_try import count_try, take_back_try
from accounts.login.services.know_device import known_device
from accounts.login.strength import SECOND_FACTORS
from accounts.models import User
from accounts.trail.api import record


class LoginAdapter(ClosedSignupAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: authenticate counts, and allauth's own counter by account alone would let strangers lock it."""
        self._login_failed_rl_usage = None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user with this password; raises ValidationError where there were too many tries."""
        email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        device = known_device(email=email, token=token_of(request))
        counters = password_counters(account=email, address=self.get_client_ip(request), device=device)
        try:
            counted = count_try(counters)
            with a_place_to_hash():
                user: User | None = super().authenticate(request, **credentials)
        except TooManyTries as refusal:
            raise self.validation_error_of(refusal) from refusal
        if user is not None:
            take_back_try(counted)
        return user

    def validation_error_of(self, refusal: Exception) -> Exception:
        error = self.validation_error("too_many_login_attempts")
        error.message = str(refusal)
        return error

    def _rollback_login_failed_rl_usage(self) -> None:
        """Ours is taken back by authenticate."""

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second factor is asked for it: the password alone may be what a thief has."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_factor = [method for method in methods if method["id"] != "reauthenticate"]
        for method in by_factor:
            passkey = method["id"].endswith("webauthn")
            method["description"] = "Use your passkey" if passkey else "Use a code"
        return by_factor or methods

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """On the trail, from which the letter leaves: a mail server that is down holds nobody up."""
        event = LoginChanged(
            subject=of_user(user.pk),
            client=None,
            what=WHAT[template_prefix],
            words=in_words(self.get_http_user_agent(self.request)),
            address=self.get_client_ip(self.request),
        )
        with transaction.atomic():
            record(event, by=user)


class FactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return str(settings.FIRM["name"])

    def encrypt(self, text: str) -> str:
        """A stolen copy of the database makes no codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep one second factor: the next thing they would be asked for is to set one up."""
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exclude(pk=authenticator.pk)
        return not user.is_staff or others.exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {held + 1}" if held else "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.FIRM["name"])}


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DOCUMENT_KEYS])
