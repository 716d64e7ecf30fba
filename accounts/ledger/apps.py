from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "accounts.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    # fidus/grants.py: the application's role may open accounts; all else is written by database functions.
    append_only_tables = ("ledger_account",)
    function_only_tables = (
        "ledger_entry",
        "ledger_leg",
        "ledger_day_total",
        "ledger_month_total",
        "ledger_seal",
        "ledger_epoch",
        "ledger_closed_period",
    )
