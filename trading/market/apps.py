from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "trading.market"
    label = "market"
    verbose_name = "Market data"
    default_auto_field = "django.db.models.BigAutoField"
