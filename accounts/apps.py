from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from fidus.lib.clients_rows import LOGIN, Rows, everybodys, of_client


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "accounts_client": of_client("id"),
        "accounts_clientmembership": of_client(),
        # Whoever acts for the same clients, and the person themselves.
        "accounts_user": Rows(f"id = {LOGIN} or id = any(array(select user_id from accounts_clientmembership))"),  # noqa: S608
        "django_content_type": everybodys("names of tables"),
    }

    def ready(self) -> None:
        from accounts import signals  # noqa: F401

        # Django makes each app's permissions after that app's own migrations: the last app's signal finds them all.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(_follow_roles, sender=last)


def _follow_roles(**kwargs: object) -> None:
    from accounts.services.follow_roles import follow_roles

    follow_roles()
