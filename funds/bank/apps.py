from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "funds.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("bank_bankstatement", "bank_banktransaction", "bank_matchundone", "bank_csvlayout")
