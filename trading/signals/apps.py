from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "trading.signals"
    label = "signals"
    verbose_name = "Signals"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("signals_rawsignal", "signals_leg")
