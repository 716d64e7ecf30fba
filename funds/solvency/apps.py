from django.apps import AppConfig


class SolvencyConfig(AppConfig):
    name = "funds.solvency"
    label = "solvency"
    default_auto_field = "django.db.models.BigAutoField"
