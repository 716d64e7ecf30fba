from django.apps import AppConfig


class LoginConfig(AppConfig):
    """How people come in: tries, devices, second factors, and the regular review of who may."""

    name = "accounts.login"
    label = "login"
    verbose_name = "Login"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.login import signals  # noqa: F401
