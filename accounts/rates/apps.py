from django.apps import AppConfig

from fidus.lib.clients_rows import everybodys


class RatesConfig(AppConfig):
    name = "accounts.rates"
    label = "rates"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "rates_eurorate": everybodys("published"),
        "rates_rateimport": everybodys("who published them"),
        "rates_rateoverride": everybodys("what the firm reckons with instead"),
    }
    append_only_tables = ("rates_rateimport", "rates_feedattempt")
