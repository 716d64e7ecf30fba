from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "accounts.trail"
    label = "trail"
    verbose_name = "Trail"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("trail_event", "trail_seal")
