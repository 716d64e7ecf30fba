from django.apps import AppConfig

from fidus.lib.clients_rows import through


class RedemptionsConfig(AppConfig):
    name = "funds.redemptions"
    label = "redemptions"
    default_auto_field = "django.db.models.BigAutoField"
    clients_sequences = ("redemptions_number",)
    clients_rows = {
        "redemptions_redemption": through(
            "investment_id", "funds_investment", may="select, insert, update (state, ended_by_id, ended_at, reason)"
        ),
    }
