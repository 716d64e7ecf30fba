from django.apps import AppConfig

from fidus.lib.clients_rows import of_login


class GatewayConfig(AppConfig):
    name = "accounts.gateway"
    label = "gateway"
    verbose_name = "Interfaces"
    clients_rows = {"gateway_idempotentcall": of_login("caller_id", may="select, insert")}
