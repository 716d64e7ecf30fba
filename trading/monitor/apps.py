from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "trading.monitor"
    label = "monitor"
    verbose_name = "Trading monitor"
    default_auto_field = "django.db.models.BigAutoField"
