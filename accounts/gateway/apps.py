from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "accounts.gateway"
    label = "gateway"
    verbose_name = "Interfaces"
