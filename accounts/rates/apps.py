from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "accounts.rates"
    label = "rates"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("rates_rateimport", "rates_feedattempt")
