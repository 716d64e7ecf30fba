from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "trading.watch"
    label = "watch"
    verbose_name = "Account watch"
    default_auto_field = "django.db.models.BigAutoField"
