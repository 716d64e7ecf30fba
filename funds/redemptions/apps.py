from django.apps import AppConfig


class RedemptionsConfig(AppConfig):
    name = "funds.redemptions"
    label = "redemptions"
    default_auto_field = "django.db.models.BigAutoField"
