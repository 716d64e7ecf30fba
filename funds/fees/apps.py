from django.apps import AppConfig

from fidus.lib.clients_rows import CLIENTS, Rows, through


class FeesConfig(AppConfig):
    name = "funds.fees"
    label = "fees"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "fees_feeschedule": Rows(f"client_id is null or client_id = any({CLIENTS})"),
        "fees_feecharge": through("investment_id", "funds_investment"),
        "fees_crystallisation": through("investment_id", "funds_investment"),
        "fees_feestanding": through("investment_id", "funds_investment"),
        "fees_feepoint": through("investment_id", "funds_investment"),
    }
    append_only_tables = ("fees_feeschedule", "fees_feepoint", "fees_crystallisation")
