from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "trading.connections"
    label = "connections"
    verbose_name = "Broker connections"
    default_auto_field = "django.db.models.BigAutoField"
