from django.apps import AppConfig


class RebatesConfig(AppConfig):
    name = "funds.rebates"
    label = "rebates"
    default_auto_field = "django.db.models.BigAutoField"
