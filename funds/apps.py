from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("funds_termsversion", "funds_statement", "funds_reduction")
