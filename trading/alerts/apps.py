from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "trading.alerts"
    label = "alerts"
    verbose_name = "Trading alerts"
    default_auto_field = "django.db.models.BigAutoField"
